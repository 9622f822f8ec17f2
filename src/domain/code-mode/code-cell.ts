// A script that runs, or whose end nobody knows yet: its state, what it said, and the calls it waits for.

import { type CellInput, type CellState, type CellStatus, NEW_CELL, step } from './cell-machine.js';
import { type CellPart, CellParts, type CellSaid } from './cell-parts.js';
import type { CodeRun } from './code-ports.js';
import type { CodeTool } from './code-tools.js';

/** What whoever waits is told. */
export interface CellNews {
  readonly status: CellStatus;
  readonly said: CellSaid;
  readonly error: string | null;
}

export class CodeCell {
  /** Of the call that started it. */
  readonly callId: string;
  readonly tools: ReadonlyMap<string, CodeTool>;
  readonly #parts = new CellParts();
  readonly #stop = new AbortController();
  #run: CodeRun | null = null;
  #state: CellState = NEW_CELL;
  #tell: ((news: CellNews) => void) | null = null;

  constructor(callId: string, tools: readonly CodeTool[]) {
    this.callId = callId;
    this.tools = new Map(tools.map((tool) => [tool.name, tool]));
  }

  /** Aborts when it runs no longer. */
  get signal(): AbortSignal {
    return this.#stop.signal;
  }

  get isClosed(): boolean {
    return this.#state.phase === 'closed';
  }

  get run(): CodeRun | null {
    return this.#run;
  }

  runsAs(run: CodeRun): void {
    this.#run = run;
  }

  says(part: CellPart): void {
    this.#parts.add(part);
  }

  take(input: CellInput): void {
    const { state, effects } = step(this.#state, input);
    this.#state = state;
    if (state.phase !== 'running') this.#stop.abort();
    for (const effect of effects) {
      if (effect.type === 'stop') this.#run?.stop();
      else {
        const tell = this.#tell;
        this.#tell = null;
        tell?.({ status: effect.status, error: effect.error, said: this.#parts.take() });
      }
    }
  }

  /** Resolves with the next news of it. */
  watch(stops: boolean): Promise<CellNews> {
    return new Promise((resolve) => {
      this.#tell = resolve;
      this.take({ type: 'watched', stops });
    });
  }
}
