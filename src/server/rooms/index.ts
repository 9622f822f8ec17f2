// The rooms of this server, and the proof that every method of every pinned version is either handled in one of
// them or stands in the ledger of refused ones. A new version does not compile until someone decides.

import type { ClientMethod } from '../../protocol/index.js';
import type { AnyHandler } from '../dispatch.js';
import type { HostIdentity } from '../host-identity.js';
import type { Room, RoomDeps } from '../room.js';
import { account } from './account.js';
import { config } from './config.js';
import { getAuthStatus } from './get-auth-status.js';
import { openInitialize } from './initialize.js';
import { model } from './model.js';
import type { REFUSED_METHODS } from './refused.js';
import { thread } from './thread.js';
import { threadLoaded } from './thread-loaded.js';
import { threadName } from './thread-name.js';
import { turn } from './turn.js';

const ROOMS = [account, config, getAuthStatus, model, thread, threadLoaded, threadName, turn] as const;

/** The handler of initialize alone, for the time before anything else is loaded. */
export function handshakeHandlers(host: HostIdentity): ReadonlyMap<string, AnyHandler> {
  return new Map(Object.entries(openInitialize(host)) as [string, AnyHandler][]); // params are decoded by method
}

/** All handlers by method. */
export function openRooms(host: HostIdentity, deps: RoomDeps): ReadonlyMap<string, AnyHandler> {
  const handlers = new Map(handshakeHandlers(host));
  for (const room of ROOMS) {
    // Each handler takes the params of its own method, which is how the dispatcher calls it.
    const opened = Object.entries(room.open(deps)) as [string, AnyHandler][];
    for (const [method, handler] of opened) handlers.set(method, handler);
  }
  return handlers;
}

type KeysOf<R> = R extends Room<infer H> ? keyof H : never;
type InRooms = KeysOf<(typeof ROOMS)[number]>;
type Handled = InRooms | keyof ReturnType<typeof openInitialize>;
type Refused = (typeof REFUSED_METHODS)[number];

/** What stands in the way of completeness; each member must be never. */
interface Gaps {
  undecided: Exclude<ClientMethod, Handled | Refused>;
  both: Handled & Refused;
  unknown: Exclude<Handled, ClientMethod>;
}

type Complete = { [K in keyof Gaps]: [Gaps[K]] extends [never] ? true : Gaps[K] };

/** Compiles only while handled and refused methods are all methods, without overlap. */
export const COMPLETENESS: { [K in keyof Gaps]: true } & Complete = {
  undecided: true,
  both: true,
  unknown: true,
};
