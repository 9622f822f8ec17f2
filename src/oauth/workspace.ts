// Whether an account may be used where the configuration names the workspaces that are allowed.

import type { OAuthDialect } from './dialect.js';
import { OAuthError } from './errors.js';
import { authClaimsOf } from './id-token.js';

/**
 * `allowed` holds ids of workspaces; null or an empty list allows all.
 * @throws OAuthError `workspace_refused`
 */
export function assertWorkspace(
  idToken: string,
  allowed: readonly string[] | null,
  { workspacesAreListed }: Pick<OAuthDialect, 'workspacesAreListed'>,
): void {
  if (allowed === null || allowed.length === 0) return;
  const accountId = accountIn(idToken);
  if (accountId === null) {
    throw refused(
      'Login is restricted to a specific workspace, but the token did not include an chatgpt_account_id claim.',
    );
  }
  if (allowed.includes(accountId)) return;
  throw refused(
    `Login is restricted to workspace ${workspacesAreListed ? 'id(s)' : 'id'} ${allowed.join(', ')}.`,
  );
}

/** A token that cannot be read names no workspace. */
function accountIn(idToken: string): string | null {
  const accountId = authClaimsOf(idToken).chatgpt_account_id;
  return typeof accountId === 'string' ? accountId : null;
}

function refused(message: string): OAuthError {
  return new OAuthError('workspace_refused', message);
}
