// Two values beside each other, line by line, with a mark where they differ. Lines that both have stand in one row, so
// that one line more or less does not set all that follows apart.

import { diffArrays } from 'diff';

const WIDTH = 56;
const LONGEST = 60;
/** Lines that are shown around one that differs. */
const AROUND = 3;

/** Lines of a table: `  expected │ actual`, `≠` before lines that differ. */
export function sideBySide(expected: unknown, actual: unknown): string[] {
  const rows = shortened(rowsOf(linesOf(expected), linesOf(actual)));
  const more = rows.length - LONGEST;
  return [
    `  ${'expected'.padEnd(WIDTH)} │ actual`,
    `  ${'─'.repeat(WIDTH)}─┼─${'─'.repeat(WIDTH)}`,
    ...rows.slice(0, LONGEST),
    ...(more > 0 ? [`  … and ${more} lines more`] : []),
  ];
}

function rowsOf(left: readonly string[], right: readonly string[]): string[] {
  const rows: string[] = [];
  let only: string[] = [];
  const flush = (others: readonly string[]): void => {
    for (let at = 0; at < Math.max(only.length, others.length); at += 1)
      rows.push(row('≠', only[at] ?? '', others[at] ?? ''));
    only = [];
  };
  for (const { value, added, removed } of diffArrays([...left], [...right], { comparator: isAlike })) {
    if (removed) only = value;
    else if (added) flush(value);
    else {
      flush([]);
      rows.push(...value.map((line) => row(' ', line, line)));
    }
  }
  flush([]);
  return rows;
}

/** Without what is alike and far from what is not. */
function shortened(rows: readonly string[]): string[] {
  const isNear = rows.map((_, at) =>
    rows.slice(Math.max(0, at - AROUND), at + AROUND + 1).some((one) => one.startsWith('≠')),
  );
  return rows.flatMap((one, at) => {
    if (isNear[at] === true) return [one];
    return at === 0 || isNear[at - 1] === true ? ['  …'] : [];
  });
}

/** A comma more, where something follows, is no difference. */
function isAlike(left: string, right: string): boolean {
  return left.replace(/,$/, '') === right.replace(/,$/, '');
}

function row(mark: string, left: string, right: string): string {
  return `${mark} ${clip(left).padEnd(WIDTH)} │ ${clip(right)}`.trimEnd();
}

function clip(text: string): string {
  return text.length <= WIDTH ? text : `${text.slice(0, WIDTH - 1)}…`;
}

function linesOf(value: unknown): string[] {
  if (typeof value === 'string') return value.split('\n');
  return (JSON.stringify(value, undefined, 2) ?? String(value)).split('\n');
}
