// What every request to the account's own backend needs, and where its pages are.

import type { CredentialRecovery } from '../../domain/credential-ports.js';
import { messageOf } from '../../util/coded-error.js';
import { sendUntilAccepted } from './send-until-accepted.js';

export interface AccountClientDeps {
  /** As configured: with or without a trailing slash and `/backend-api`. */
  baseUrl(): string;
  /** Headers that authenticate the account; asked anew for every request. */
  headers(): Promise<Readonly<Record<string, string>>>;
  /** For one request: what can be tried when they are refused. */
  recovery(): CredentialRecovery;
  /** Id of the account that asks. */
  accountId(): string | null;
  userAgent(originator: string): string;
  /** Where an administrator wants requests answered; null: anywhere. See residencyHeaders. */
  residency?(): string | null;
  /** The global one by default. */
  readonly fetch?: typeof fetch;
}

/** Where the account's backend is. */
export function accountBase(baseUrl: string): string {
  const base = baseUrl.replace(/\/+$/, '');
  const isChatgpt = base.startsWith('https://chatgpt.com') || base.startsWith('https://chat.openai.com');
  return isChatgpt && !base.includes('/backend-api') ? `${base}/backend-api` : base;
}

/** Where a page of it is: it has two layouts, told apart by its path. */
export function accountUrl(baseUrl: string, page: string): string {
  const base = accountBase(baseUrl);
  return base.includes('/backend-api') ? `${base}/wham/${page}` : `${base}/api/codex/${page}`;
}

const TIMEOUT_MS = 30_000;
/** Longest body of a refusal that is shown. */
const MOST_SHOWN = 4096;

export interface AccountRequest {
  readonly page: string;
  readonly originator: string;
  /** Posted as JSON; without it the page is read. */
  readonly body?: unknown;
  /** Statuses besides successes that are no failure. */
  readonly expected?: readonly number[];
}

export interface AccountAnswer {
  readonly status: number;
  /** Undefined for a status that is no success. */
  readonly json: unknown;
}

/** @throws Error whose message is the reason */
export async function askAccount(deps: AccountClientDeps, request: AccountRequest): Promise<AccountAnswer> {
  const { expected = [] } = request;
  const method = request.body === undefined ? 'GET' : 'POST';
  const url = accountUrl(deps.baseUrl(), request.page);
  const response = await sendUntilAccepted(deps.recovery(), () => send(deps, { method, url, request }));
  const { status } = response;
  const body = await response.text();
  if (!response.ok && expected.includes(status)) return { status, json: undefined };
  if (!response.ok) {
    const type = response.headers.get('content-type') ?? '';
    const told = `${status} ${response.statusText}`.trim();
    throw new Error(
      `${method} ${url} failed: ${told}; content-type=${type}; body=${body.slice(0, MOST_SHOWN)}`,
    );
  }
  try {
    return { status, json: JSON.parse(body) as unknown };
  } catch (cause) {
    throw new Error(`${method} ${url} gave no JSON: ${messageOf(cause)}`, { cause });
  }
}

async function send(
  deps: AccountClientDeps,
  { method, url, request }: { method: string; url: string; request: AccountRequest },
): Promise<Response> {
  const { originator, body } = request;
  const headers = { 'user-agent': deps.userAgent(originator), ...(await deps.headers()) };
  const sent =
    body === undefined
      ? { headers }
      : { headers: { ...headers, 'content-type': 'application/json' }, body: JSON.stringify(body) };
  const call = deps.fetch ?? fetch;
  try {
    return await call(url, { method, ...sent, signal: AbortSignal.timeout(TIMEOUT_MS) });
  } catch (cause) {
    throw new Error(`error sending request for url (${url})`, { cause });
  }
}
