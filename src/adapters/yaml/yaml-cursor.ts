// A position in a YAML text, and what can be seen from there.

interface Place {
  readonly line: number;
  readonly column: number;
}

/** What is wrong with a YAML text; the message is libyaml's. */
export class YamlProblem extends Error {
  /** Where reading stopped, from 1. */
  readonly line: number;

  constructor(message: string, line: number) {
    super(message);
    this.name = 'YamlProblem';
    this.line = line;
  }
}

export class YamlCursor {
  readonly text: string;
  /** What the text has given a name so far. */
  readonly anchors = new Map<string, unknown>();
  #at = 0;

  constructor(text: string) {
    this.text = text.replaceAll('\r\n', '\n').replaceAll('\r', '\n');
  }

  get at(): number {
    return this.#at;
  }

  get char(): string {
    return this.text[this.#at] ?? '';
  }

  get isAtEnd(): boolean {
    return this.#at >= this.text.length;
  }

  /** From 0. */
  get column(): number {
    return this.#at - (this.text.lastIndexOf('\n', this.#at - 1) + 1);
  }

  get place(): Place {
    const line = this.text.slice(0, this.#at).split('\n').length;
    return { line, column: this.column + 1 };
  }

  /** libyaml ends a text with a line of its own, unless it is inside quotes. */
  get #seen(): Place {
    return this.isAtEnd && this.column > 0 ? { line: this.place.line + 1, column: 1 } : this.place;
  }

  /** Nothing but a comment until the line ends. */
  get isAtLineEnd(): boolean {
    return this.isAtEnd || this.char === '\n' || this.char === '#';
  }

  get isAtDash(): boolean {
    return this.char === '-' && /^\s?$/.test(this.text[this.#at + 1] ?? '');
  }

  /** `---` or `...` alone at the start of a line. */
  get isAtMarker(): boolean {
    return this.column === 0 && /^(---|\.\.\.)(\s|$)/.test(this.text.slice(this.#at, this.#at + 4));
  }

  startsWith(word: string): boolean {
    return this.text.startsWith(word, this.#at);
  }

  /** Whether a key and its colon stand here. */
  startsKey(): boolean {
    if (this.char === '"' || this.char === "'") {
      return /^("(?:[^"\\\n]|\\.)*"|'(?:[^'\n]|'')*')[ \t]*:(?=\s|$)/.test(this.text.slice(this.#at));
    }
    if (/[[{|>*&!%@`#]/.test(this.char)) return false;
    const end = plainEnd(this, false);
    return end > this.#at && this.text[end] === ':';
  }

  advance(count: number): void {
    this.#at += count;
  }

  /** The text up to `end`, where the cursor then stands. */
  take(end: number): string {
    const taken = this.text.slice(this.#at, end);
    this.#at = end;
    return taken;
  }

  skipSpaces(): void {
    while (this.char === ' ' || this.char === '\t') this.#at += 1;
  }

  toLineEnd(): void {
    const end = this.text.indexOf('\n', this.#at);
    this.#at = end === -1 ? this.text.length : end;
  }

  /** Past spaces, line ends and comments. */
  skipBlanks(): void {
    for (;;) {
      while (/\s/.test(this.char)) this.#at += 1;
      if (this.char !== '#') return;
      this.toLineEnd();
    }
  }

  /** To the first character that says something, here or on a line below. */
  toNextContent(): void {
    this.skipBlanks();
  }

  /** `context`: what was being read, and where that began. */
  problem(said: string, context?: { what: string; at?: Place; isQuoted?: boolean }): YamlProblem {
    const where = ({ line, column }: Place): string => `at line ${line} column ${column}`;
    const tail = context === undefined ? '' : `, ${context.what}`;
    const origin = context?.at === undefined ? '' : ` ${where(context.at)}`;
    const seen = context?.isQuoted ? this.place : this.#seen;
    return new YamlProblem(`${said} ${where(seen)}${tail}${origin}`, seen.line);
  }
}

/** Where the plain text that starts at the cursor ends on its line: at a `: `, a ` #` or the line's end. */
export function plainEnd(cursor: YamlCursor, inFlow: boolean): number {
  const { text } = cursor;
  let end = cursor.at;
  for (; end < text.length; end += 1) {
    const char = text[end] ?? '';
    if (char === '\n') break;
    if (char === ':' && /^[\s]?$/.test(text[end + 1] ?? '')) break;
    if (inFlow && (/[,[\]{}]/.test(char) || (char === ':' && /[,[\]{}]/.test(text[end + 1] ?? '')))) break;
    if (char === '#' && /\s/.test(text[end - 1] ?? '')) break;
  }
  return end;
}
