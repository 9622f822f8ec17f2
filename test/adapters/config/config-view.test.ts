import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PROVIDER, place } from './support.js';

describe('config/read', () => {
  it.each(['0.118.0', '0.169.0'] as const)(
    'shows a web search that is a mere switch as null in %s',
    (version) => {
      using at = place('[tools]\nweb_search = false\n');
      const { config } = at.configuration({ version }).read({ includeLayers: false, cwd: null });
      expect(config.tools).toMatchObject({ web_search: null });
    },
  );

  it('shows layers strongest first, each with the fingerprint of its sorted JSON', () => {
    using at = place(`model_provider = "s"\nmodel = "m"\n${PROVIDER}`);
    const { layers } = at
      .configuration({
        flags: ['model="m1"', 'model_reasoning_effort=high', 'a.b.c=[1,2]', 'sandbox_mode=workspace-write'],
      })
      .read({ includeLayers: true, cwd: null });
    expect(layers).toEqual([
      {
        name: { type: 'sessionFlags' },
        // What the real servers answered to these very flags.
        version: 'sha256:1660b9bb4f3808567cbdf32e330f798cce7ad5c387ad58c8f0fd7f122e0ba403',
        config: {
          a: { b: { c: [1, 2] } },
          model: 'm1',
          model_reasoning_effort: 'high',
          sandbox_mode: 'workspace-write',
        },
      },
      {
        name: { type: 'user', file: at.file, profile: null },
        version: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
        config: {
          model: 'm',
          model_provider: 's',
          model_providers: { s: { name: 's', base_url: 'http://127.0.0.1:1/v1' } },
        },
      },
      {
        name: { type: 'system', file: expect.stringContaining('/system/config.toml') },
        version: 'sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a',
        config: {},
      },
    ]);
    expect(at.configuration().read({ includeLayers: false, cwd: null })).not.toHaveProperty('layers');
  });

  it('names the origin of every value, list elements one by one', () => {
    using at = place('model = "m"\n[mcp_servers.m]\ncommand = "x"\nargs = ["a", "b"]\n');
    const { origins } = at.configuration({ flags: ['model=flag'] }).read({ includeLayers: false, cwd: null });
    expect(Object.fromEntries(Object.entries(origins).map(([key, { name }]) => [key, name.type]))).toEqual({
      model: 'sessionFlags',
      'mcp_servers.m.command': 'user',
      'mcp_servers.m.args.0': 'user',
      'mcp_servers.m.args.1': 'user',
    });
  });

  it('shows unset keys as null, and the defaults that 0.169.0 fills in', () => {
    using at = place(`model = "m"\n[sandbox_workspace_write]\nnetwork_access = true\n${PROVIDER}`);
    const older = at.configuration({ version: '0.118.0' }).read({ includeLayers: false, cwd: null }).config;
    const newer = at.configuration().read({ includeLayers: false, cwd: null }).config;
    const common = {
      model: 'm',
      review_model: null,
      sandbox_workspace_write: {
        writable_roots: [],
        network_access: true,
        exclude_tmpdir_env_var: false,
        exclude_slash_tmp: false,
      },
    };
    expect(older).toMatchObject({
      ...common,
      history: null,
      profile: null,
      model_providers: {
        s: {
          name: 's',
          base_url: 'http://127.0.0.1:1/v1',
          env_key: null,
          wire_api: 'responses',
          requires_openai_auth: false,
        },
      },
    });
    expect(newer).toMatchObject({
      ...common,
      history: { persistence: 'save-all', max_bytes: null },
      file_opener: 'vscode',
      project_root_markers: ['.git'],
      model_providers: { s: { supports_standalone_web_search: false } },
    });
    expect(Object.keys(older)).toHaveLength(86);
    expect(Object.keys(newer)).toHaveLength(107);
  });

  it('includes project folders from the folder up to the repository', () => {
    using at = place();
    mkdirSync(join(at.cwd, '.git'));
    mkdirSync(join(at.cwd, 'sub/.codex'), { recursive: true });
    mkdirSync(join(at.cwd, '.codex'));
    writeFileSync(join(at.cwd, '.codex/config.toml'), 'model = "outer"\n');
    writeFileSync(join(at.cwd, 'sub/.codex/config.toml'), 'model = "inner"\n');
    writeFileSync(at.file, `[projects."${at.cwd}"]\ntrust_level = "trusted"\n`);
    const { layers, config } = at.configuration().read({ includeLayers: true, cwd: join(at.cwd, 'sub') });
    expect(layers?.map(({ name }) => ('dotCodexFolder' in name ? name.dotCodexFolder : name.type))).toEqual([
      join(at.cwd, 'sub/.codex'),
      join(at.cwd, '.codex'),
      'user',
      'system',
    ]);
    expect(config).toMatchObject({ model: 'inner' });
  });
});
