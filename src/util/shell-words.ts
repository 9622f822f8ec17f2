// Commands are lists of words in rollout files and one line of text in the protocol. Quoting follows POSIX shells, and
// what is quoted at all follows the real server.
/** Joins words into a line a shell would read back as the same words. */
export function joinWords(words: readonly string[]): string {
  return words.map(quoted).join(' ');
}

/** The words of a line; null when a quote is left open. */
export function splitWords(line: string): string[] | null {
  const words: string[] = [];
  let word: string | null = null;
  for (let i = 0; i < line.length; i += 1) {
    const char = line.charAt(i);
    if (char === ' ' || char === '\t' || char === '\n') {
      if (word !== null) words.push(word);
      word = null;
    } else if (char === "'") {
      const end = line.indexOf("'", i + 1);
      if (end === -1) return null;
      word = (word ?? '') + line.slice(i + 1, end);
      i = end;
    } else if (char === '"') {
      const part = doubleQuoted(line, i + 1);
      if (part === null) return null;
      word = (word ?? '') + part.text;
      i = part.end;
    } else if (char === '\\') {
      i += 1;
      if (i >= line.length) return null;
      word = (word ?? '') + line.charAt(i);
    } else {
      word = (word ?? '') + char;
    }
  }
  if (word !== null) words.push(word);
  return words;
}

function doubleQuoted(line: string, start: number): { text: string; end: number } | null {
  let text = '';
  for (let i = start; i < line.length; i += 1) {
    const char = line.charAt(i);
    if (char === '"') return { text, end: i };
    if (char === '\\' && '"\\$`'.includes(line.charAt(i + 1))) {
      i += 1;
      text += line.charAt(i);
    } else {
      text += char;
    }
  }
  return null;
}

/** What a character may stand in: bare, in single or in double quotes. */
const WAYS = { bare: 1, single: 2, double: 4 };

/**
 * Runs of characters, each in the plainest way that suits all of it. A backslash never stands in single quotes (fish
 * would read it), `$`, a backquote and `!` never in double ones, and `^` only first in single ones (bash would replace
 * an earlier command).
 */
function quoted(word: string): string {
  if (word === '') return "''";
  let text = '';
  for (let rest = word; rest !== ''; ) {
    const { run, ways } = nextRun(rest);
    text += written(run, ways);
    rest = rest.slice(run.length);
  }
  return text;
}

function nextRun(text: string): { run: string; ways: number } {
  const startsCaret = text.startsWith('^');
  let ways = startsCaret ? WAYS.single : WAYS.bare | WAYS.single | WAYS.double;
  let end = startsCaret ? 1 : 0;
  for (; end < text.length; end += 1) {
    const left = ways & waysOf(text.charAt(end));
    if (left === 0) break;
    ways = left;
  }
  return { run: text.slice(0, end), ways };
}

function waysOf(char: string): number {
  if (/[A-Za-z0-9+\-./:@\]_]/.test(char)) return WAYS.bare | WAYS.single | WAYS.double;
  switch (char) {
    case '^':
      return 0;
    case "'":
    case '\\':
      return WAYS.double;
    case '$':
    case '`':
    case '!':
      return WAYS.single;
    default:
      return WAYS.single | WAYS.double;
  }
}

function written(run: string, ways: number): string {
  if (ways & WAYS.bare) return run;
  if (ways & WAYS.single) return `'${run}'`;
  return `"${run.replace(/["\\]/g, '\\$&')}"`;
}
