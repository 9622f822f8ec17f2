// The output of a process, kept up to a size: when more comes, the middle goes and head and tail stay.

/** Bytes that are kept of one command. */
const KEPT_BYTES = 1024 * 1024;

export class OutputBuffer {
  readonly #limit: number;
  #head: Uint8Array[] = [];
  #headBytes = 0;
  #tail: Uint8Array[] = [];
  #tailBytes = 0;

  constructor(limit: number = KEPT_BYTES) {
    this.#limit = limit;
  }

  push(data: Uint8Array): void {
    const half = this.#limit >> 1;
    const forHead = Math.min(half - this.#headBytes, data.length);
    if (forHead > 0) {
      this.#head.push(data.subarray(0, forHead));
      this.#headBytes += forHead;
    }
    if (forHead === data.length) return;
    const rest = data.subarray(forHead);
    this.#tail.push(rest);
    this.#tailBytes += rest.length;
    this.#shorten(this.#limit - half);
  }

  /** Everything that is kept; bytes that are no UTF-8 become replacement characters. */
  text(): string {
    return decode([...this.#head, ...this.#tail], this.#headBytes + this.#tailBytes);
  }

  /** The same, and forgets it. */
  take(): string {
    const text = this.text();
    this.#head = [];
    this.#tail = [];
    this.#headBytes = 0;
    this.#tailBytes = 0;
    return text;
  }

  #shorten(limit: number): void {
    while (this.#tailBytes > limit) {
      const first = this.#tail[0];
      if (first === undefined) return;
      const over = this.#tailBytes - limit;
      if (first.length <= over) this.#tail.shift();
      else this.#tail[0] = first.subarray(over);
      this.#tailBytes -= Math.min(first.length, over);
    }
  }
}

function decode(chunks: readonly Uint8Array[], length: number): string {
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return new TextDecoder().decode(bytes);
}
