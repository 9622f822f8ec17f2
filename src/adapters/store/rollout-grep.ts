// Whether a text may stand in a rollout file, told from its bytes: a search decodes only the files this does not
// rule out, which is a hundredth of the work.

import { closeSync, openSync, readSync } from 'node:fs';
import { isCompressed, readCompressedSync } from './compressed-rollout.js';

/** Read at a time. What is found across a border of two pieces is found because they overlap. */
const PIECE = 256 * 1024;
/** Of a line longer than this, more is not asked which kind it is. */
const LINE_HEAD = 512;
/** Lines of which no item tells: instructions are most of a file and speak of everything. */
const SILENT = /"type":"(?:session_meta|turn_context)"|"role":"developer"/;
/** Letters that other characters turn into when case is put aside, with the UTF-8 bytes of those. */
const ALSO: Readonly<Record<string, string>> = { i: 'i|\xc4\xb0', k: 'k|\xe2\x84\xaa' };
/** Written as it is in JSON by every writer, and its case is that of bytes: no letters beyond ASCII, nor what is left of one. */
const isPlain = (character: string): boolean =>
  character >= ' ' &&
  !'"\\\x7f\u0307'.includes(character) &&
  (character < '\x7f' || character.toLowerCase() === character.toUpperCase()) &&
  !/\p{Surrogate}/u.test(character);
/** A character written by its number that need not have been: such a file is decoded to be sure. */
const ESCAPED = '\\\\u(?!00[01])';

/**
 * A test of files for `term`, letter case aside. False only where no message in the file can hold it; true also
 * where that cannot be told, or the file cannot be read.
 */
export function mentionTest(term: string): (path: string) => boolean {
  const sure = longestPlain(term);
  if (sure === '') return () => true;
  const pattern = new RegExp(`${patternOf(sure)}|${ESCAPED}`, 'i');
  const overlap = 3 * Buffer.byteLength(sure) + ESCAPED.length;
  return (path) => {
    try {
      return isCompressed(path)
        ? isSaid(readCompressedSync(path).toString('latin1'), pattern)
        : isInFile(path, pattern, overlap);
    } catch {
      return true;
    }
  };
}

/** The longest run of characters that stand in a file as they are. */
function longestPlain(term: string): string {
  const runs = [''];
  for (const character of term) {
    if (isPlain(character)) runs.push(`${runs.pop()}${character}`);
    else runs.push('');
  }
  return runs.reduce((longest, run) => (Buffer.byteLength(run) > Buffer.byteLength(longest) ? run : longest));
}

/** Over the UTF-8 bytes, one character each. */
function patternOf(text: string): string {
  return Array.from(Buffer.from(text).toString('latin1'))
    .map((byte) => {
      const also = ALSO[byte.toLowerCase()];
      return also === undefined ? byte.replace(/[\\^$.*+?()[\]{}|/]/, '\\$&') : `(?:${also})`;
    })
    .join('');
}

let shared: Buffer | null = null;

function isInFile(path: string, pattern: RegExp, overlap: number): boolean {
  shared ??= Buffer.allocUnsafe(PIECE);
  const fd = openSync(path, 'r');
  try {
    const length = readSync(fd, shared, 0, PIECE, 0);
    const first = shared.toString('latin1', 0, length);
    if (length < PIECE) return pattern.test(first) && isSaid(first, pattern);
    if (pattern.test(first)) return true;
    for (let at = length - overlap; ; at += PIECE - overlap) {
      const read = readSync(fd, shared, 0, PIECE, at);
      if (pattern.test(shared.toString('latin1', 0, read))) return true;
      if (read < PIECE) return false;
    }
  } finally {
    closeSync(fd);
  }
}

/** Whether a line that may show a message matches. */
function isSaid(text: string, pattern: RegExp): boolean {
  for (let start = 0; start < text.length; ) {
    const newline = text.indexOf('\n', start);
    const end = newline === -1 ? text.length : newline;
    const isSilent = SILENT.test(text.slice(start, Math.min(end, start + LINE_HEAD)));
    if (!isSilent && pattern.test(text.slice(start, end))) return true;
    start = end + 1;
  }
  return false;
}
