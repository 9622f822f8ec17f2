// Events → text, once per event for all connections that hear it. The hub delivers one event to all its
// watchers before the next, so remembering the last one is enough.

import type { DomainEvent } from '../domain/events.js';
import { encodeNotification } from '../jsonrpc/codec.js';
import type { AnyServerNotification, Profile } from '../protocol/index.js';
import type { Clock } from '../util/clock.js';
import { outgoingOf } from './notify.js';
import type { Wire } from './wire.js';

/** A message that is ready to go, or undefined for one the active version does not have. */
export type Encoded =
  | {
      readonly kind: 'notification';
      readonly method: string;
      /** Sent only to clients with the experimentalApi capability. */
      readonly isExperimental: boolean;
      readonly text: string;
    }
  | { readonly kind: 'request'; readonly id: number; readonly method: string; readonly params: unknown };

export class Encoder {
  readonly #profile: Profile;
  readonly #wire: Wire;
  readonly #clock: Clock;
  #lastEvent: DomainEvent | undefined;
  #lastEncoded: Encoded | undefined;

  constructor(profile: Profile, wire: Wire, clock: Clock) {
    this.#profile = profile;
    this.#wire = wire;
    this.#clock = clock;
  }

  /** The message that tells `event`; the same text for every connection. */
  event(event: DomainEvent): Encoded | undefined {
    if (event === this.#lastEvent) return this.#lastEncoded;
    const outgoing = outgoingOf(event, this.#profile.quirks);
    this.#lastEvent = event;
    this.#lastEncoded = outgoing.kind === 'request' ? outgoing : this.notification(outgoing);
    return this.#lastEncoded;
  }

  /** A notification as text, stamped with now where the version stamps; undefined where it has no such method. */
  notification({ method, params }: AnyServerNotification): Encoded | undefined {
    const fact = this.#profile.notificationInfo(method);
    if (fact === undefined) return undefined;
    const stamp = this.#profile.quirks.emittedAtMs ? this.#clock.now() : undefined;
    const trimmed = this.#wire.trimNotification(method, params);
    return {
      kind: 'notification',
      method,
      isExperimental: fact.experimental === true,
      text: encodeNotification(method, trimmed, stamp),
    };
  }
}
