// Where a browser comes back to after a login to an MCP server: one address on loopback, for one answer.

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { LONGEST_DELAY_MS } from '../../util/clock.js';
import { deferred } from '../../util/deferred.js';

export interface McpCallback {
  readonly url: string;
  /** The code the browser brings. Rejects when the person refused, or nobody comes in time. */
  code(timeoutMs: number): Promise<string>;
  close(): void;
}

const DONE = 'Authentication complete. You may close this window.';

/** @param state what the browser must bring back */
export async function openCallback(path: string, state: string): Promise<McpCallback> {
  const outcome = deferred<string>();
  outcome.promise.catch(() => {});
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    const say = (status: number, text: string): void => {
      response
        .writeHead(status, { 'content-type': 'text/plain; charset=utf-8', connection: 'close' })
        .end(text);
    };
    if (request.method !== 'GET' || url.pathname !== path) return say(404, 'Not found');
    const { searchParams } = url;
    // Anyone on this machine can come here; only who brings the state counts.
    if (searchParams.get('state') !== state) return say(400, 'Invalid OAuth callback');
    const error = searchParams.get('error');
    if (error !== null) {
      const why = searchParams.get('error_description');
      const problem = `OAuth provider returned \`${error}\`${why === null ? '' : `: ${why}`}`;
      say(400, problem);
      return outcome.reject(new Error(problem));
    }
    const code = searchParams.get('code');
    if (code === null) return say(400, 'Invalid OAuth callback');
    say(200, DONE);
    outcome.resolve(code);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  // A login that nobody finishes keeps no process alive.
  server.unref();
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}${path}`,
    async code(timeoutMs) {
      const late = (): void => outcome.reject(new Error('timed out waiting for OAuth callback'));
      const timer = setTimeout(late, Math.min(timeoutMs, LONGEST_DELAY_MS));
      timer.unref();
      try {
        return await outcome.promise;
      } finally {
        clearTimeout(timer);
      }
    },
    close: () => void server.close(),
  };
}
