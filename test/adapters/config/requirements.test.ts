import { describe, expect, it } from 'vitest';
import { place, settings } from './support.js';

const MANAGED = 'approval_policy = "never"\nsandbox_mode = "workspace-write"\n';
const DEMANDS = 'allowed_approval_policies = ["on-request"]\nallowed_sandbox_modes = ["read-only"]\n';

describe('what an administrator demands', () => {
  it('is nothing where no file says anything', () => {
    using at = place();
    expect(at.configuration().requirements()).toBeNull();
    expect(at.configuration().refusal({ approvalPolicy: 'never' })).toBeNull();
    expect(at.configuration({ system: { 'requirements.toml': 'other = 1\n' } }).requirements()).toBeNull();
  });

  it.each([
    ['0.118.0', ['on-request'], ['read-only']],
    ['0.169.0', ['never'], ['read-only', 'workspace-write']],
  ] as const)('comes from two files, of which %s believes one more', (version, policies, modes) => {
    using at = place();
    const system = { 'requirements.toml': DEMANDS, 'managed_config.toml': MANAGED };
    expect(at.configuration({ version, system }).requirements()).toMatchObject({
      allowedApprovalPolicies: policies,
      allowedSandboxModes: modes,
    });
  });

  it('holds for settings, turns and commands, and is told of where somebody asked for more', async () => {
    using at = place('approval_policy = "never"\nsandbox_mode = "danger-full-access"\n');
    const configuration = at.configuration({ system: { 'requirements.toml': DEMANDS } });
    expect(await settings(configuration)).toMatchObject({
      approvalPolicy: 'on-request',
      sandboxPolicy: { type: 'readOnly' },
    });
    expect(configuration.warnings().map(({ summary }) => summary.slice(0, 40))).toEqual([
      'Configured value for `approval_policy` i',
      'Configured value for `permission_profile',
    ]);
    expect(configuration.refusal({ sandboxPolicy: { type: 'dangerFullAccess' } })).toMatch(
      /^invalid value for `sandbox_mode`: `DangerFullAccess` is not in the allowed set \[ReadOnly\] \(set by .*requirements\.toml\)$/,
    );
    expect(configuration.refusal({ sandboxPolicy: { type: 'readOnly' } })).toBeNull();
  });

  it('leaves no thread that could do nothing and ask nobody', async () => {
    using at = place();
    const configuration = at.configuration({ system: { 'managed_config.toml': MANAGED } });
    await expect(
      settings(configuration, { sandboxPolicy: { type: 'dangerFullAccess' } }),
    ).rejects.toMatchObject({
      cause: { message: expect.stringContaining('cannot be used because requirements do not allow') },
    });
  });

  it('lies above the command line, and says so to whoever writes', async () => {
    using at = place('model = "user"\n');
    const configuration = at.configuration({
      flags: ['model=flag'],
      system: { 'managed_config.toml': 'model = "managed"\n' },
    });
    expect((await settings(configuration)).model).toBe('managed');
    const edits = [{ keyPath: 'model', value: 'x', mergeStrategy: 'replace' as const }];
    expect(await configuration.write({ edits, filePath: null, expectedVersion: null })).toMatchObject({
      status: 'okOverridden',
      overriddenMetadata: {
        message: expect.stringMatching(/^Overridden by legacy managed_config\.toml: .*managed_config\.toml$/),
        effectiveValue: 'managed',
      },
    });
  });

  it('stops everything that reads the configuration where it makes no sense', () => {
    using at = place();
    const system = { 'requirements.toml': 'allowed_sandbox_modes = ["workspace-write"]\n' };
    expect(() => at.configuration({ system }).requirements()).toThrow(/must include 'read-only'/);
    expect(at.configuration({ system }).warnings()).toMatchObject([
      { summary: 'Invalid configuration; using defaults.' },
    ]);
  });

  it('shows plain demands of 0.169.0 by their names on the wire, and the ways left to sign in', () => {
    using at = place('forced_login_method = "api"\n');
    const text =
      'allow_appshots = false\nadditional_developer_instructions = "x"\nallowed_approvals_reviewers = ["user"]\n';
    expect(at.configuration({ system: { 'requirements.toml': text } }).requirements()).toMatchObject({
      allowAppshots: false,
      allowRemoteControl: null,
      additionalDeveloperInstructions: 'x',
      allowedApprovalsReviewers: ['user'],
      allowedLoginMethods: ['api'],
    });
    const older = at.configuration({ version: '0.118.0', system: { 'requirements.toml': text } });
    expect(older.requirements()).toBeNull();
  });

  it.each([
    ['["chatgpt"]', '0.169.0', 'chatgpt'],
    ['["chatgpt", "api"]', '0.169.0', null],
    ['["chatgpt"]', '0.118.0', null],
  ] as const)('makes of %s the only way to sign in, in %s: %s', (words, version, method) => {
    using at = place();
    const system = { 'requirements.toml': `allowed_login_methods = ${words}\n` };
    expect(at.configuration({ version, system }).account().forcedMethod).toBe(method);
  });

  it.each([
    ['allow_appshots = 1', 'invalid type: integer `1`, expected a boolean\nin `allow_appshots`'],
    ['allow_appshots = "x"', 'invalid type: string "x", expected a boolean\nin `allow_appshots`'],
    ['enforce_residency = "eu"', 'unknown variant `eu`, expected `us`\nin `enforce_residency`'],
    [
      'allowed_login_methods = ["x"]',
      'unknown variant `x`, expected `chatgpt` or `api`\nin `allowed_login_methods`',
    ],
    [
      'allowed_permission_profiles = 1',
      'invalid type: integer `1`, expected a map\nin `allowed_permission_profiles`',
    ],
    [
      '[allowed_permission_profiles]\na = 1',
      'invalid type: integer `1`, expected a boolean\nin `allowed_permission_profiles.a`',
    ],
    ['allowed_login_methods = []', 'authentication requirements do not permit any usable login method'],
    ['allowed_approvals_reviewers = []', 'field `allowed_approvals_reviewers` cannot be empty'],
  ])('tells of %j in the words of 0.169.0', (text, message) => {
    using at = place();
    const configuration = at.configuration({ system: { 'requirements.toml': `${text}\n` } });
    expect(() => configuration.requirements()).toThrow(message);
  });
});
