// What is kept of one output stream of a command, or handed on as it comes: no more than the cap says.

/** A piece of output on its way to a client. */
export interface OutputPiece {
  readonly data: Uint8Array;
  /** The cap is used up: nothing follows on this stream. */
  readonly capReached: boolean;
}

export class Capture {
  readonly #cap: number;
  readonly #kept: Uint8Array[] = [];
  readonly #isKept: boolean;
  #size = 0;
  #hasSpoken = false;

  /** @param cap in bytes, null for none; `keep`: whether `bytes` is asked for in the end */
  constructor(cap: number | null, keep: boolean) {
    this.#cap = cap ?? Number.POSITIVE_INFINITY;
    this.#isKept = keep;
  }

  /** Whether the cap is used up. */
  get capReached(): boolean {
    return this.#hasSpoken && this.#size >= this.#cap;
  }

  /** Takes output as it comes. Undefined when nothing of it is within the cap. */
  take(data: Uint8Array): OutputPiece | undefined {
    const room = this.#cap - this.#size;
    this.#hasSpoken ||= data.length > 0;
    if (room <= 0 || data.length === 0) return undefined;
    const within = data.length > room ? data.subarray(0, room) : data;
    this.#size += within.length;
    if (this.#isKept) this.#kept.push(within);
    return { data: within, capReached: this.capReached };
  }

  /** All that was kept. */
  bytes(): Uint8Array {
    const all = new Uint8Array(this.#isKept ? this.#size : 0);
    let at = 0;
    for (const piece of this.#kept) {
      all.set(piece, at);
      at += piece.length;
    }
    return all;
  }
}
