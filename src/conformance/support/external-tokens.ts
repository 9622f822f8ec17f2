// Tokens that a client brings from outside, as `account/login/start` takes them.

import type { Bench } from '../bench.js';

/** Fresh ones of one account on a team plan. */
export async function externalTokens({
  backend,
}: Pick<Bench, 'backend'>): Promise<{ accessToken: string; chatgptAccountId: string }> {
  const account = { email: 'a@example.com', accountId: 'acct-1', plan: 'team' };
  const issued = await backend.issueTokens({ account });
  return { accessToken: issued.accessToken, chatgptAccountId: issued.account.accountId };
}
