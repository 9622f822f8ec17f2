import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  type Configuration,
  type ConfigVersion,
  createConfiguration,
  parseOverride,
  treeOfOverrides,
} from '../../../src/adapters/config/index.js';
import type { SettingsOverrides } from '../../../src/domain/settings.js';

interface Place extends Disposable {
  codexHome: string;
  cwd: string;
  file: string;
  configuration(options?: {
    version?: ConfigVersion;
    flags?: string[];
    env?: Record<string, string>;
    system?: string;
  }): Configuration;
}

function place(toml?: string): Place {
  const root = mkdtempSync(join(tmpdir(), 'astc-config-'));
  const [codexHome, cwd] = [join(root, 'codex'), join(root, 'project')];
  mkdirSync(codexHome);
  mkdirSync(cwd);
  const file = join(codexHome, 'config.toml');
  if (toml !== undefined) writeFileSync(file, toml);
  return {
    codexHome,
    cwd,
    file,
    configuration: ({ version = '0.169.0', flags = [], env = {}, system } = {}) => {
      const systemFile = join(root, 'system.toml');
      if (system !== undefined) writeFileSync(systemFile, system);
      return createConfiguration({
        codexHome,
        cwd,
        version,
        env,
        flags: treeOfOverrides(flags.map(parseOverride)),
        defaultModel: 'default-model',
        systemFile,
      });
    },
    [Symbol.dispose]: () => rmSync(root, { recursive: true, force: true }),
  };
}

async function settings(
  configuration: Configuration,
  overrides: SettingsOverrides = {},
  config: Record<string, unknown> | null = null,
  base: SettingsOverrides | null = null,
) {
  return configuration.settings.resolve({ overrides, config, base });
}

const PROVIDER = '[model_providers.s]\nname = "s"\nbase_url = "http://127.0.0.1:1/v1"\n';

describe('settings of a new thread', () => {
  it('are the built-in defaults without a configuration', async () => {
    using at = place();
    expect(await settings(at.configuration())).toEqual({
      model: 'default-model',
      modelProvider: 'openai',
      serviceTier: null,
      cwd: at.cwd,
      approvalPolicy: 'on-request',
      approvalsReviewer: 'user',
      sandboxPolicy: { type: 'readOnly', networkAccess: false },
      effort: null,
      summary: null,
      personality: null,
      collaborationMode: null,
      baseInstructions: null,
      developerInstructions: null,
    });
  });

  it.each<
    [
      string,
      {
        toml?: string;
        flags?: string[];
        base?: SettingsOverrides;
        config?: Record<string, unknown>;
        overrides?: SettingsOverrides;
        system?: string;
      },
      string,
    ]
  >([
    ['the system file', { system: 'model = "system"' }, 'system'],
    ['the user file over it', { system: 'model = "system"', toml: 'model = "user"' }, 'user'],
    ['the command line over that', { toml: 'model = "user"', flags: ['model=flag'] }, 'flag'],
    ['what the thread last ran with over that', { flags: ['model=flag'], base: { model: 'base' } }, 'base'],
    [
      'the config of the thread over that',
      { base: { model: 'base' }, config: { model: 'config' } },
      'config',
    ],
    [
      'the overrides of the caller over all',
      { config: { model: 'config' }, overrides: { model: 'caller' } },
      'caller',
    ],
  ])('take %s', async (_, { toml, flags, base, config, overrides, system }, model) => {
    using at = place(toml);
    const configuration = at.configuration({ ...(flags ? { flags } : {}), ...(system ? { system } : {}) });
    expect((await settings(configuration, overrides, config, base)).model).toBe(model);
  });

  it('follow the file as it changes', async () => {
    using at = place('model = "one"');
    const configuration = at.configuration();
    expect((await settings(configuration)).model).toBe('one');
    writeFileSync(at.file, 'model = "another"');
    expect((await settings(configuration)).model).toBe('another');
  });

  it('read every setting of the file', async () => {
    using at = place(
      `${[
        'model = "m"',
        'model_provider = "s"',
        'service_tier = "flex"',
        'approval_policy = "never"',
        'approvals_reviewer = "auto_review"',
        'sandbox_mode = "workspace-write"',
        'model_reasoning_effort = "high"',
        'model_reasoning_summary = "detailed"',
        'personality = "friendly"',
        'instructions = "base"',
        'developer_instructions = "dev"',
        '[sandbox_workspace_write]',
        'writable_roots = ["/r1", "rel"]',
        'network_access = true',
        'exclude_slash_tmp = true',
      ].join('\n')}\n${PROVIDER}`,
    );
    expect(await settings(at.configuration())).toMatchObject({
      model: 'm',
      modelProvider: 's',
      serviceTier: 'flex',
      approvalPolicy: 'never',
      approvalsReviewer: 'auto_review',
      sandboxPolicy: {
        type: 'workspaceWrite',
        writableRoots: ['/r1', join(at.codexHome, 'rel')],
        networkAccess: true,
        excludeTmpdirEnvVar: false,
        excludeSlashTmp: true,
      },
      effort: 'high',
      summary: 'detailed',
      personality: 'friendly',
      baseInstructions: 'base',
      developerInstructions: 'dev',
    });
  });

  it('fill what a sandbox leaves open from wherever it is configured', async () => {
    using at = place('[sandbox_workspace_write]\nnetwork_access = true\n');
    const open = { sandboxPolicy: { type: 'workspaceWrite' as const } };
    expect((await settings(at.configuration(), open)).sandboxPolicy).toMatchObject({
      networkAccess: true,
      writableRoots: [],
    });
    expect(
      (await settings(at.configuration(), open, { 'sandbox_workspace_write.network_access': false }))
        .sandboxPolicy,
    ).toMatchObject({ networkAccess: false });
    expect((await settings(at.configuration({ version: '0.118.0' }), open)).sandboxPolicy).toMatchObject({
      writableRoots: [join(at.codexHome, 'memories')],
    });
    const told = {
      sandboxPolicy: { type: 'workspaceWrite' as const, writableRoots: ['/x'], networkAccess: false },
    };
    expect((await settings(at.configuration(), told)).sandboxPolicy).toMatchObject({
      networkAccess: false,
      writableRoots: ['/x'],
    });
  });

  it('resolve a relative folder against that of the server', async () => {
    using at = place();
    expect((await settings(at.configuration(), { cwd: 'sub/dir' })).cwd).toBe(join(at.cwd, 'sub/dir'));
  });

  it('depend on what the user thinks of the folder', async () => {
    using at = place();
    mkdirSync(join(at.cwd, '.git'));
    const sub = join(at.cwd, 'sub');
    mkdirSync(join(sub, '.codex'), { recursive: true });
    writeFileSync(join(sub, '.codex/config.toml'), 'model_reasoning_effort = "high"\n');
    const asked = async (toml: string, cwd: string) => {
      writeFileSync(at.file, toml);
      const { approvalPolicy, sandboxPolicy, effort } = await settings(at.configuration(), { cwd });
      return [approvalPolicy, sandboxPolicy.type, effort];
    };
    const trust = (folder: string, level: string) => `[projects."${folder}"]\ntrust_level = "${level}"\n`;
    expect(await asked('', sub)).toEqual(['on-request', 'readOnly', null]);
    expect(await asked(trust(at.cwd, 'trusted'), sub)).toEqual(['on-request', 'workspaceWrite', 'high']);
    expect(await asked(trust(sub, 'trusted'), sub)).toEqual(['on-request', 'workspaceWrite', 'high']);
    expect(await asked(trust(sub, 'trusted'), at.cwd)).toEqual(['on-request', 'readOnly', null]);
    expect(await asked(trust(sub, 'untrusted'), sub)).toEqual(['untrusted', 'workspaceWrite', null]);
  });

  it('lie under a profile in 0.118.0 and refuse one in 0.169.0', async () => {
    using at = place('profile = "p"\nmodel = "m"\n[profiles.p]\nmodel = "pm"\napproval_policy = "never"\n');
    expect(await settings(at.configuration({ version: '0.118.0' }))).toMatchObject({
      model: 'pm',
      approvalPolicy: 'never',
    });
    await expect(settings(at.configuration())).rejects.toMatchObject({
      failure: {
        code: 'configInvalid',
        message:
          'legacy `profile = "p"` config is no longer supported; use `--profile p` with `p.config.toml` instead',
      },
    });
    await expect(
      settings(at.configuration({ version: '0.118.0' }), {}, { profile: 'q' }),
    ).rejects.toMatchObject({
      failure: { message: 'config profile `q` not found' },
    });
  });

  it.each<[Record<string, unknown>, string]>([
    [
      { approval_policy: 'bogus' },
      'unknown variant `bogus`, expected one of `untrusted`, `on-failure`, `on-request`, `granular`, `never`\nin `approval_policy`\n',
    ],
    [{ model: 5 }, 'invalid type: integer `5`, expected a string\nin `model`\n'],
    [
      { model_reasoning_summary: 7 },
      'invalid type: unit variant, expected string only\nin `model_reasoning_summary`\n',
    ],
    [{ model_provider: 'nope' }, 'Model provider `nope` not found'],
    [
      { 'sandbox_workspace_write.network_access': 'yes' },
      'invalid type: string "yes", expected a boolean\nin `sandbox_workspace_write.network_access`\n',
    ],
  ])('refuse %j in the words of the real servers', async (config, message) => {
    using at = place();
    await expect(settings(at.configuration(), {}, config)).rejects.toMatchObject({
      failure: { code: 'configInvalid', message },
    });
  });

  it('refuse a provider that nobody has described', async () => {
    using at = place();
    await expect(settings(at.configuration(), { modelProvider: 'nope' })).rejects.toMatchObject({
      failure: { code: 'configInvalid', message: 'Model provider `nope` not found' },
    });
  });
});

const span = (line: number, from: number, to = from) => ({
  start: { line, column: from },
  end: { line, column: to },
});

describe.each(['0.118.0', '0.169.0'] as const)('a broken config.toml (%s)', (version) => {
  it.each<[string, string, string, ReturnType<typeof span>, string]>([
    ['extra sign', 'model = "x"\nfoo = = 3\n', 'extra `=`, expected nothing', span(2, 7), 'syntax'],
    ['open string', 'model = "x\n', 'invalid basic string, expected `"`', span(1, 11), 'syntax'],
    ['open literal', "s = 'x\n", "invalid literal string, expected `'`", span(1, 7), 'syntax'],
    ['key given twice', 'model = "x"\nmodel = "y"\n', 'duplicate key', span(2, 1, 5), 'syntax'],
    ['table given twice', '[a]\nb=1\n[a]\n', 'duplicate key', span(3, 2), 'syntax'],
    ['key alone', 'foo\n', 'key with no value, expected `=`', span(1, 4), 'syntax'],
    ['open table', '[a\n', 'unclosed table, expected `]`', span(1, 3), 'syntax'],
    [
      'open list',
      'x = [1, 2\ny=3\n',
      'missing comma between array elements, expected `,`',
      span(2, 1),
      'syntax',
    ],
    ['wrong type', 'model = 5\n', 'invalid type: integer `5`, expected a string', span(1, 9), 'model'],
    [
      'wrong type in a table',
      'model_provider="s"\n[model_providers.s]\nname = "s"\nbase_url = 7\n',
      'invalid type: integer `7`, expected a string',
      span(4, 12),
      'model_providers.s.base_url',
    ],
    [
      'unknown word',
      '\nsandbox_mode = "bogus"\n',
      'unknown variant `bogus`, expected one of `read-only`, `workspace-write`, `danger-full-access`',
      span(2, 16, 22),
      'sandbox_mode',
    ],
    [
      'built-in provider described again',
      'model_provider = "openai"\n[model_providers.openai]\nname="x"\n',
      'model_providers contains reserved built-in provider IDs: `openai`. Built-in providers cannot be overridden. Rename your custom provider (for example, `openai-custom`).',
      span(2, 2, 16),
      'model_providers',
    ],
    [
      'chat protocol',
      'model_provider = "s"\n[model_providers.s]\nname="x"\nwire_api="chat"\n',
      '`wire_api = "chat"` is no longer supported.\nHow to fix: set `wire_api = "responses"` in your provider config.\nMore info: https://github.com/openai/codex/discussions/7782',
      span(4, 10, 15),
      'model_providers.s.wire_api',
    ],
  ])('names file, line and column of %s', async (_, toml, message, range, kind) => {
    using at = place(toml);
    const configuration = at.configuration({ version });
    const { line, column } = range.start;
    const details = `${at.file}:${line}:${column}: ${message}`;
    expect(configuration.warnings()).toEqual([
      { summary: 'Invalid configuration; using defaults.', details, path: at.file, range },
    ]);
    expect(() => configuration.read({ includeLayers: false, cwd: null })).toThrowError(
      kind === 'syntax'
        ? `failed to read configuration layers: ${details}`
        : `invalid configuration: ${message}\nin \`${kind}\`\n`,
    );
    await expect(settings(configuration)).rejects.toMatchObject({
      failure: { code: 'configInvalid', message: details },
    });
    expect(configuration.defaultProvider()).toBe('openai');
  });

  it('is told apart from one that names a provider nobody has described', async () => {
    using at = place('model_provider = "nope"\n');
    const configuration = at.configuration({ version });
    expect(configuration.warnings()).toEqual([
      { summary: 'Invalid configuration; using defaults.', details: 'Model provider `nope` not found' },
    ]);
    expect(() => configuration.read({ includeLayers: false, cwd: null })).toThrowError(
      'failed to resolve feature override precedence: Model provider `nope` not found',
    );
  });

  it('tells of a provider without a name as its version does', () => {
    using at = place('model_provider = "s"\n[model_providers.s]\nbase_url="http://127.0.0.1:1/v1"\n');
    const [warning] = at.configuration({ version }).warnings();
    expect(warning).toMatchObject(
      version === '0.118.0'
        ? { details: `${at.file}:2:1: missing field \`name\``, range: span(2, 1, 19) }
        : {
            details: `${at.file}:2:2: model_providers.s: provider name must not be empty`,
            range: span(2, 2, 16),
          },
    );
  });

  it('does not matter where a stronger layer says better', async () => {
    using at = place('model = 5\n');
    const configuration = at.configuration({ version, flags: ['model="x"'] });
    expect(configuration.warnings()).toEqual([]);
    expect((await settings(configuration)).model).toBe('x');
  });
});

describe('warnings after the handshake', () => {
  it('name settings that 0.169.0 does not know, and nothing in 0.118.0', () => {
    using at = place('zzz = 1\n[yyy]\na=1\n');
    expect(at.configuration({ version: '0.118.0' }).warnings()).toEqual([]);
    expect(at.configuration().warnings()).toEqual([
      {
        summary: `Codex is ignoring 2 unrecognized configuration settings. Check for typos or deprecated settings.\n  user (${at.file}): \`yyy\` is ignored.\n  user (${at.file}): \`zzz\` is ignored.`,
        details: null,
      },
    ]);
    using other = place();
    expect(other.configuration({ flags: ['a.b.c=1'] }).warnings()).toEqual([
      {
        summary:
          'Codex is ignoring 1 unrecognized configuration setting. Check for typos or deprecated settings.\n  session-flags: `a` is ignored.',
        details: null,
      },
    ]);
  });

  it('name project files that are not read', () => {
    using at = place();
    mkdirSync(join(at.cwd, '.codex'));
    writeFileSync(join(at.cwd, '.codex/config.toml'), 'model_reasoning_effort = "low"\n');
    expect(at.configuration({ version: '0.118.0' }).warnings()).toEqual([
      {
        summary: `Project config.toml files are disabled in the following folders. Settings in those files are ignored, but skills and exec policies still load.\n    1. ${at.cwd}/.codex\n       To load config.toml, add ${at.cwd} as a trusted project in ${at.file}.\n`,
        details: null,
      },
    ]);
    expect(at.configuration().warnings()[0]?.summary).toBe(
      `Project-local config, hooks, and exec policies are disabled in the following folders until the project is trusted, but skills still load.\n    1. ${at.cwd}/.codex\n       To load project-local config, hooks, and exec policies, add ${at.cwd} as a trusted project in ${at.file}.\n`,
    );
  });
});

describe('config/read', () => {
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
        name: { type: 'system', file: expect.stringContaining('system.toml') },
        version: 'sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a',
        config: {},
      },
    ]);
    expect(at.configuration().read({ includeLayers: false, cwd: null }).layers).toBeNull();
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

describe('overrides on the command line', () => {
  it.each<[string, string[], unknown]>([
    ['a=1', ['a'], 1],
    ['a.b=[1, "x"]', ['a', 'b'], [1, 'x']],
    ['a = "quoted" ', ['a'], 'quoted'],
    ['a=true', ['a'], true],
    ['a=plain text', ['a'], 'plain text'],
    ['a=[1,', ['a'], '[1,'],
    ['a=', ['a'], ''],
    ['a={ b = 1 }', ['a'], { b: 1 }],
    ['a=x=y', ['a'], 'x=y'],
  ])('read %j', (text, path, value) => {
    expect(parseOverride(text)).toEqual({ path, value });
  });

  it.each([
    ['foo', "Invalid override (missing '='): foo"],
    ['', "Invalid override (missing '='): "],
    ['=x', 'Empty key in override: =x'],
  ])('refuse %j', (text, message) => {
    expect(() => parseOverride(text)).toThrowError(message);
  });

  it('that cannot be are found before anything is served', () => {
    using at = place();
    expect(at.configuration({ flags: ['model=5'] }).flagsProblem()).toBe(
      'invalid type: integer `5`, expected a string\nin `model`\n',
    );
    expect(at.configuration({ flags: ['model=x'] }).flagsProblem()).toBeNull();
  });
});

describe('model providers', () => {
  it('are what config.toml says of them', () => {
    using at = place(
      `model_provider = "s"\n${PROVIDER}env_key = "KEY"\nrequest_max_retries = 0\nstream_max_retries = 500\nrequires_openai_auth = true\nquery_params = { v = "1" }\nhttp_headers = { A = "b" }\nenv_http_headers = { B = "VAR", C = "UNSET" }\n`,
    );
    const configuration = at.configuration({ env: { VAR: 'from env' } });
    expect(configuration.defaultProvider()).toBe('s');
    expect(configuration.provider('s')).toEqual({
      id: 's',
      name: 's',
      baseUrl: 'http://127.0.0.1:1/v1',
      wireApi: 'responses',
      queryParams: { v: '1' },
      httpHeaders: { A: 'b', B: 'from env' },
      envKey: 'KEY',
      envKeyInstructions: null,
      bearerToken: null,
      requiresOpenaiAuth: true,
      retryPolicy: { requestMaxRetries: 0, streamMaxRetries: 100, streamIdleTimeoutMs: 300_000 },
    });
  });

  it('include the one every version has', () => {
    using at = place();
    const provider = at.configuration().provider('openai');
    expect(provider).toMatchObject({ baseUrl: 'https://api.openai.com/v1', requiresOpenaiAuth: true });
    expect(provider.retryPolicy).toEqual({
      requestMaxRetries: 4,
      streamMaxRetries: 5,
      streamIdleTimeoutMs: 300_000,
    });
    writeFileSync(at.file, 'openai_base_url = "http://127.0.0.1:9/v1"\n');
    expect(at.configuration().provider('openai').baseUrl).toBe('http://127.0.0.1:9/v1');
    expect(() => at.configuration().provider('nope')).toThrowError(
      expect.objectContaining({
        failure: { code: 'configInvalid', message: 'Model provider `nope` not found' },
      }),
    );
  });
});
