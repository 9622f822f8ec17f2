// A spinner on stderr that never gets into the way of what is printed.

import type { TextSink } from '../io.js';
import { clip } from './text.js';

const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const CLEAR = '\r\u001b[K';

export class Progress {
  readonly #stderr: TextSink;
  #timer: NodeJS.Timeout | undefined;
  #frame = 0;
  #isDrawn = false;

  constructor(stderr: TextSink) {
    this.#stderr = stderr;
  }

  /** Spins while `mayDraw` says that the cursor stands at the start of a line. */
  start(what: string | (() => string), mayDraw: () => boolean): void {
    this.stop();
    if (!this.#stderr.isTTY) return;
    this.#timer = setInterval(() => {
      if (!mayDraw()) return;
      this.#frame = (this.#frame + 1) % FRAMES.length;
      this.#isDrawn = true;
      const words = typeof what === 'string' ? what : what();
      // A line that wraps could not be taken back.
      const { columns } = this.#stderr;
      const fitting = columns === undefined ? words : clip(words, columns - 3);
      this.#stderr.write(`${CLEAR}${FRAMES[this.#frame]} ${fitting}`);
    }, 120);
    this.#timer.unref();
  }

  /** Makes room for other output; the spinner comes back by itself. */
  hide(): void {
    if (!this.#isDrawn) return;
    this.#isDrawn = false;
    this.#stderr.write(CLEAR);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.hide();
  }
}
