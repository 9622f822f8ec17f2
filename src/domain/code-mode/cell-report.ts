// What the model reads of a script: how it stands, for how long it was waited for, and what it said since. Pure.

import { shortenedLines, shortenedOutput, tokensOf } from '../output-limit.js';
import type { CellStatus } from './cell-machine.js';
import { type CellPart, type CellSaid, wordsPart } from './cell-parts.js';

/** How much is told where a call does not say, in tokens. */
const USUAL_TOKENS = 10_000;

export interface CellReport {
  readonly status: CellStatus;
  readonly cellId: string;
  readonly seconds: number;
  readonly said: CellSaid;
  readonly error: string | null;
  readonly maxTokens: number | null;
}

export function cellOutput({ said, error, ...report }: CellReport): string | readonly unknown[] {
  const tail = error === null ? said.tail : [...said.tail, wordsPart(`Script error:\n${error}`)];
  const header = `${statusText(report)}\nWall time ${report.seconds.toFixed(1)} seconds\nOutput:\n`;
  if (said.head.length + tail.length === 0 && said.note === null) return header;
  return [wordsPart(header), ...fitting({ ...said, tail }, report.maxTokens ?? USUAL_TOKENS)];
}

function statusText({ status, cellId }: Pick<CellReport, 'status' | 'cellId'>): string {
  return status === 'running' ? `Script running with cell ID ${cellId}` : `Script ${status}`;
}

/** Texts alone are shortened as one; the note on what was left out before then comes where they are. */
function fitting({ head, note, tail }: CellSaid, most: number): readonly unknown[] {
  const said = [...head, ...tail].filter(isSomething);
  const noted = note === null ? [] : [wordsPart(note)];
  const limit = { unit: 'tokens', most } as const;
  const texts = said.flatMap((part) => (part.type === 'input_text' ? [part.text] : []));
  if (texts.length < said.length) {
    const parts = [...head, ...noted, ...tail].filter(isSomething);
    return shortenedOutput(parts, limit) as readonly unknown[]; // parts stay parts
  }
  const whole = texts.join('\n');
  if (tokensOf(whole) <= most) return [...head, ...noted, ...tail].filter(isSomething);
  const text = shortenedLines(whole, limit, true);
  if (note === null) return [wordsPart(text)];
  const [before = '', after = ''] = text.split(/(?<=…\d+ tokens truncated…)/);
  return [wordsPart(before), ...noted, wordsPart(after)].filter(isSomething);
}

function isSomething(part: CellPart): boolean {
  return part.type !== 'input_text' || part.text !== '';
}
