import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { SettingsOverrides } from '../../../src/domain/settings.js';
import { PROVIDER, place, settings } from './support.js';

describe('settings of a new thread', () => {
  it('are the built-in defaults without a configuration', async () => {
    using at = place();
    expect(await settings(at.configuration())).toEqual({
      model: 'default-model',
      modelProvider: 'openai',
      providerConfig: {},
      webSearch: { mode: 'cached', modeAtFullAccess: 'live', options: {} },
      serviceTier: null,
      cwd: at.cwd,
      approvalPolicy: 'on-request',
      approvalsReviewer: 'user',
      requestedReviewer: 'user',
      sandboxPolicy: { type: 'readOnly', networkAccess: false },
      accessRules: null,
      permissionProfile: { id: ':read-only', extends: null },
      effort: null,
      summary: null,
      personality: null,
      collaborationMode: null,
      baseInstructions: null,
      developerInstructions: null,
      features: {},
      projectInstructions: null,
      contextLimits: { window: null, compactAt: null },
      agents: {
        limits: { maxDepth: 1, maxThreads: 6 },
        team: expect.objectContaining({ isOn: true, maxAgents: 3 }),
      },
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
        system?: Readonly<Record<string, string>>;
      },
      string,
    ]
  >([
    ['the system file', { system: { 'config.toml': 'model = "system"' } }, 'system'],
    [
      'the user file over it',
      { system: { 'config.toml': 'model = "system"' }, toml: 'model = "user"' },
      'user',
    ],
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

  it('say how long a thread stays loaded, the thread itself last', async () => {
    using at = place('thread_unload_delay_secs = 60\n');
    expect((await settings(at.configuration())).unloadDelaySeconds).toBe(60);
    expect((await settings(at.configuration(), {}, { thread_unload_delay_secs: 0 })).unloadDelaySeconds).toBe(
      0,
    );
    await expect(settings(at.configuration(), {}, { thread_unload_delay_secs: -1 })).rejects.toMatchObject({
      failure: {
        code: 'configInvalid',
        message: expect.stringContaining('invalid value: integer `-1`, expected u64'),
      },
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
