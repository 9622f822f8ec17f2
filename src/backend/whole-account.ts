// Fills in what a script leaves out of an account, the same for the same e-mail address every time.

import { createHash } from 'node:crypto';
import type { WholeAccount } from './checked-login.js';
import type { Account } from './login-script.js';

/** Two addresses never share an id, so a client that mixes accounts up is noticed. */
export function wholeAccount(written: Account): WholeAccount {
  const email = written.email ?? 'tester@example.com';
  const digest = createHash('sha256').update(email).digest('hex');
  const uuid = digest.slice(0, 32).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
  const accountId = written.accountId ?? uuid;
  const workspace = written.workspace ?? 'Test workspace';
  return {
    email,
    name: written.name ?? 'Test Person',
    plan: written.plan ?? 'plus',
    accountId,
    userId: written.userId ?? `user-${digest.slice(32, 48)}`,
    workspace,
    organizationId: written.organizationId ?? `org-${digest.slice(48)}`,
    apps: written.apps ?? [],
    workspaces: written.workspaces ?? [{ id: accountId, name: workspace }],
  };
}
