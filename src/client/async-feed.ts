// Values pushed on one side and iterated on the other, in order and kept until they are read.

/** A feed for one reader. After its end, or its failure, whatever is still unread is read first. */
export class AsyncFeed<T> implements AsyncIterable<T> {
  #unread: T[] = [];
  #head = 0;
  #wake: (() => void) | undefined;
  #end: { readonly error: unknown } | 'done' | undefined;

  get isEnded(): boolean {
    return this.#end !== undefined;
  }

  push(value: T): void {
    if (this.#end !== undefined) return;
    this.#unread.push(value);
    this.#wake?.();
  }

  end(): void {
    this.#end ??= 'done';
    this.#wake?.();
  }

  fail(error: unknown): void {
    this.#end ??= { error };
    this.#wake?.();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    for (;;) {
      while (this.#head < this.#unread.length) {
        const value = this.#unread[this.#head];
        this.#head += 1;
        if (this.#head > 1024 && this.#head * 2 > this.#unread.length) {
          this.#unread = this.#unread.slice(this.#head);
          this.#head = 0;
        }
        yield value as T; // the index is below the length
      }
      if (this.#end === 'done') return;
      if (this.#end !== undefined) throw this.#end.error;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      this.#wake = undefined;
    }
  }
}
