// Two values beside each other, line by line, with a mark where they differ.

const WIDTH = 56;
const LONGEST = 60;

/** Lines of a table: `  expected │ actual`, `≠` before lines that differ. */
export function sideBySide(expected: unknown, actual: unknown): string[] {
  const [left, right] = [linesOf(expected), linesOf(actual)];
  const count = Math.min(Math.max(left.length, right.length), LONGEST);
  const rows = Array.from({ length: count }, (_, at) => row(left[at] ?? '', right[at] ?? ''));
  const more = Math.max(left.length, right.length) - count;
  return [
    `  ${'expected'.padEnd(WIDTH)} │ actual`,
    `  ${'─'.repeat(WIDTH)}─┼─${'─'.repeat(WIDTH)}`,
    ...rows,
    ...(more > 0 ? [`  … and ${more} lines more`] : []),
  ];
}

function row(left: string, right: string): string {
  const mark = left.replace(/,$/, '') === right.replace(/,$/, '') ? ' ' : '≠';
  return `${mark} ${clip(left).padEnd(WIDTH)} │ ${clip(right)}`.trimEnd();
}

function clip(text: string): string {
  return text.length <= WIDTH ? text : `${text.slice(0, WIDTH - 1)}…`;
}

function linesOf(value: unknown): string[] {
  if (typeof value === 'string') return value.split('\n');
  return (JSON.stringify(value, undefined, 2) ?? String(value)).split('\n');
}
