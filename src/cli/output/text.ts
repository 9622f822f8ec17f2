// Small words about text on a terminal.

/** On one line, and no longer than `width` characters. */
export function clip(text: string, width: number): string {
  const line = oneLine(text);
  return line.length <= width ? line : `${line.slice(0, Math.max(width - 1, 0)).trimEnd()}…`;
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}

const ESCAPE = String.fromCharCode(27);
const SEQUENCE = new RegExp(`${ESCAPE}\\[[0-9;?]*[ -/]*[@-~]`, 'g');
const COLOR = new RegExp(`${ESCAPE}\\[[0-9;]*m`, 'g');
/** The category Cc without line breaks and tabs; asking for it by its name would slow every start down. */
const CONTROL = new RegExp(`[${span(0x00, 0x08)}${span(0x0b, 0x1f)}${span(0x7f, 0x9f)}]`, 'g');

function span(first: number, last: number): string {
  return `${String.fromCharCode(first)}-${String.fromCharCode(last)}`;
}

/** Without the control characters by which foreign text could steer the terminal; line breaks and tabs stay. */
export function printable(text: string): string {
  return withoutControls(text.replaceAll(SEQUENCE, ''));
}

export function withoutControls(text: string): string {
  return text.replaceAll(CONTROL, '');
}

/** The first `count` lines, and how many more there are. */
export function firstLines(text: string, count: number | undefined): string {
  if (count === undefined) return text;
  const lines = text.split('\n');
  const rest = lines.length - count;
  return rest <= 1 ? text : `${lines.slice(0, count).join('\n')}\n… ${rest} more lines\n`;
}

/** Text that leads to a page where the terminal knows how (OSC 8). `url` must be printable. */
export function hyperlink(url: string, text: string): string {
  return `${ESCAPE}]8;;${url}${ESCAPE}\\${text}${ESCAPE}]8;;${ESCAPE}\\`;
}

/** What is left for the eye when colors are taken away. */
export function withoutColor(text: string): string {
  return text.replaceAll(COLOR, '');
}

/** `1.2 s`, `350 ms`, `2 min 5 s`. */
export function duration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  const seconds = ms / 1000;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
}

/** `just now`, `5 min ago`, `3 h ago`, `2 days ago`. */
export function ago(fromMs: number, nowMs: number): string {
  const minutes = Math.floor((nowMs - fromMs) / 60_000);
  if (minutes < 1) return 'just now';
  if (minutes < 60) return `${minutes} min ago`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return `${hours} h ago`;
  return `${Math.floor(hours / 24)} days ago`;
}

/** Columns padded to the widest cell, two spaces between them. */
export function table(rows: readonly (readonly string[])[]): string[] {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [column, cell] of row.entries()) widths[column] = Math.max(widths[column] ?? 0, cell.length);
  }
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}
