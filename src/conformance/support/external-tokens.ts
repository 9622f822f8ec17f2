// Tokens that a client brings from outside, as `account/login/start` takes them.

import type { App } from '../../backend/index.js';
import type { Bench } from '../bench.js';

/** Fresh ones of one account on a team plan, with these apps. */
export async function externalTokens(
  { backend }: Pick<Bench, 'backend'>,
  apps: readonly App[] = [],
): Promise<{ accessToken: string; chatgptAccountId: string }> {
  const account = { email: 'a@example.com', accountId: 'acct-1', plan: 'team', apps };
  const issued = await backend.issueTokens({ account });
  return { accessToken: issued.accessToken, chatgptAccountId: issued.account.accountId };
}
