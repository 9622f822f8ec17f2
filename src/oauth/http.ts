// One POST to an issuer: sent with a time limit, answered whole or not at all. Redirects are not followed, since
// they would carry credentials elsewhere. Errors name the URL without its secrets.

import { type Clock, systemClock } from '../util/clock.js';
import { OAuthError } from './errors.js';
import { redactUrl } from './redact.js';

export interface IssuerRequest {
  readonly url: string;
  readonly contentType: 'application/json' | 'application/x-www-form-urlencoded';
  readonly body: string;
  /** What this request carries that no message may repeat. */
  readonly secrets: readonly string[];
  /** Overrides the usual time limit. */
  readonly timeoutMs?: number;
}

export interface IssuerAnswer {
  readonly status: number;
  readonly body: string;
  /** Of the request, for redaction. */
  readonly secrets: readonly string[];
}

/**
 * Sends and waits for the whole answer, whatever its status.
 * @throws OAuthError `unreachable` | `timeout`, or the signal's reason when it aborts first
 */
export type Post = (request: IssuerRequest, signal?: AbortSignal) => Promise<IssuerAnswer>;

export interface PostDeps {
  readonly clock?: Clock;
  /** The global one by default. */
  readonly fetch?: typeof fetch;
  /** Of each request besides; asked anew for every one. */
  readonly headers?: () => Readonly<Record<string, string>>;
  /** 30 seconds by default. */
  readonly timeoutMs?: number;
}

const DEFAULT_TIMEOUT_MS = 30_000;

/** Longest answer that is read; tokens are a few kilobytes. */
const MOST_BYTES = 1024 * 1024;

export function createPost(deps: PostDeps = {}): Post {
  const { clock = systemClock, timeoutMs = DEFAULT_TIMEOUT_MS } = deps;
  return async (request, signal) => {
    signal?.throwIfAborted();
    const deadline = new AbortController();
    const cancel = clock.setTimeout(() => deadline.abort(), request.timeoutMs ?? timeoutMs);
    const either = signal === undefined ? deadline.signal : AbortSignal.any([signal, deadline.signal]);
    try {
      const response = await (deps.fetch ?? fetch)(request.url, {
        method: 'POST',
        headers: { ...deps.headers?.(), 'content-type': request.contentType },
        body: request.body,
        redirect: 'manual',
        signal: either,
      });
      return { status: response.status, body: await textOf(response), secrets: request.secrets };
    } catch (cause) {
      if (signal?.aborted) throw signal.reason;
      const code = deadline.signal.aborted ? 'timeout' : 'unreachable';
      throw new OAuthError(code, `error sending request for url (${redactUrl(request.url)})`, { cause });
    } finally {
      cancel();
    }
  };
}

async function textOf(response: Response): Promise<string> {
  if (response.body === null) return '';
  const chunks: Uint8Array[] = [];
  let size = 0;
  // Leaving the loop early cancels the body.
  for await (const chunk of response.body) {
    size += chunk.length;
    if (size > MOST_BYTES) throw new Error('The answer is longer than any that holds tokens.');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Whether the status means success. */
export function isOk({ status }: IssuerAnswer): boolean {
  return status >= 200 && status < 300;
}
