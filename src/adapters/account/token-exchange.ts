// Asks the account's backend for an access token that is good for another of its workspaces. It is asked once, with
// the credentials in use, and says no in the words of the real 0.169.0.

import { STATUS_CODES } from 'node:http';
import { textAt } from '../../util/peek.js';
import { type AccountClientDeps, accountBase } from './account-request.js';
import { residencyHeaders } from './residency.js';

const TIMEOUT_MS = 30_000;

/** @throws Error whose message is the reason */
export async function exchangeToken(
  deps: AccountClientDeps,
  { originator, accountId }: { originator: string; accountId: string },
): Promise<string> {
  const { 'chatgpt-account-id': _ofTheLastOne, ...authentication } = await deps.headers();
  const url = `${accountBase(deps.baseUrl())}/accounts/switch-workspace-token`;
  const call = deps.fetch ?? fetch;
  let response: Response;
  try {
    response = await call(url, {
      method: 'POST',
      headers: {
        originator,
        'user-agent': deps.userAgent(originator),
        ...residencyHeaders(deps.residency?.()),
        ...authentication,
        'content-type': 'application/json',
      },
      body: JSON.stringify({ workspace_id: accountId }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
  } catch (cause) {
    throw new Error(`error sending request for url (${url})`, { cause });
  }
  const body = await response.text();
  const { ok, status } = response;
  if (!ok)
    throw new Error(
      `Workspace switch was rejected (HTTP ${status} ${STATUS_CODES[status] ?? '<unknown status code>'})`,
    );
  const token = textAt(parsed(body), 'access_token');
  if (token === undefined) throw new Error('error decoding response body');
  return token;
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body) as unknown;
  } catch {
    return undefined;
  }
}
