// A server that runs already, as a target: one server for all scenarios, whose home, configuration and model are not
// ours. Scenarios that need more are skipped.

import type { ProfileName } from '../../protocol/index.js';
import { connectTransport } from '../../transport/index.js';
import type { Target } from '../target.js';

export interface UrlTargetOptions {
  /** `ws://`, `wss://` or `unix://`. */
  readonly url: string;
  readonly profile: ProfileName;
  readonly bearerToken?: string | undefined;
}

export function urlTarget({ url, profile, bearerToken }: UrlTargetOptions): Target {
  const headers: Record<string, string> = {};
  if (bearerToken !== undefined) headers.authorization = `Bearer ${bearerToken}`;
  return {
    name: url,
    profile,
    abilities: new Set(['websocket'] as const),
    // Scenarios would hear each other's broadcasts.
    concurrency: 1,
    flags: `--url ${url} --profile ${profile}`,
    start: () =>
      Promise.resolve({
        url,
        process: undefined,
        headers,
        connect: ({ path = '', ...options } = {}) =>
          connectTransport(`${url}${path}`, { bearerToken, ...options }),
        close: () => Promise.resolve(),
      }),
  };
}
