// The one handler there is before the rooms are loaded.

import type { AnyHandler } from './dispatch.js';
import type { HostIdentity } from './host-identity.js';
import { openInitialize } from './rooms/initialize.js';

/** The handler of initialize alone, for the time before anything else is loaded. */
export function handshakeHandlers(host: HostIdentity): ReadonlyMap<string, AnyHandler> {
  return new Map(Object.entries(openInitialize(host)) as [string, AnyHandler][]); // params are decoded by method
}
