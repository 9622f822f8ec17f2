// Reads what passes without being in its way: chunks are noted when they are forwarded and taken apart
// afterwards, when the event loop has nothing more to forward.

import { LineSplitter } from '../../transport/line-splitter.js';
import type { Direction } from '../format.js';
import type { Recorder } from '../recorder.js';

const MAX_LINE_BYTES = 64 * 1024 * 1024;

/** Work put off until the bytes of this turn of the event loop are on their way; in order, one batch of lines. */
export class Afterwards {
  readonly #recorder: Recorder;
  #waiting: (() => void)[] = [];
  #handle: NodeJS.Immediate | undefined;

  constructor(recorder: Recorder) {
    this.#recorder = recorder;
  }

  add(work: () => void): void {
    this.#waiting.push(work);
    this.#handle ??= setImmediate(() => this.flush());
  }

  flush(): void {
    if (this.#handle !== undefined) clearImmediate(this.#handle);
    this.#handle = undefined;
    const works = this.#waiting;
    this.#waiting = [];
    this.#recorder.batch(() => {
      for (const work of works) work();
    });
  }
}

/** One direction of lines. */
export class LineWatch {
  readonly #afterwards: Afterwards;
  readonly #recorder: Recorder;
  readonly #splitter: LineSplitter;
  #t = 0;

  constructor(recorder: Recorder, afterwards: Afterwards, dir: Direction) {
    this.#recorder = recorder;
    this.#afterwards = afterwards;
    this.#splitter = new LineSplitter({
      maxBytes: MAX_LINE_BYTES,
      onLine: (line) => recorder.frame(dir, line, { t: this.#t }),
      onOversized: (frame) => recorder.cutFrame(dir, frame, { t: this.#t }),
    });
  }

  push(chunk: Buffer): void {
    const t = this.#recorder.now();
    this.#afterwards.add(() => {
      this.#t = t;
      this.#splitter.push(chunk);
    });
  }

  end(): void {
    this.#afterwards.add(() => this.#splitter.end());
  }
}
