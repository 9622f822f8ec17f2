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

function quoted(word: string): string {
  if (word === '') return "''";
  if (/^[A-Za-z0-9+\-./:@\]_]+$/.test(word)) return word;
  if (!word.includes("'")) return `'${word}'`;
  return `"${word.replace(/["\\$`]/g, '\\$&')}"`;
}
