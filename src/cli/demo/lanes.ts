// Two streams of the same text side by side, line by line, as they come.

import type pc from 'picocolors';

export type LaneName = 'A' | 'B';

interface Lane {
  /** Lines that are complete and not printed yet; `index` counts from the first line of the text. */
  readonly ready: { index: number; text: string; isDim: boolean }[];
  line: string;
  lines: number;
}

export interface LanesOptions {
  readonly write: (text: string) => void;
  /** Columns of the terminal. */
  readonly width: number;
  readonly colors: ReturnType<typeof pc.createColors>;
  readonly titles: Readonly<Record<LaneName, string>>;
}

/** Lane A is printed alone until B joins; then lines of the same text stand in the same row. */
export class Lanes {
  readonly #options: LanesOptions;
  readonly #column: number;
  readonly #lanes: Readonly<Record<LaneName, Lane>> = {
    A: { ready: [], line: '', lines: 0 },
    B: { ready: [], line: '', lines: 0 },
  };
  #hasJoined = false;

  constructor(options: LanesOptions) {
    this.#options = options;
    this.#column = Math.max(20, Math.floor((Math.min(options.width, 160) - 3) / 2));
    const { bold, cyan, magenta } = options.colors;
    const title = (name: LaneName): string =>
      options.titles[name].padEnd(this.#column).slice(0, this.#column);
    this.#print(bold(cyan(title('A'))), bold(magenta(title('B').trimEnd())));
  }

  /** Adds text to a lane; `isDim` for what a snapshot brought. */
  push(name: LaneName, text: string, isDim = false): void {
    if (name === 'B') this.#hasJoined = true;
    for (const [index, part] of text.split('\n').entries()) {
      if (index > 0) this.#endLine(name, isDim);
      for (const word of part.split(/(?<= )/)) this.#add(name, word, isDim);
    }
    this.#flush(false);
  }

  /** A remark in lane B. */
  mark(text: string): void {
    this.#hasJoined = true;
    this.#print(' '.repeat(this.#column), this.#options.colors.bold(this.#options.colors.magenta(text)));
  }

  end(): void {
    for (const name of ['A', 'B'] as const) if (this.#lanes[name].line !== '') this.#endLine(name, false);
    this.#flush(true);
  }

  #add(name: LaneName, word: string, isDim: boolean): void {
    const lane = this.#lanes[name];
    if (lane.line !== '' && (lane.line + word).trimEnd().length > this.#column) this.#endLine(name, isDim);
    lane.line += word;
  }

  #endLine(name: LaneName, isDim: boolean): void {
    const lane = this.#lanes[name];
    lane.ready.push({ index: lane.lines, text: lane.line.trimEnd().slice(0, this.#column), isDim });
    lane.lines += 1;
    lane.line = '';
  }

  #flush(isLast: boolean): void {
    const { A, B } = this.#lanes;
    const dim = (cell: { text: string; isDim: boolean } | undefined): string =>
      cell === undefined ? '' : cell.isDim ? this.#options.colors.dim(cell.text) : cell.text;
    for (;;) {
      const [a, b] = [A.ready[0], B.ready[0]];
      if (a === undefined && b === undefined) return;
      const isPair = a !== undefined && b !== undefined && a.index === b.index;
      const isBehind = b !== undefined && b.index < (a?.index ?? A.lines);
      if (isPair) A.ready.shift();
      if (isPair || isBehind) B.ready.shift();
      else if (a !== undefined && (!this.#hasJoined || isLast || A.ready.length > 8)) A.ready.shift();
      else if (isLast) B.ready.shift();
      else return;
      const left = isPair || !isBehind ? (a?.text ?? '') : '';
      this.#print(left.padEnd(this.#column), isPair || isBehind || a === undefined ? dim(b) : '');
    }
  }

  #print(left: string, right: string): void {
    this.#options.write(`${left} ${this.#options.colors.dim('│')} ${right}`.trimEnd().concat('\n'));
  }
}
