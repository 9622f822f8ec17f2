// Reads what passes without being in its way: chunks are noted when they are forwarded and taken apart
// afterwards, when there is nothing to forward.

import { LineSplitter } from '../../transport/line-splitter.js';
import type { Direction } from '../format.js';
import type { Recorder } from '../recorder.js';

const MAX_LINE_BYTES = 64 * 1024 * 1024;
/** Milliseconds without a byte after which nothing seems to be in a hurry. */
const QUIET_MS = 2;
/** How long a stream without such a pause may wait for its lines, in milliseconds. */
const LATEST_MS = 100;
/** Milliseconds of work at a time; what came in the meantime is forwarded in between. */
const SLICE_MS = 1;
/** How much may wait; more of it, and recording holds the stream up. */
const MOST_BYTES = 16 * 1024 * 1024;

/** Work put off until the bytes are on their way; in order, the lines of a slice in one piece. */
export class Afterwards {
  readonly #recorder: Recorder;
  #waiting: { readonly work: () => void; readonly bytes: number }[] = [];
  #bytes = 0;
  #since = 0;
  #timer: NodeJS.Timeout | undefined;
  #next: NodeJS.Immediate | undefined;

  constructor(recorder: Recorder) {
    this.#recorder = recorder;
  }

  /** `bytes` is what the work keeps in memory. */
  add(work: () => void, bytes = 0): void {
    this.#waiting.push({ work, bytes });
    this.#bytes += bytes;
    if (this.#bytes > MOST_BYTES) this.flush();
    else if (this.#next !== undefined) return;
    else if (this.#timer === undefined) {
      this.#since = performance.now();
      this.#timer = setTimeout(() => this.#slice(), QUIET_MS);
    } else if (performance.now() - this.#since < LATEST_MS) this.#timer.refresh();
  }

  flush(): void {
    this.#work(Number.POSITIVE_INFINITY);
  }

  #slice(): void {
    this.#work(performance.now() + SLICE_MS);
    if (this.#waiting.length > 0) this.#next = setImmediate(() => this.#slice());
  }

  #work(until: number): void {
    clearTimeout(this.#timer);
    clearImmediate(this.#next);
    this.#timer = undefined;
    this.#next = undefined;
    const works = this.#waiting;
    let done = 0;
    this.#recorder.batch(() => {
      for (const { work, bytes } of works) {
        work();
        this.#bytes -= bytes;
        done += 1;
        if (performance.now() >= until) break;
      }
    });
    this.#waiting = works.slice(done);
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
    }, chunk.length);
  }

  end(): void {
    this.#afterwards.add(() => this.#splitter.end());
  }
}
