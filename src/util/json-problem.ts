// What is wrong with a text that is no JSON, and where: the wording and the places of the real servers' reader, which
// models and people are shown. The engine's own words differ from release to release.

const WHITESPACE = new Set([' ', '\t', '\n', '\r']);
const WORDS: ReadonlyMap<string, string> = new Map([
  ['t', 'true'],
  ['f', 'false'],
  ['n', 'null'],
]);
const ESCAPES = new Set(['"', '\\', '/', 'b', 'f', 'n', 'r', 't']);

class JsonProblem extends Error {}

/** Such as ``expected `:` at line 1 column 5``; null where the text is JSON. Columns count bytes. */
export function jsonProblem(text: string): string | null {
  try {
    new Scan(text).whole();
    return null;
  } catch (thrown) {
    if (!(thrown instanceof JsonProblem)) throw thrown;
    return thrown.message;
  }
}

class Scan {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  whole(): void {
    this.#value();
    if (this.#next() !== undefined) this.#failAhead('trailing characters');
  }

  #value(): void {
    const first = this.#next();
    if (first === undefined) this.#failAhead('EOF while parsing a value');
    const word = WORDS.get(first);
    if (first === '{') this.#object();
    else if (first === '[') this.#list();
    else if (first === '"') this.#string();
    else if (word !== undefined) this.#word(word);
    else if (first === '-' || isDigit(first)) this.#number();
    else this.#failAhead('expected value');
  }

  #object(): void {
    this.#at += 1;
    for (let isFirst = true; ; isFirst = false) {
      let ahead = this.#next();
      if (ahead === undefined) this.#failAhead('EOF while parsing an object');
      if (ahead === '}') break;
      if (!isFirst) {
        if (ahead !== ',') this.#failAhead('expected `,` or `}`');
        this.#at += 1;
        ahead = this.#next();
        if (ahead === undefined) this.#failAhead('EOF while parsing a value');
        if (ahead === '}') this.#failAhead('trailing comma');
      }
      if (ahead !== '"') this.#failAhead('key must be a string');
      this.#string();
      const colon = this.#next();
      if (colon === undefined) this.#failAhead('EOF while parsing an object');
      if (colon !== ':') this.#failAhead('expected `:`');
      this.#at += 1;
      this.#value();
    }
    this.#at += 1;
  }

  #list(): void {
    this.#at += 1;
    for (let isFirst = true; ; isFirst = false) {
      const ahead = this.#next();
      if (ahead === undefined) this.#failAhead('EOF while parsing a list');
      if (ahead === ']') break;
      if (!isFirst) {
        if (ahead !== ',') this.#failAhead('expected `,` or `]`');
        this.#at += 1;
        if (this.#next() === ']') this.#failAhead('trailing comma');
      }
      this.#value();
    }
    this.#at += 1;
  }

  #string(): void {
    this.#at += 1;
    for (let one = this.#take(); one !== '"'; one = this.#take()) {
      if (one === undefined) this.#fail('EOF while parsing a string');
      if (one < ' ') this.#fail('control character (\\u0000-\\u001F) found while parsing a string');
      if (one === '\\') this.#escape();
    }
  }

  #escape(): void {
    const kind = this.#take();
    if (kind === undefined) this.#fail('EOF while parsing a string');
    if (kind !== 'u') {
      if (!ESCAPES.has(kind)) this.#fail('invalid escape');
      return;
    }
    const digits = this.#text.slice(this.#at, this.#at + 4);
    this.#at += digits.length;
    if (digits.length < 4) this.#fail('EOF while parsing a string');
    if (!/^[\da-f]{4}$/i.test(digits)) this.#fail('invalid escape');
  }

  #word(word: string): void {
    for (const wanted of word) {
      const one = this.#take();
      if (one === undefined) this.#fail('EOF while parsing a value');
      if (one !== wanted) this.#fail('expected ident');
    }
  }

  #number(): void {
    this.#skipOneOf('-');
    const first = this.#take();
    if (first === undefined) this.#fail('EOF while parsing a value');
    if (!isDigit(first)) this.#fail('invalid number');
    if (first !== '0') this.#digits();
    else if (isDigit(this.#ahead)) this.#failAhead('invalid number');
    if (this.#skipOneOf('.')) {
      if (this.#ahead === undefined) this.#failAhead('EOF while parsing a value');
      if (!isDigit(this.#ahead)) this.#failAhead('invalid number');
      this.#digits();
    }
    if (!this.#skipOneOf('eE')) return;
    this.#skipOneOf('+-');
    const digit = this.#take();
    if (digit === undefined) this.#fail('EOF while parsing a value');
    if (!isDigit(digit)) this.#fail('invalid number');
    this.#digits();
  }

  #digits(): void {
    while (isDigit(this.#ahead)) this.#at += 1;
  }

  #skipOneOf(ones: string): boolean {
    const ahead = this.#ahead;
    if (ahead === undefined || !ones.includes(ahead)) return false;
    this.#at += 1;
    return true;
  }

  get #ahead(): string | undefined {
    return this.#text[this.#at];
  }

  /** The character ahead, past blanks. */
  #next(): string | undefined {
    while (WHITESPACE.has(this.#ahead ?? '')) this.#at += 1;
    return this.#ahead;
  }

  #take(): string | undefined {
    const one = this.#ahead;
    if (one !== undefined) this.#at += 1;
    return one;
  }

  /** The character ahead is wrong. */
  #failAhead(what: string): never {
    const width = Buffer.byteLength(this.#ahead ?? ' ');
    if (this.#at < this.#text.length) this.#at += 1;
    this.#fail(what, width - 1);
  }

  /** What was just taken is wrong; `unseen` bytes of it were not looked at. */
  #fail(what: string, unseen = 0): never {
    const lines = this.#text.slice(0, this.#at).split('\n');
    const column = Buffer.byteLength(lines.at(-1) ?? '') - unseen;
    throw new JsonProblem(`${what} at line ${lines.length} column ${column}`);
  }
}

function isDigit(one: string | undefined): boolean {
  return one !== undefined && one >= '0' && one <= '9';
}
