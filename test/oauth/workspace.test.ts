import { describe, expect, it } from 'vitest';
import { assertWorkspace } from '../../src/oauth/workspace.js';
import { AUTH, jwt, thrownBy } from './support.js';

const single = { workspacesAreListed: false };
const listed = { workspacesAreListed: true };
const token = jwt({ [AUTH]: { chatgpt_account_id: 'acct-1', organization_id: 'org-1' } });

describe('a restriction to workspaces', () => {
  it.each([[null], [[]], [['acct-1']], [['other', 'acct-1']]])('lets the account pass: %j', (allowed) => {
    expect(() => assertWorkspace(token, allowed, listed)).not.toThrow();
  });

  it('looks at the account, not at the organization', () => {
    expect(() => assertWorkspace(token, ['org-1'], listed)).toThrow('Login is restricted');
  });

  it.each([
    [single, ['acct-2'], 'Login is restricted to workspace id acct-2.'],
    [listed, ['acct-2'], 'Login is restricted to workspace id(s) acct-2.'],
    [listed, ['w one', 'w2'], 'Login is restricted to workspace id(s) w one, w2.'],
  ])('refuses another account in the words of the version', (dialect, allowed, message) => {
    expect(thrownBy(() => assertWorkspace(token, allowed, dialect))).toEqual({
      code: 'workspace_refused',
      message,
    });
  });

  it.each([jwt({}), jwt({ [AUTH]: { chatgpt_account_id: null } }), 'unreadable'])(
    'refuses a token that names no account: %j',
    (nameless) => {
      expect(thrownBy(() => assertWorkspace(nameless, ['acct-1'], listed)).message).toBe(
        'Login is restricted to a specific workspace, but the token did not include an chatgpt_account_id claim.',
      );
    },
  );
});
