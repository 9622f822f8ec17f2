// From a `--listen` URL to a listener, by the rules of the active version.

import type { Profile } from '../protocol/index.js';
import {
  type Listener,
  listen,
  parseListenUrl,
  type TransportLimits,
  type WsAuth,
  type WsAuthOptions,
} from '../transport/index.js';
import type { Clock } from '../util/clock.js';
import type { Logger } from './logger.js';

export interface ListeningParts {
  readonly profile: Profile;
  readonly codexHome: string;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly limits: TransportLimits;
}

/**
 * Listens at `url`; `off` listens nowhere.
 * @throws TransportError `bad_address`, `address_in_use`, `listen_failed`, `auth_config`
 */
export async function openListener(
  url: string,
  auth: WsAuthOptions,
  { profile, codexHome, clock, logger, limits }: ListeningParts,
): Promise<Listener | 'off'> {
  const knowsNew = profile.quirks.listensOnUnixSockets;
  const address = parseListenUrl(url, { hasUnixAndOff: knowsNew });
  const options = {
    ...limits,
    auth: await loadCheck({ ...auth, knowsTokenSha256: knowsNew }, clock),
    allowOpenToNetwork: !profile.quirks.nonLoopbackNeedsAuth,
    onRefused: (message: string) => logger.log('warn', message),
  };
  if (address.kind === 'off') return 'off';
  if (address.kind !== 'unix') return listen(address, options);
  return listen({ kind: 'unix', path: address.path ?? controlSocket(codexHome) }, options);
}

/** The check of who may connect; without any flag it is not even loaded, because its cryptography takes its time. */
async function loadCheck(options: WsAuthOptions, clock: Clock): Promise<WsAuth | undefined> {
  const { knowsTokenSha256: _, ...flags } = options;
  if (Object.values(flags).every((flag) => flag === undefined)) return undefined;
  const { createWsAuth } = await import('../transport/ws-auth.js');
  return createWsAuth(options, clock);
}

/** Where `unix://` without a path means. */
function controlSocket(codexHome: string): string {
  return `${codexHome}/app-server-control/app-server-control.sock`;
}
