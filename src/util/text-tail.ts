// The last part of a stream of text, for error reports about something that talked a lot.

export class TextTail {
  readonly #maxLength: number;
  #chunks: string[] = [];
  #length = 0;

  constructor(maxLength: number) {
    this.#maxLength = maxLength;
  }

  push(chunk: string): void {
    this.#chunks.push(chunk);
    this.#length += chunk.length;
    // Joining only now and then keeps a flood of small chunks cheap.
    if (this.#length > this.#maxLength * 2 || this.#chunks.length > 1024) this.#join();
  }

  /** At most `maxLength` characters, the newest. */
  get text(): string {
    this.#join();
    return this.#chunks[0] ?? '';
  }

  #join(): void {
    const text = this.#chunks.join('').slice(-this.#maxLength);
    this.#chunks = [text];
    this.#length = text.length;
  }
}
