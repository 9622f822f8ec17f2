// Scalars of YAML: plain ones over several lines, quoted ones, literal and folded blocks.

import { plainEnd, type YamlCursor } from './yaml-cursor.js';

/** A plain scalar; lines below that are indented by `minIndent` or more belong to it. */
export function readPlain(cursor: YamlCursor, minIndent: number): string {
  const start = cursor.place;
  let text = cursor.take(plainEnd(cursor, false)).trimEnd();
  for (;;) {
    const rest = cursor.text.slice(cursor.at);
    const next = /^((?:[ \t]*\n)+)([ \t]*)(?=\S)/.exec(rest);
    if (next === null) return text;
    const [whole = '', breaks = '', indent = ''] = next;
    const first = rest[whole.length];
    if (indent.includes('\t') && indent.indexOf('\t') < minIndent) {
      cursor.advance(whole.length - indent.length + indent.indexOf('\t'));
      throw cursor.problem('found a tab character that violates indentation', {
        what: 'while scanning a plain scalar',
        at: start,
      });
    }
    if (indent.length < minIndent || first === '#') return text;
    cursor.advance(whole.length);
    if (cursor.isAtMarker) return text;
    const lineCount = breaks.split('\n').length - 1;
    text += lineCount > 1 ? '\n'.repeat(lineCount - 1) : ' ';
    text += cursor.take(plainEnd(cursor, false)).trimEnd();
  }
}

const ESCAPES: Readonly<Record<string, string>> = {
  0: '\0',
  a: '\x07',
  b: '\b',
  t: '\t',
  n: '\n',
  v: '\v',
  f: '\f',
  r: '\r',
  e: '\x1b',
  N: '\u0085',
  _: '\u00a0',
  L: '\u2028',
  P: '\u2029',
};

/** A scalar in single or double quotes, the cursor on the first of them. */
export function readQuoted(cursor: YamlCursor): string {
  const start = cursor.place;
  const quote = cursor.char;
  let raw = '';
  cursor.advance(1);
  for (;;) {
    if (cursor.isAtEnd) {
      throw cursor.problem('found unexpected end of stream', {
        what: 'while scanning a quoted scalar',
        at: start,
        isQuoted: true,
      });
    }
    const char = cursor.char;
    if (char === quote && !(quote === "'" && cursor.startsWith("''"))) break;
    const width = (quote === '"' && char === '\\') || (quote === "'" && char === quote) ? 2 : 1;
    raw += cursor.take(cursor.at + width);
  }
  cursor.advance(1);
  // A line end that is escaped joins what it parts.
  const joined = quote === '"' ? raw.replace(/((?:^|[^\\])(?:\\\\)*)\\\n[ \t]*/g, '$1') : raw;
  const folded = joined.replace(/[ \t]*\n[ \t]*((?:\n[ \t]*)*)/g, (_all, more: string) => {
    const empty = more.split('\n').length - 1;
    return empty === 0 ? ' ' : '\n'.repeat(empty);
  });
  return quote === "'"
    ? folded.replaceAll("''", "'")
    : folded.replace(/\\(x..|u.{4}|U.{8}|[\s\S])/g, unescaped);
}

function unescaped(all: string, code: string): string {
  if (code.length > 1) {
    const point = Number.parseInt(code.slice(1), 16);
    return Number.isNaN(point) || point > 0x10ffff ? all : String.fromCodePoint(point);
  }
  return ESCAPES[code] ?? code;
}

/** A literal (`|`) or folded (`>`) block, the cursor on its mark. */
export function readBlockScalar(cursor: YamlCursor, minIndent: number): string {
  const isFolded = cursor.char === '>';
  const header = cursor.text.slice(cursor.at).split('\n', 1)[0] ?? '';
  const chomping = /[+-]/.exec(header)?.[0] ?? '';
  const given = /[1-9]/.exec(header)?.[0];
  cursor.toLineEnd();
  cursor.advance(1);
  const lines: string[] = [];
  let indent = given === undefined ? null : minIndent - 1 + Number(given);
  while (!cursor.isAtEnd) {
    const line = cursor.text.slice(cursor.at).split('\n', 1)[0] ?? '';
    const width = line.length - line.trimStart().length;
    if (line.trim() !== '') {
      indent ??= Math.max(width, minIndent);
      if (width < indent) break;
    }
    lines.push(line.slice(indent ?? line.length));
    cursor.toLineEnd();
    cursor.advance(1);
  }
  const text = isFolded ? fold(lines) : lines.join('\n');
  if (chomping === '+') return `${text}\n`;
  const stripped = text.replace(/\n+$/, '');
  return chomping === '-' || stripped === '' ? stripped : `${stripped}\n`;
}

/** Line ends become spaces, except around lines that are indented further and where lines are empty. */
function fold(lines: readonly string[]): string {
  let text = '';
  for (const [i, line] of lines.entries()) {
    const before = lines[i - 1];
    if (before === undefined) text = line;
    else if (line === '' || /^\s/.test(line) || /^\s/.test(before)) text += `\n${line}`;
    else if (before === '') text += text.endsWith('\n') ? line : `\n${line}`;
    else text += ` ${line}`;
  }
  return text;
}
