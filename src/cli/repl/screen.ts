// Lets what comes in be printed above the line that is being typed.

import type { CliIo, TextSink } from '../io.js';

const CLEAR = '\r\u001b[K';

export class Screen {
  /** Whether a prompt belongs below what is printed, and whether it is there now. */
  #isPrompted = false;
  #isDrawn = false;
  #redraw: NodeJS.Immediate | undefined;
  /** Shows the prompt and what has been typed again. */
  onRedraw: () => void = () => {};

  /** The same process, with sinks that make room for the prompt. */
  wrap(io: CliIo): CliIo {
    return { ...io, stdout: this.#sink(io.stdout), stderr: this.#sink(io.stderr) };
  }

  prompted(): void {
    this.#isPrompted = true;
    this.#isDrawn = true;
  }

  /** The line was sent: the cursor stands on a fresh one. */
  entered(): void {
    this.#isPrompted = false;
  }

  /** Nothing is asked any more: what is printed comes below the prompt. */
  left(sink: TextSink): void {
    clearImmediate(this.#redraw);
    if (this.#isPrompted && this.#isDrawn) sink.write('\n');
    this.#isPrompted = false;
  }

  #sink(sink: TextSink): TextSink {
    const write = (text: string): boolean => {
      if (!this.#isPrompted) return sink.write(text);
      clearImmediate(this.#redraw);
      const room = this.#isDrawn ? CLEAR : '';
      this.#isDrawn = false;
      // The middle of a text has no line of its own to put a prompt behind.
      if (text.endsWith('\n')) this.#redraw = setImmediate(() => this.onRedraw());
      return sink.write(`${room}${text}`);
    };
    return {
      isTTY: sink.isTTY,
      get columns() {
        return sink.columns;
      },
      write,
      onDrain: (handler) => sink.onDrain(handler),
    };
  }
}
