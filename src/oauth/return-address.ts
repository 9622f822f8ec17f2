// Where a browser comes back to after a sign-in elsewhere than at the account's issuer: one address, on loopback
// unless it is wanted otherwise, for one answer. What the browser brings and is shown, each kind of sign-in says itself.

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { deferred } from '../util/deferred.js';

export interface ReturnAddressOptions {
  /** Null: any. */
  readonly port: number | null;
  /** Where it listens; on loopback by default, which is what its own address names in any case. */
  readonly host?: string;
  readonly path: string;
  /** What the browser must bring back. */
  readonly state: string;
  readonly strangersAreTold: string;
  /** Called for a browser that brings the state. */
  answer(brought: URLSearchParams): ReturnAnswer;
}

export interface ReturnAnswer {
  readonly status: number;
  readonly type: 'text/plain' | 'text/html';
  readonly text: string;
  /** How the sign-in goes on; null: the browser may come again. */
  readonly outcome: { readonly code: string } | { readonly refusal: Error } | null;
}

export interface ReturnAddress {
  readonly url: string;
  /** The code the browser brings. Rejects when the person refused, or with the signal's reason. */
  code(signal: AbortSignal): Promise<string>;
  close(): void;
}

/** @throws Error when the port is taken */
export async function openReturnAddress(options: ReturnAddressOptions): Promise<ReturnAddress> {
  const { path, state, strangersAreTold } = options;
  const outcome = deferred<string>();
  outcome.promise.catch(() => undefined);
  const server = createServer((request, response) => {
    const say = (status: number, type: string, text: string): void => {
      response.writeHead(status, { 'content-type': `${type}; charset=utf-8`, connection: 'close' }).end(text);
    };
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://127.0.0.1');
    if (request.method !== 'GET' || pathname !== path) return say(404, 'text/plain', 'Not found');
    // Anyone on this machine can come here; only who brings the state counts.
    if (searchParams.get('state') !== state) return say(400, 'text/plain', strangersAreTold);
    const answer = options.answer(searchParams);
    say(answer.status, answer.type, answer.text);
    if (answer.outcome === null) return;
    if ('code' in answer.outcome) outcome.resolve(answer.outcome.code);
    else outcome.reject(answer.outcome.refusal);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, options.host ?? '127.0.0.1', resolve);
  });
  // A sign-in that nobody finishes keeps no process alive.
  server.unref();
  const { port } = server.address() as AddressInfo; // it listens on a port, not on a path
  return {
    url: `http://127.0.0.1:${port}${path}`,
    async code(signal) {
      const giveUp = (): void => outcome.reject(signal.reason);
      if (signal.aborted) giveUp();
      signal.addEventListener('abort', giveUp, { once: true });
      try {
        return await outcome.promise;
      } finally {
        signal.removeEventListener('abort', giveUp);
      }
    },
    close: () => void server.close(),
  };
}
