// Output for scripts: frames as they pass and one verdict, each a JSON object on a line of stdout.

import { systemClock } from '../../util/clock.js';
import { type LateAnswer, sayLate } from '../alarm.js';
import type { TextSink } from '../io.js';
import type { SeenFrame } from './frame-log.js';
import type { Output, Verdict } from './output.js';
import type { Redactor } from './redact.js';

export interface JsonOutputOptions {
  readonly stdout: TextSink;
  readonly stderr: TextSink;
  readonly redactor: Redactor;
  /** Only the verdict. */
  readonly isQuiet: boolean;
  readonly now?: () => number;
}

export class JsonOutput implements Output {
  readonly #options: JsonOutputOptions;
  readonly #now: () => number;
  #isFlowing = true;

  constructor(options: JsonOutputOptions) {
    this.#options = options;
    this.#now = options.now ?? (() => systemClock.now());
    options.stdout.onDrain(() => {
      this.#isFlowing = true;
    });
  }

  get isFlowing(): boolean {
    return this.#isFlowing;
  }

  onDrain(handler: () => void): void {
    this.#options.stdout.onDrain(handler);
  }

  frame({ dir, message, method, text }: SeenFrame): void {
    if (this.#options.isQuiet) return;
    const clean = this.#options.redactor.value(message, text) as typeof message; // only texts differ
    this.#write({ dir, ...clean, ...(method === undefined ? {} : { method }) });
  }

  line(): void {}

  text(): void {}

  note(text: string): void {
    if (!this.#options.isQuiet) this.warn(text);
  }

  warn(text: string): void {
    this.#options.stderr.write(`${this.#options.redactor.text(text)}\n`);
  }

  alarm(late: LateAnswer): void {
    const { owedBy, id, method, waitedMs } = late;
    const message = this.#options.redactor.text(sayLate(late));
    this.#write({ kind: 'alarm', owedBy, id, method, waitedMs, message });
  }

  login({ url, code }: { url: string; code: string | undefined }): void {
    // The code is no secret here: whoever started this command is who must type it.
    this.#write({ kind: 'login', url, ...(code === undefined ? {} : { code }) });
  }

  waiting(): void {}

  verdict({ code, outcome, message, result, summary }: Verdict): void {
    const { redactor } = this.#options;
    this.#write({
      kind: 'verdict',
      ok: code === 0,
      code,
      outcome,
      ...(message === undefined ? {} : { message: redactor.text(message) }),
      ...(result === undefined ? {} : { result: redactor.value(result) }),
      ...(summary === undefined ? {} : { summary: redactor.value(summary) }),
    });
  }

  #write(entry: object): void {
    const line = JSON.stringify({ t: this.#now(), ...entry }, withBigInts);
    if (!this.#options.stdout.write(`${line}\n`)) this.#isFlowing = false;
  }
}

/** Ids above 2^53 are written as text: JSON readers would round them. */
function withBigInts(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value;
}
