import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Configuration, ConfigVersion } from '../../../src/adapters/config/index.js';
import { createConfiguration } from '../../../src/adapters/config/index.js';
import { shutFor } from '../../../src/adapters/config/thread-confines.js';

let home: string;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'astc-profiles-'));
});

afterEach(() => rmSync(home, { recursive: true, force: true }));

function configured(toml: string, version: ConfigVersion = '0.169.0'): Configuration {
  writeFileSync(join(home, 'config.toml'), toml);
  return createConfiguration({
    codexHome: home,
    version,
    flags: {},
    env: { HOME: '/home/me' },
    cwd: '/work',
    defaultModel: () => 'm',
    systemFolder: join(home, 'etc'),
  });
}

const DEFAULT = 'default_permissions = "p"\n';
const FILES = '[permissions.p.filesystem]\n';

async function started(toml: string, version?: ConfigVersion) {
  const configuration = configured(toml, version);
  const settings = await configuration.settings.resolve({ overrides: {}, config: null, base: null });
  return { settings, warnings: configuration.warnings().map(({ summary }) => summary) };
}

describe('a permission profile of the configuration', () => {
  it('lies over all that it extends', async () => {
    const { settings } = await started(
      `${DEFAULT}[permissions.p]\nextends = "q"\n[permissions.p.filesystem.":workspace_roots"]\nsecret = "none"\n[permissions.q]\nextends = ":workspace"\n[permissions.q.network]\nenabled = true\n`,
    );
    expect(settings.permissionProfile).toEqual({ id: 'p', extends: 'q' });
    expect(settings.sandboxPolicy).toMatchObject({ type: 'workspaceWrite', networkAccess: true });
    expect(settings.accessRules?.rules).toContainEqual({
      place: { type: 'path', path: 'secret' },
      access: 'deny',
    });
    expect(settings.accessRules?.rules).toContainEqual({
      place: { type: 'path', path: '' },
      access: 'write',
    });
  });

  it('refuses a pattern with a range that runs backwards', async () => {
    const message = "filesystem glob path `/d/[z-a]*` is invalid: invalid range; 'z' > 'a'";
    await expect(started(`${DEFAULT}${FILES}"/d/[z-a]*" = "deny"\n`)).rejects.toMatchObject({
      failure: { code: 'configInvalid', message },
    });
  });

  it('takes a folder for what it is called, though the name of a pattern stands beside it', async () => {
    const { settings } = await started(`${DEFAULT}[permissions.p.filesystem."/d/[a]"]\n"*.env" = "deny"\n`);
    expect(settings.accessRules?.rules).toEqual([
      { place: { type: 'glob', path: '/d/[[]a[]]/*.env' }, access: 'deny' },
    ]);
  });

  it('keeps AGENTS.md files back that it denies by another name of theirs', () => {
    const real = join(home, 'real');
    mkdirSync(real);
    writeFileSync(join(real, 'AGENTS.md'), 'x');
    symlinkSync(real, join(home, 'link'));
    const isShut = (denied: string, path: string): boolean => {
      const type = denied.includes('*') ? 'glob' : 'path';
      const rules = [{ place: { type, path: denied }, access: 'deny' }] as const;
      const more = { workspace: [], globDepth: null, network: false, networkLimits: null };
      return shutFor({ rules, ...more, denialsHold: true }, '/work')(path);
    };
    expect(isShut(join(home, 'link'), join(real, 'AGENTS.md'))).toBe(true);
    expect(isShut(join(real, 'AGENTS.md'), join(home, 'link', 'AGENTS.md'))).toBe(true);
    expect(isShut(join(home, 'link', '*.md'), join(real, 'AGENTS.md'))).toBe(true);
    expect(isShut(join(home, 'link'), join(home, 'AGENTS.md'))).toBe(false);
  });

  it('names homes, folders of the workspace and patterns', async () => {
    const { settings } = await started(
      `${DEFAULT}[permissions.p.workspace_roots]\nsub = true\n"/off" = false\n${FILES}"~/x" = "read"\n"/a/../b/" = "write"\n"/c/**" = "write"\n"/d/*.env" = "deny"\n`,
    );
    expect(settings.accessRules?.workspace).toEqual(['/work/sub']);
    expect(settings.accessRules?.rules.map(({ place }) => place)).toEqual([
      { type: 'path', path: '/b' },
      { type: 'path', path: '/c' },
      { type: 'glob', path: '/d/*.env' },
      { type: 'path', path: '/home/me/x' },
    ]);
  });

  it.each([
    [`${DEFAULT}`, 'default_permissions requires a `[permissions]` table'],
    [`${DEFAULT}[permissions]\n`, 'default_permissions refers to undefined profile `p`'],
    ['[permissions.p]\n', 'config defines `[permissions]` profiles but does not set `default_permissions`'],
    [`${DEFAULT}[permissions.p]\nextends = "p"\n`, 'permissions profile inheritance cycle detected: p -> p'],
    [`${DEFAULT}[permissions.p]\nextends = "q"\n`, 'permissions profile `p` extends undefined profile `q`'],
    [
      `${DEFAULT}[permissions.p]\nextends = ":danger-full-access"\n`,
      'permissions profile `p` cannot extend unsupported built-in profile `:danger-full-access`',
    ],
    [
      `${DEFAULT}${FILES}x = "read"\n`,
      'filesystem path `x` must be absolute, use `~/...`, or start with `:`',
    ],
    [
      `${DEFAULT}[permissions.p.filesystem.":tmpdir"]\nx = "read"\n`,
      'filesystem path `:tmpdir` does not support nested entries',
    ],
    [
      `${DEFAULT}[permissions.p.filesystem."/a"]\n"../x" = "read"\n`,
      'filesystem subpath `../x` must be a descendant path without `.` or `..` components',
    ],
    [
      `${DEFAULT}${FILES}"/a/*.x" = "write"\n`,
      'filesystem glob path `/a/*.x` only supports `deny` access; use an exact path or trailing `/**` for `write` subtree access',
    ],
    [`${DEFAULT}${FILES}glob_scan_max_depth = 0\n"/a" = "read"\n`, 'glob_scan_max_depth must be at least 1'],
    ['[permissions.":p"]\n', 'permissions profile `:p` uses a reserved built-in profile prefix'],
  ])('cannot be had from %j', async (toml, message) => {
    await expect(started(toml)).rejects.toMatchObject({ failure: { code: 'configInvalid', message } });
  });

  it.each([
    [`${FILES}"/a" = "rw"\n`, 'data did not match any variant of untagged enum FilesystemPermissionToml'],
    ['[permissions]\np = 3\n', 'invalid type: integer `3`, expected struct PermissionProfileToml'],
    ['[permissions.p.network]\nmode = "x"\n', 'unknown variant `x`, expected `limited` or `full`'],
    ['[permissions.p]\nextends = 3\n', 'invalid type: integer `3`, expected a string'],
    [`${FILES}glob_scan_max_depth = -1\n`, 'invalid value: integer `-1`, expected usize'],
  ])('is no profile: %j', async (toml, message) => {
    await expect(started(`${DEFAULT}${toml}`)).rejects.toMatchObject({ failure: { code: 'configInvalid' } });
    expect(configured(`${DEFAULT}${toml}`).warnings()).toMatchObject([
      { summary: 'Invalid configuration; using defaults.', details: expect.stringContaining(message) },
    ]);
  });

  it('tells of what is not as somebody may have meant it', async () => {
    const { warnings } = await started(`${DEFAULT}${FILES}":new" = "write"\n"/a/**/x" = "deny"\n`);
    expect(warnings).toEqual([
      expect.stringMatching(/^Filesystem deny-read glob `\/a\/\*\*\/x` uses `\*\*`/),
      expect.stringMatching(/^Configured filesystem path `:new` is not recognized/),
    ]);
    expect((await started(`${DEFAULT}[permissions.p]\n`)).warnings).toEqual([
      expect.stringMatching(/^Permissions profile `p` does not define any recognized filesystem entries/),
    ]);
  });

  it('says which hosts may be reached where its version asks', async () => {
    const toml = `${DEFAULT}${FILES}":root" = "read"\n[permissions.p.network]\nenabled = true\ndomains = { "a.example" = "allow" }\n`;
    const older = await started(toml, '0.118.0');
    expect(older.settings.accessRules).toMatchObject({
      network: true,
      networkLimits: { allowed: ['a.example'] },
    });
    expect(older.warnings).toEqual([]);
    const newer = await started(toml);
    expect(newer.settings.accessRules).toMatchObject({ network: true, networkLimits: null });
    const proxied = await started(`${toml}[features]\nnetwork_proxy = true\n`);
    expect(proxied.settings.accessRules).toMatchObject({ networkLimits: { allowed: ['a.example'] } });
  });

  it('in 0.118.0 knows fewer words', async () => {
    await expect(started(`${DEFAULT}${FILES}"/a" = "deny"\n`, '0.118.0')).rejects.toMatchObject({
      failure: { message: expect.stringMatching(/untagged enum/) },
    });
    await expect(
      started(`${DEFAULT}${FILES}":root" = "read"\n"/a" = "write"\n`, '0.118.0'),
    ).rejects.toMatchObject({
      failure: { message: expect.stringMatching(/^permissions profile requests filesystem writes outside/) },
    });
    const { settings } = await started(
      `${DEFAULT}${FILES}":root" = "read"\n":project_roots" = "write"\n`,
      '0.118.0',
    );
    expect(settings.permissionProfile).toBeNull();
    expect(settings.sandboxPolicy).toMatchObject({ writableRoots: [join(home, 'memories')] });
  });
});

describe('the list of profiles', () => {
  it('says which of them can be had', () => {
    const toml = `[permissions.b]\ndescription = "B"\n[permissions.a]\nextends = "gone"\n`;
    expect(
      configured(toml)
        .permissionProfiles(null)
        .filter(({ id }) => !id.startsWith(':')),
    ).toEqual([
      { id: 'a', description: null, allowed: false },
      { id: 'b', description: 'B', allowed: true },
    ]);
  });

  it('is not to be had where the tables make no sense', () => {
    expect(() => configured('permissions = 3\n').permissionProfiles(null)).toThrow(
      'failed to resolve permission profiles: invalid type: integer `3`, expected struct PermissionsToml\n',
    );
  });
});

describe('what a stored thread ran with', () => {
  const profiles = `${DEFAULT}${FILES}":root" = "read"\n[permissions.p.filesystem.":workspace_roots"]\nsecret = "deny"\n[permissions.q.filesystem]\n":root" = "read"\n`;
  const resumed = async (base: object, version?: ConfigVersion) =>
    configured(profiles, version).settings.resolve({ overrides: {}, config: null, base });

  it('is its profile as the configuration has it now', async () => {
    const base = {
      sandboxPolicy: { type: 'dangerFullAccess' },
      permissionProfile: { id: 'q', extends: null },
    };
    expect(await resumed(base)).toMatchObject({
      permissionProfile: { id: 'q' },
      sandboxPolicy: { type: 'readOnly', networkAccess: false },
    });
  });

  it('is the usual profile where its own is gone, or its policy was one of a workspace', async () => {
    const gone = { sandboxPolicy: { type: 'readOnly' }, permissionProfile: { id: 'gone', extends: null } };
    const workspace = { sandboxPolicy: { type: 'workspaceWrite' }, permissionProfile: null };
    for (const base of [gone, workspace]) expect((await resumed(base)).permissionProfile?.id).toBe('p');
  });

  it('is a policy that hands over everything, but for what the usual profile denies', async () => {
    const settings = await resumed({ sandboxPolicy: { type: 'dangerFullAccess' }, permissionProfile: null });
    expect(settings.permissionProfile).toBeNull();
    expect(settings.sandboxPolicy).toMatchObject({ type: 'workspaceWrite', writableRoots: ['/'] });
    expect(settings.accessRules?.rules).toContainEqual({
      place: { type: 'path', path: 'secret' },
      access: 'deny',
    });
  });

  it('is forgotten in 0.118.0', async () => {
    const toml = 'sandbox_mode = "read-only"\n';
    const base = { sandboxPolicy: { type: 'dangerFullAccess' as const }, permissionProfile: null };
    const settings = await configured(toml, '0.118.0').settings.resolve({
      overrides: {},
      config: null,
      base,
    });
    expect(settings.sandboxPolicy).toEqual({ type: 'readOnly', networkAccess: false });
  });
});
