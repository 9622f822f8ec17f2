// Two texts → unified hunks without file headers, as file changes show them.

import { structuredPatch } from 'diff';

/** Lines around a change that are shown with it. */
const CONTEXT = 1;
/** Changed lines up to which the shortest diff is searched; the effort grows with their square. */
const MAX_EDITS = 1000;

/** Empty when the texts are equal. Hunk headers leave out a length of one. */
export function unifiedDiff(before: string, after: string): string {
  if (before === after) return '';
  const patch = structuredPatch('', '', before, after, undefined, undefined, {
    context: CONTEXT,
    maxEditLength: MAX_EDITS,
  });
  const hunks = patch?.hunks ?? [wholeHunk(before, after)];
  return hunks.map(hunkText).join('');
}

interface Hunk {
  oldStart: number;
  oldLines: number;
  newStart: number;
  newLines: number;
  lines: readonly string[];
}

function hunkText(hunk: Hunk): string {
  const header = `@@ -${range(hunk.oldStart, hunk.oldLines)} +${range(hunk.newStart, hunk.newLines)} @@`;
  return `${[header, ...hunk.lines].join('\n')}\n`;
}

/** A range of no lines names the line before it. */
function range(start: number, length: number): string {
  if (length === 0) return `${start - 1},0`;
  return length === 1 ? String(start) : `${start},${length}`;
}

/** Everything out, everything in: for texts that have too little in common to be worth more. */
function wholeHunk(before: string, after: string): Hunk {
  const out = marked(before, '-');
  const into = marked(after, '+');
  return {
    oldStart: 1,
    oldLines: countLines(before),
    newStart: 1,
    newLines: countLines(after),
    lines: [...out, ...into],
  };
}

function marked(text: string, mark: string): string[] {
  if (text === '') return [];
  const lines = text.split('\n');
  const isWhole = lines.at(-1) === '';
  if (isWhole) lines.pop();
  const found = lines.map((line) => mark + line);
  return isWhole ? found : [...found, '\\ No newline at end of file'];
}

function countLines(text: string): number {
  return marked(text, '').filter((line) => line !== '\\ No newline at end of file').length;
}
