// Handlers by method, of rooms that are loaded and opened when the first request for one of their methods comes. So
// neither the start nor the memory of a server grows with what its clients never ask for.

import type { AnyHandler, MethodHandlers } from './dispatch.js';
import { handshakeHandlers } from './handshake-handlers.js';
import type { HostIdentity } from './host-identity.js';
import type { RoomDeps } from './room.js';
import { type ClosedRoom, ROOMS } from './rooms/index.js';

type OpenRoom = Readonly<Record<string, AnyHandler>>;

export class RoomsOnDemand implements MethodHandlers {
  readonly #deps: RoomDeps;
  /** What is there from the start. */
  readonly #early: ReadonlyMap<string, AnyHandler>;
  readonly #rooms = new Map<string, ClosedRoom>();
  readonly #opening = new Map<ClosedRoom, Promise<OpenRoom>>();
  readonly #open = new Map<ClosedRoom, OpenRoom>();

  constructor(host: HostIdentity, deps: RoomDeps, rooms: readonly ClosedRoom[] = ROOMS) {
    this.#early = handshakeHandlers(host);
    this.#deps = deps;
    for (const room of rooms) for (const method of room.methods) this.#rooms.set(method, room);
  }

  has(method: string): boolean {
    return this.#early.has(method) || this.#rooms.has(method);
  }

  /** A promise while its room is being loaded; that rejects where it cannot be, and the next request tries again. */
  get(method: string): AnyHandler | Promise<AnyHandler> | undefined {
    const room = this.#rooms.get(method);
    if (room === undefined) return this.#early.get(method);
    const open = this.#open.get(room);
    return open === undefined
      ? this.#enter(room).then((opened) => handlerIn(opened, method))
      : handlerIn(open, method);
  }

  /** Several connections may wait for one room; it is opened once. */
  #enter(room: ClosedRoom): Promise<OpenRoom> {
    const opening = this.#opening.get(room) ?? this.#load(room);
    this.#opening.set(room, opening);
    return opening;
  }

  async #load(room: ClosedRoom): Promise<OpenRoom> {
    try {
      const { open } = await room.load();
      // Each handler takes the params of its own method, which is how the dispatcher calls it.
      const opened = open(this.#deps) as OpenRoom;
      this.#open.set(room, opened);
      return opened;
    } finally {
      this.#opening.delete(room);
    }
  }
}

function handlerIn(room: OpenRoom, method: string): AnyHandler {
  const handler = room[method];
  if (handler === undefined) throw new Error(`the room of ${method} has no handler for it`);
  return handler;
}
