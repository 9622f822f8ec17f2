// Where a browser comes back to after signing in at a gateway: one address on loopback, for one answer.

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { deferred } from '../../util/deferred.js';

export interface GatewayCallback {
  readonly redirectUri: string;
  /** The code the browser brings. Rejects when the person refused, or with the signal's reason. */
  code(signal: AbortSignal): Promise<string>;
  close(): void;
}

const PATH = '/callback';
const DONE =
  '<!doctype html><html lang="en"><title>Signed in</title><body><p>You are signed in at the gateway and can close this window.</p><script>window.close()</script></body></html>';

/**
 * @param port null for any
 * @param state what the browser must bring back
 * @throws Error when the port is taken
 */
export async function openGatewayCallback(port: number | null, state: string): Promise<GatewayCallback> {
  const outcome = deferred<string>();
  outcome.promise.catch(() => undefined);
  const server = createServer((request, response) => {
    const say = (status: number, type: string, text: string): void => {
      response.writeHead(status, { 'content-type': `${type}; charset=utf-8`, connection: 'close' }).end(text);
    };
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://127.0.0.1');
    if (pathname !== PATH) return say(404, 'text/plain', 'Not found');
    // Anyone on this machine can come here; only who brings the state counts.
    if (searchParams.get('state') !== state)
      return say(400, 'text/plain', 'OAuth callback state did not match');
    const code = searchParams.get('code');
    if (searchParams.has('error') || code === null) {
      say(400, 'text/plain', 'Sign-in failed.');
      return outcome.reject(new Error('the person did not agree'));
    }
    say(200, 'text/html', DONE);
    outcome.resolve(code);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port ?? 0, '127.0.0.1', resolve);
  });
  // A sign-in that nobody finishes keeps no process alive.
  server.unref();
  const { port: bound } = server.address() as AddressInfo; // it listens on a port, not on a path
  return {
    redirectUri: `http://127.0.0.1:${bound}${PATH}`,
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
