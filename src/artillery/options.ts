// The settings of the engine, as they stand below `config.engines` of a script.

import { numberAt, textAt } from '../util/peek.js';
import type { ArtilleryScript } from './artillery.js';

const DECISIONS = ['accept', 'decline', 'cancel'] as const;

export interface EngineOptions {
  readonly url: string;
  /** Sent as bearer token when a connection is opened. */
  readonly token: string | undefined;
  readonly experimentalApi: boolean;
  /** How each virtual user answers what the server asks. */
  readonly serverRequests: (typeof DECISIONS)[number];
  readonly timeoutMs: number;
  readonly turnTimeoutMs: number;
}

/** @throws Error that says which setting cannot be meant */
export function readOptions({ config }: ArtilleryScript): EngineOptions {
  const own = config.engines?.['app-server'] ?? {};
  if (typeof config.target !== 'string' || !/^(wss?|unix):\/\//.test(config.target))
    throw new Error(`config.target has to be a ws://, wss:// or unix:// URL, not ${String(config.target)}`);
  const asked = textAt(own, 'serverRequests') ?? 'decline';
  const serverRequests = DECISIONS.find((decision) => decision === asked);
  if (serverRequests === undefined)
    throw new Error(`engines.app-server.serverRequests ${asked} is none of ${DECISIONS.join(', ')}`);
  return {
    url: config.target,
    token: textAt(own, 'token'),
    experimentalApi: (own as { experimentalApi?: unknown }).experimentalApi === true, // any object may be asked
    serverRequests,
    timeoutMs: (numberAt(own, 'timeout') ?? 60) * 1000,
    turnTimeoutMs: (numberAt(own, 'turnTimeout') ?? 300) * 1000,
  };
}
