// Who listens to which thread. Events of a thread go to its subscribers, broadcasts to everyone attached; each
// connection sees them in the order they were emitted. Delivery is synchronous, one event object for all.

import type { ConnectionId, Hub } from '../agent.js';
import type { DomainEvent } from '../events.js';

type Deliver = (event: DomainEvent) => void;

/** A hub that also tells who is listening. */
export interface SubscriberHub extends Hub {
  subscribers(threadId: string): readonly ConnectionId[];
  /** The first subscriber that offers to attest; null: none does. */
  attestorOf(threadId: string): ConnectionId | null;
  /** Everyone who is attached. */
  connections(): readonly ConnectionId[];
  /** Ends every subscription of a thread that is no longer loaded. */
  drop(threadId: string): void;
}

export interface HubOptions {
  /** Told of what a listener threw; the other listeners get the event all the same. */
  onListenerError?: (thrown: unknown) => void;
  /** Told after the last subscriber of a thread has gone. */
  onUnwatched?: (threadId: string) => void;
  /** Told of every event, after the listeners. */
  onEmitted?: (event: DomainEvent) => void;
}

export function createHub(options: HubOptions = {}): SubscriberHub {
  const listeners = new Map<ConnectionId, Deliver>();
  const attestors = new Set<ConnectionId>();
  // Lists are replaced, never changed: an emit goes over the list as it was when the event happened.
  let everyone: readonly Deliver[] = [];
  const audiences = new Map<string, ReadonlyMap<ConnectionId, Deliver>>();
  const lists = new Map<string, readonly Deliver[]>();

  const setAudience = (threadId: string, audience: ReadonlyMap<ConnectionId, Deliver>): void => {
    if (audience.size === 0) {
      audiences.delete(threadId);
      lists.delete(threadId);
      return;
    }
    audiences.set(threadId, audience);
    lists.set(threadId, [...audience.values()]);
  };

  const observers: readonly Deliver[] = options.onEmitted === undefined ? [] : [options.onEmitted];

  const deliver = (to: readonly Deliver[], event: DomainEvent): void => {
    for (const listener of to) {
      try {
        listener(event);
      } catch (thrown) {
        options.onListenerError?.(thrown);
      }
    }
  };

  const audienceOf = (event: DomainEvent): readonly Deliver[] | undefined => {
    switch (event.scope) {
      case 'all':
        return everyone;
      case 'thread':
        return lists.get(event.threadId);
      case 'connection': {
        const listener = listeners.get(event.connection);
        return listener === undefined ? undefined : [listener];
      }
    }
  };

  const unsubscribe = (connection: ConnectionId, threadId: string): boolean => {
    const audience = audiences.get(threadId);
    if (audience === undefined || !audience.has(connection)) return false;
    const rest = new Map(audience);
    rest.delete(connection);
    setAudience(threadId, rest);
    if (rest.size === 0) options.onUnwatched?.(threadId);
    return true;
  };

  return {
    emit(event) {
      const to = audienceOf(event);
      if (to !== undefined) deliver(to, event);
      deliver(observers, event);
    },
    attach(connection, listener, { attests = false } = {}) {
      listeners.set(connection, listener);
      if (attests) attestors.add(connection);
      everyone = [...listeners.values()];
    },
    detach(connection) {
      listeners.delete(connection);
      attestors.delete(connection);
      everyone = [...listeners.values()];
      for (const threadId of [...audiences.keys()]) unsubscribe(connection, threadId);
    },
    subscribe(connection, threadId) {
      const listener = listeners.get(connection);
      if (listener === undefined) return;
      const audience = audiences.get(threadId);
      if (audience?.has(connection)) return;
      setAudience(threadId, new Map([...(audience ?? []), [connection, listener]]));
    },
    unsubscribe,
    isSubscribed: (connection, threadId) => audiences.get(threadId)?.has(connection) ?? false,
    subscriberCount: (threadId) => audiences.get(threadId)?.size ?? 0,
    subscribers: (threadId) => [...(audiences.get(threadId)?.keys() ?? [])],
    attestorOf: (threadId) =>
      [...(audiences.get(threadId)?.keys() ?? [])].find((connection) => attestors.has(connection)) ?? null,
    connections: () => [...listeners.keys()],
    drop(threadId) {
      audiences.delete(threadId);
      lists.delete(threadId);
    },
  };
}
