// First in, first out, with two ceilings: how many entries, and how many bytes they weigh together.

export interface QueueLimits {
  readonly maxCount: number;
  readonly maxBytes: number;
}

/** A queue that refuses instead of growing past its limits. */
export class BoundedQueue<T> {
  readonly #limits: QueueLimits;
  #entries: ({ item: T; bytes: number } | undefined)[] = [];
  #head = 0;
  #bytes = 0;

  constructor(limits: QueueLimits) {
    this.#limits = limits;
  }

  get size(): number {
    return this.#entries.length - this.#head;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Whether an entry of `bytes` would be taken. An empty queue takes one entry of any weight. */
  hasRoomFor(bytes = 0): boolean {
    if (this.size === 0) return true;
    return this.size < this.#limits.maxCount && this.#bytes + bytes <= this.#limits.maxBytes;
  }

  /** Appends, or returns false and leaves the queue as it was. */
  push(item: T, bytes = 0): boolean {
    if (!this.hasRoomFor(bytes)) return false;
    this.forcePush(item, bytes);
    return true;
  }

  /** Appends whatever the limits say, for entries that must not be lost. */
  forcePush(item: T, bytes = 0): void {
    this.#entries.push({ item, bytes });
    this.#bytes += bytes;
  }

  shift(): T | undefined {
    const entry = this.#entries[this.#head];
    if (entry === undefined) return undefined;
    this.#entries[this.#head] = undefined;
    this.#head += 1;
    this.#bytes -= entry.bytes;
    this.#compact();
    return entry.item;
  }

  peek(): T | undefined {
    return this.#entries[this.#head]?.item;
  }

  clear(): void {
    this.#entries = [];
    this.#head = 0;
    this.#bytes = 0;
  }

  #compact(): void {
    if (this.#head === this.#entries.length) {
      this.#entries.length = 0;
      this.#head = 0;
    } else if (this.#head > 1024 && this.#head * 2 > this.#entries.length) {
      this.#entries = this.#entries.slice(this.#head);
      this.#head = 0;
    }
  }
}
