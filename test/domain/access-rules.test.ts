import { describe, expect, it } from 'vitest';
import { type Access, deniedGlobs, isDenied, placedRules, ruleFor } from '../../src/domain/access-rules.js';
import { type ThreadSettings, withOverrides } from '../../src/domain/settings.js';
import { olderPolicy, shownPolicy } from '../../src/domain/shown-policy.js';
import { accessRules as rules } from '../util/access-rules.js';
import { SETTINGS } from './test-agent.js';

const FACTS = { cwd: '/home/me/work', tmpdir: undefined };

function accessTo(path: string, entries: Readonly<Record<string, Access>>): Access | null {
  return ruleFor(placedRules(rules(entries), FACTS), path)?.access ?? null;
}

describe('the rule for a path', () => {
  const entries = {
    ':root': 'read',
    '': 'write',
    docs: 'read',
    'docs/open': 'write',
    secret: 'deny',
  } as const;
  it.each([
    ['/etc/passwd', 'read'],
    ['/home/me/work/a', 'write'],
    ['/home/me/workshop', 'read'],
    ['/home/me/work/docs/a', 'read'],
    ['/home/me/work/docs/open/a', 'write'],
    ['/home/me/work/secret/a', null],
  ])('%s: the most exact one counts', (path, access) => {
    expect(accessTo(path, entries)).toBe(access);
  });

  it('opens what is denied again only to be written', () => {
    const denied = { ':root': 'read', secret: 'deny', 'secret/r': 'read', 'secret/w': 'write' } as const;
    expect(accessTo('/home/me/work/secret/r/a', denied)).toBeNull();
    expect(accessTo('/home/me/work/secret/w/a', denied)).toBe('write');
  });

  it('is the stricter of two for the same path, but writing beats reading', () => {
    expect(accessTo('/x', { '/x': 'write', '/x/': 'read' })).toBe('write');
    expect(accessTo('/home/me/work/a', { '': 'write', '/home/me/work': 'deny' })).toBeNull();
  });

  it('is none where nothing is said', () => {
    expect(accessTo('/opt', { '': 'write' })).toBeNull();
    expect(accessTo('/opt', { ':root': 'deny', '/opt': 'read' })).toBe('read');
  });

  it('holds in every folder of the workspace', () => {
    const both = rules({ '': 'write', secret: 'deny' }, { workspace: ['/srv'] });
    const placed = placedRules(both, FACTS);
    expect(ruleFor(placed, '/srv/a')?.access).toBe('write');
    expect(ruleFor(placed, '/srv/secret')).toBeNull();
  });
});

describe('what is denied', () => {
  const all = rules({ ':minimal': 'read', '': 'write', secret: 'deny', '*.env': 'deny' });
  const denied = (path: string): boolean =>
    isDenied({ placed: placedRules(all, FACTS), globs: deniedGlobs(all, FACTS.cwd) }, path);
  it.each([
    ['/home/me/work/secret/x', true],
    ['/home/me/work/a.env', true],
    ['/home/me/work/sub/a.env', false],
    ['/opt/elsewhere', false],
  ])('%s: %s, by name or pattern and not for want of a rule', (path, is) => {
    expect(denied(path)).toBe(is);
  });
});

const ws = (more: object = {}) => ({
  type: 'workspaceWrite',
  writableRoots: [],
  networkAccess: false,
  excludeTmpdirEnvVar: true,
  excludeSlashTmp: true,
  ...more,
});

describe('the policy that rules are shown as', () => {
  it.each<[Readonly<Record<string, Access>>, object]>([
    [{ ':root': 'read' }, { type: 'readOnly', networkAccess: false }],
    [{ ':root': 'write' }, { type: 'externalSandbox', networkAccess: 'restricted' }],
    [{ ':root': 'write', '/opt': 'read' }, ws({ writableRoots: ['/'], excludeSlashTmp: false })],
    [{ ':root': 'write', '/tmp': 'read' }, ws({ writableRoots: ['/'] })],
    [{ ':root': 'read', '': 'write' }, ws()],
    [{ ':root': 'read', '/opt': 'write' }, ws({ writableRoots: ['/opt'] })],
    [{ '': 'write', 'docs/open': 'write' }, ws({ writableRoots: ['/home/me/work/docs/open'] })],
    [
      { '': 'write', ':tmpdir': 'write', ':slashTmp': 'write' },
      ws({ excludeTmpdirEnvVar: false, excludeSlashTmp: false }),
    ],
    [{ ':slashTmp': 'write', '': 'read' }, ws({ writableRoots: ['/tmp'], excludeSlashTmp: false })],
  ])('%j is %j', (entries, policy) => {
    expect(shownPolicy(rules(entries), FACTS)).toEqual(policy);
  });

  it('with network and everything to be written is no sandbox at all', () => {
    expect(shownPolicy(rules({ ':root': 'write' }, { network: true }), FACTS)).toEqual({
      type: 'dangerFullAccess',
    });
  });

  it('says in 0.118.0 what may be read, and has no word for writing elsewhere than in the workspace', () => {
    expect(olderPolicy(rules({ ':minimal': 'read', '/opt': 'read' }), FACTS)).toEqual({
      type: 'readOnly',
      networkAccess: false,
      access: { type: 'restricted', includePlatformDefaults: true, readableRoots: ['/opt'] },
    });
    expect(olderPolicy(rules({ ':root': 'read', '/opt': 'write' }), FACTS)).toBeNull();
  });
});

describe('a change of what a thread may touch', () => {
  const before: ThreadSettings = {
    ...SETTINGS,
    cwd: FACTS.cwd,
    sandboxPolicy: ws() as ThreadSettings['sandboxPolicy'],
    accessRules: rules({ ':root': 'read', '': 'write', secret: 'deny' }),
    permissionProfile: { id: 'p', extends: null },
  };
  const bare = { accessRules: null, permissionProfile: null };
  const isSecretDenied = ({ accessRules, cwd }: ThreadSettings): boolean =>
    accessRules !== null &&
    isDenied({ placed: placedRules(accessRules, { cwd, tmpdir: undefined }), globs: [] }, `${cwd}/secret/x`);

  it('to a policy of folders keeps what was denied', () => {
    const after = withOverrides(before, {
      ...bare,
      sandboxPolicy: { type: 'readOnly', networkAccess: false },
    });
    expect(isSecretDenied(after)).toBe(true);
    expect(after.sandboxPolicy).toEqual({ type: 'readOnly', networkAccess: false });
    expect(after.permissionProfile).toBeNull();
  });

  it('to everything by a profile keeps it too, and says so; by the policy itself it does not', () => {
    const permissionProfile = { id: ':danger-full-access', extends: null };
    const policy = { sandboxPolicy: { type: 'dangerFullAccess' } as const };
    const named = withOverrides(before, { ...policy, accessRules: null, permissionProfile });
    expect(isSecretDenied(named)).toBe(true);
    expect(named.sandboxPolicy).toEqual(
      ws({ writableRoots: ['/'], networkAccess: true, excludeSlashTmp: false }),
    );
    expect(withOverrides(before, { ...bare, ...policy })).toMatchObject({ ...bare, ...policy });
  });

  it('of the folder alone takes the rules along', () => {
    const after = withOverrides(before, { cwd: '/srv' });
    expect(isSecretDenied(after)).toBe(true);
    expect(after.sandboxPolicy).toEqual(ws());
  });

  it('in 0.118.0 forgets what was denied', () => {
    const older = { ...before, accessRules: rules({ secret: 'deny' }, { denialsHold: false }) };
    const after = withOverrides(older, { ...bare, sandboxPolicy: { type: 'readOnly' } });
    expect(after.accessRules).toBeNull();
  });
});
