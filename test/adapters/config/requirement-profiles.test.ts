import { describe, expect, it } from 'vitest';
import {
  assertProfilesFit,
  boundedBy,
  denyingReads,
  withDemandedProfiles,
} from '../../../src/adapters/config/requirement-profiles.js';

const BOTH = { allowed_permission_profiles: { ':workspace': true, ':read-only': true } };
const ADMIN = {
  permissions: { filesystem: { deny_read: ['/secret', '*.env'] }, admin: { extends: ':workspace' } },
};

describe('demanded permission profiles', () => {
  it('stand in the configuration, and what nobody may read is none of them', () => {
    expect(withDemandedProfiles({ permissions: { mine: {} } }, ADMIN)).toEqual({
      permissions: { mine: {}, admin: { extends: ':workspace' } },
    });
    expect(() => assertProfilesFit({ permissions: { admin: {} } }, ADMIN)).toThrow(/conflicts with/);
  });

  it('leave alone what is asked for where none is forbidden', () => {
    const values = { sandboxPolicy: { type: 'dangerFullAccess' } } as const;
    expect(boundedBy(ADMIN, values, {})).toEqual({ values, told: [] });
  });

  it.each([
    [{ profileNamed: ':read-only' }, {}, ':read-only', 0],
    [{ profileNamed: ':danger-full-access' }, {}, ':workspace', 1],
    [{ profileNamed: null, sandboxPolicy: { type: 'dangerFullAccess' } }, {}, ':workspace', 0],
    [{ profileNamed: null }, { default_permissions: ':read-only' }, ':read-only', 0],
    [{}, { default_permissions: 'mine' }, ':workspace', 1],
  ] as const)('give to %j with %j the profile %s', (values, config, profileNamed, count) => {
    const bounded = boundedBy(BOTH, values, config);
    expect(bounded.values).toEqual({ profileNamed });
    expect(bounded.told).toHaveLength(count);
  });

  it('deny files under every sandbox, by path and by pattern', () => {
    const policy = { type: 'readOnly', networkAccess: false } as const;
    const { accessRules, sandboxPolicy } = denyingReads(
      { sandboxPolicy: policy, accessRules: null, permissionProfile: null },
      ADMIN,
    );
    expect(sandboxPolicy).toBe(policy);
    expect(accessRules?.rules.filter(({ access }) => access === 'deny')).toEqual([
      { place: { type: 'path', path: '/secret' }, access: 'deny' },
      { place: { type: 'glob', path: '/etc/codex/*.env' }, access: 'deny' },
    ]);
  });
});
