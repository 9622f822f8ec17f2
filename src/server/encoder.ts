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
  | Question;

interface Question {
  readonly kind: 'request';
  readonly id: number;
  readonly method: string;
  readonly params: unknown;
}

const GATED_NEWS: ReadonlySet<string> = new Set(['thread/readState/changed', 'thread/settings/updated']);

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
    this.#lastEncoded = outgoing.kind === 'request' ? this.#question(outgoing) : this.notification(outgoing);
    return this.#lastEncoded;
  }

  #question(question: Question): Question | undefined {
    const params = this.#wire.trim('serverParams', question.method)(question.params);
    return params === null ? undefined : { ...question, params };
  }

  /** The schema lists these for everyone; the server keeps them from clients without the capability. */
  #isGatedHere(method: string): boolean {
    const { experimentalThreadNews } = this.#profile.quirks;
    return experimentalThreadNews && GATED_NEWS.has(method);
  }

  /** A notification as text, stamped with now where the version stamps; undefined where it has no such method. */
  notification({ method, params }: AnyServerNotification): Encoded | undefined {
    const fact = this.#profile.notificationInfo(method);
    if (fact === undefined) return undefined;
    const stamp = this.#profile.quirks.emittedAtMs ? this.#clock.now() : undefined;
    const trimmed = this.#wire.trim('notifications', method)(params);
    if (trimmed === null) return undefined;
    return {
      kind: 'notification',
      method,
      isExperimental: fact.experimental === true || this.#isGatedHere(method),
      text: encodeNotification(method, trimmed, stamp),
    };
  }
}
