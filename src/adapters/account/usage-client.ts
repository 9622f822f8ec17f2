// UsageReader over HTTP: asks the account's own backend what is left. Credentials that are refused are renewed once.

import type { UsageReader } from '../../domain/login/login-ports.js';
import { messageOf } from '../../util/coded-error.js';
import { rateLimitsOfUsage } from './rate-limit-payload.js';

export interface UsageClientDeps {
  /** As configured: with or without a trailing slash and `/backend-api`. */
  baseUrl(): string;
  /** Headers that authenticate the account; asked anew for every request. */
  headers(): Promise<Readonly<Record<string, string>>>;
  /** Told that they were refused; true when there are fresh ones. */
  recover(): Promise<boolean>;
  /** Id of the account that asks. */
  accountId(): string | null;
  userAgent(originator: string): string;
  /** Whether the version knows credits for an early reset, and asks for them. */
  readonly asksForResets: boolean;
  /** The global one by default. */
  readonly fetch?: typeof fetch;
}

const TIMEOUT_MS = 30_000;
/** Longest body of a refusal that is shown. */
const MOST_SHOWN = 4096;

export function createUsageClient(deps: UsageClientDeps): UsageReader {
  return {
    async rateLimits(originator) {
      const [usage, resets] = await Promise.all([
        read(deps, 'usage', originator),
        deps.asksForResets
          ? read(deps, 'rate-limit-reset-credits', originator).catch(() => undefined)
          : Promise.resolve(undefined),
      ]);
      return rateLimitsOfUsage(usage, resets, deps.accountId());
    },
  };
}

/** Where a page of the account's backend is: it has two layouts, told apart by its path. */
export function accountUrl(baseUrl: string, page: string): string {
  let base = baseUrl.replace(/\/+$/, '');
  const isChatgpt = base.startsWith('https://chatgpt.com') || base.startsWith('https://chat.openai.com');
  if (isChatgpt && !base.includes('/backend-api')) base += '/backend-api';
  return base.includes('/backend-api') ? `${base}/wham/${page}` : `${base}/api/codex/${page}`;
}

async function read(deps: UsageClientDeps, page: string, originator: string): Promise<unknown> {
  const url = accountUrl(deps.baseUrl(), page);
  let response = await send(deps, url, originator);
  if (response.status === 401 && (await deps.recover())) {
    await response.body?.cancel();
    response = await send(deps, url, originator);
  }
  const body = await response.text();
  if (!response.ok) {
    const type = response.headers.get('content-type') ?? '';
    const status = `${response.status} ${response.statusText}`.trim();
    throw new Error(`GET ${url} failed: ${status}; content-type=${type}; body=${body.slice(0, MOST_SHOWN)}`);
  }
  try {
    return JSON.parse(body) as unknown;
  } catch (cause) {
    throw new Error(`GET ${url} gave no JSON: ${messageOf(cause)}`, { cause });
  }
}

async function send(deps: UsageClientDeps, url: string, originator: string): Promise<Response> {
  const headers = { 'user-agent': deps.userAgent(originator), ...(await deps.headers()) };
  const call = deps.fetch ?? fetch;
  try {
    return await call(url, { headers, signal: AbortSignal.timeout(TIMEOUT_MS) });
  } catch (cause) {
    throw new Error(`error sending request for url (${url})`, { cause });
  }
}
