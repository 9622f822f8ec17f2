// The part of the server that takes time to load: configuration, agent, store, decoder. The handshake does not
// wait for it; every other request does.

import type { AnyServerNotification } from '../protocol/index.js';
import type { RoomDeps } from './room.js';
import type { Wire } from './wire.js';

/** What handlers may use, but for the profile, which is there from the start. */
export interface Interior extends Omit<RoomDeps, 'profile'> {
  readonly wire: Wire;
  /** What a connection is told right after its handshake. */
  announcements(): readonly AnyServerNotification[];
  /** Ends turns, closes logs and whatever was started for this server. Never rejects. */
  close(): Promise<void>;
}
