// Output of a process: what came before the first listener waits for it.

import type { OutputStream } from '../../domain/command-ports.js';

type Listener = (stream: OutputStream, data: Uint8Array) => void;

export class OutputLog {
  readonly #listeners: Listener[] = [];
  #waiting: [OutputStream, Uint8Array][] = [];

  push(stream: OutputStream, data: Uint8Array): void {
    if (this.#listeners.length === 0) this.#waiting.push([stream, data]);
    for (const listener of this.#listeners) listener(stream, data);
  }

  on(listener: Listener): void {
    this.#listeners.push(listener);
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const [stream, data] of waiting) listener(stream, data);
  }
}
