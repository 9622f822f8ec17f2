// Two transports linked inside one process, for tests and for a server embedded in its client.
// Frames arrive in a microtask of their own, never inside `send`, so both ends behave as over a wire.

import type { Transport } from './contract.js';
import { TransportError } from './errors.js';
import { oversizedMessage, type TransportLimits, withDefaults } from './limits.js';
import { TransportBase } from './transport-base.js';

export interface MemoryPairOptions extends Pick<TransportLimits, 'maxFrameBytes' | 'highWaterBytes'> {
  /** What each end calls the other. */
  readonly labels?: readonly [client: string, server: string];
}

/** The client's end and the server's end of one connection. */
export function createMemoryPair(options: MemoryPairOptions = {}): [client: Transport, server: Transport] {
  const [clientLabel, serverLabel] = options.labels ?? ['the embedded client', 'the embedded server'];
  const client = new MemoryTransport(serverLabel, options);
  const server = new MemoryTransport(clientLabel, options);
  client.link(server);
  server.link(client);
  return [client, server];
}

class MemoryTransport extends TransportBase {
  readonly kind = 'memory';
  readonly label: string;
  readonly #limits: ReturnType<typeof withDefaults>;
  /** Frames the other end sent and this end has not taken yet. */
  #incoming: string[] = [];
  #incomingLength = 0;
  #isScheduled = false;
  #isHeld = true;
  #senderWaits = false;
  #other: MemoryTransport | undefined;

  constructor(label: string, options: MemoryPairOptions) {
    super();
    this.label = label;
    this.#limits = withDefaults(options);
  }

  link(other: MemoryTransport): void {
    this.#other = other;
  }

  #partner(): MemoryTransport {
    if (this.#other === undefined) throw new Error('A memory transport was used before it was linked.');
    return this.#other;
  }

  /** Characters, not bytes: nothing here is ever encoded. */
  get bufferedBytes(): number {
    return this.#partner().#incomingLength;
  }

  send(frame: string): boolean {
    return this.hasEnded ? true : this.#partner().#accept(frame);
  }

  close(why?: string): Promise<void> {
    this.#finish(why, 'keep');
    return Promise.resolve();
  }

  terminate(why?: string): void {
    this.#finish(why, 'drop');
  }

  protected pauseSource(): void {
    this.#isHeld = true;
  }

  protected resumeSource(): void {
    this.#isHeld = false;
    this.#schedule();
  }

  #accept(frame: string): boolean {
    this.#incoming.push(frame);
    this.#incomingLength += frame.length;
    this.#schedule();
    if (this.#incomingLength <= this.#limits.highWaterBytes) return true;
    this.#senderWaits = true;
    return false;
  }

  #schedule(): void {
    if (this.#isScheduled || this.#isHeld || this.#incoming.length === 0) return;
    this.#isScheduled = true;
    queueMicrotask(() => {
      this.#isScheduled = false;
      this.#take(() => this.#isHeld);
    });
  }

  #take(isHeld: () => boolean): void {
    let next = 0;
    while (next < this.#incoming.length && !isHeld()) {
      const frame = this.#incoming[next] ?? '';
      next += 1;
      this.#incomingLength -= frame.length;
      this.#arrive(frame);
    }
    this.#incoming = this.#incoming.slice(next);
    if (!this.#senderWaits || this.#incomingLength > this.#limits.highWaterBytes / 2) return;
    this.#senderWaits = false;
    this.#partner().drained();
  }

  #arrive(frame: string): void {
    const { maxFrameBytes } = this.#limits;
    if (frame.length <= maxFrameBytes) {
      this.receive(frame);
      return;
    }
    const message = oversizedMessage(frame.length, maxFrameBytes);
    this.end({ cause: 'oversized', message, error: new TransportError('oversized', message) });
    this.#partner().#hangUp(message, 'drop');
  }

  #finish(why: string | undefined, frames: 'keep' | 'drop'): void {
    this.#incoming = [];
    this.#incomingLength = 0;
    this.abandonFrames();
    this.end({
      cause: 'local',
      message: why ?? `The connection with ${this.label} was closed by this side.`,
    });
    const partner = this.#partner();
    partner.#hangUp(why ?? `${partner.label} closed the connection.`, frames);
  }

  /** The other end is gone; what it sent before comes first, unless it left in a hurry. */
  #hangUp(message: string, frames: 'keep' | 'drop'): void {
    if (frames === 'drop') {
      this.#incoming = [];
      this.#incomingLength = 0;
    }
    queueMicrotask(() => {
      this.#take(() => false);
      this.end({ cause: 'remote', message });
    });
  }
}
