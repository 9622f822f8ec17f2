// Takes out of a frame what must not be kept: secrets, e-mail addresses, the home folder, and on request every
// path. It works on the text, so that everything else stays as it was on the wire, and puts the same stand-in for
// the same value throughout one recording.

import { homedir } from 'node:os';
import {
  API_KEY,
  BEARER,
  isSecretName,
  JWT,
  MAY_HOLD_SECRET,
  SECRET_NAME_PATTERN,
  SECRET_QUERY,
} from '../util/secret-names.js';

export interface RedactOptions {
  /** Tokens, keys, passwords, codes; true by default. */
  readonly secrets?: boolean;
  /** True by default. */
  readonly emails?: boolean;
  /** True by default: the home folder of whoever records, and folders that look like one. */
  readonly home?: boolean;
  /** Every absolute path, segment by segment; false by default. */
  readonly paths?: boolean;
  /** Home folders besides this process's own. */
  readonly homes?: readonly string[];
}

const HIDDEN = '[redacted]';

const MEMBER = new RegExp(
  `("(?:${SECRET_NAME_PATTERN}|[\\w-]+[_-](?:token|api[_-]?key|secret|access[_-]?key|password))"\\s*:\\s*)"(?:[^"\\\\]|\\\\.)+"`,
  'gi',
);
/** The same inside of JSON that is itself text: its quotes are escaped. */
const INNER_MEMBER = new RegExp(`((\\\\+)"(?:${SECRET_NAME_PATTERN})\\2"\\s*:\\s*\\2)".*?(\\2")`, 'gi');
const ASSIGNMENT = /\b([A-Z][A-Z0-9_]*(?:TOKEN|API_KEY|SECRET|PASSWORD)=)[^\s"'\\&;]+/g;
const EMAIL = /(?<!\\)\b(?!git@)[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.[A-Za-z]{2,}\b/g;
const SOME_HOME = /(\/home|\/Users)\/(?!user\b)[\w.-]+/g;
const SOME_WINDOWS_HOME = /([A-Za-z]:(\\+|\/)Users\2)(?!user\b)[\w.-]+/g;
const POSIX_PATH = /(?<=^|[\s"'=:(,[>])\/(?:[\w.@+~-]+\/)*[\w.@+~-]+/g;
const WINDOWS_PATH = /\b([A-Za-z]:)((?:\\+[\w.@+~-]+)+)/g;
/** Parts of paths that tell nothing about anybody. */
const PLAIN = new Set(['', 'home', 'Users', 'user', 'tmp', 'usr', 'bin', 'etc', 'var', 'opt', 'dev', 'lib']);

/** One per recording: its stand-ins are numbered in the order they are needed. */
export class RecordingRedactor {
  readonly #options: RedactOptions;
  readonly #homes: readonly { readonly path: string; readonly pattern: RegExp }[];
  readonly #emails = new Map<string, string>();
  readonly #segments = new Map<string, string>();

  constructor(options: RedactOptions = {}) {
    this.#options = options;
    this.#homes = [homedir(), ...(options.homes ?? [])]
      .filter((home) => home.length > 2)
      .map((path) => ({ path, pattern: homePattern(path) }));
  }

  get note(): { secrets: boolean; emails: boolean; home: boolean; paths: boolean } {
    const { secrets = true, emails = true, home = true, paths = false } = this.#options;
    return { secrets, emails, home, paths };
  }

  /** JSON text without what must go. The result is JSON again. */
  frame(json: string): string {
    const clean = this.text(json);
    if (clean === json || isJson(clean)) return clean;
    return JSON.stringify(this.#value(JSON.parse(json)));
  }

  /** Any other text. */
  text(text: string): string {
    const { secrets, emails, home, paths } = this.note;
    let clean = text;
    if (secrets && MAY_HOLD_SECRET.test(clean)) clean = withoutSecrets(clean);
    if (emails && clean.includes('@')) clean = clean.replace(EMAIL, (email) => this.#email(email));
    if (home) clean = this.#withoutHomes(clean);
    if (paths) clean = this.#withoutPaths(clean);
    return clean;
  }

  #withoutHomes(text: string): string {
    let clean = text;
    for (const { path, pattern } of this.#homes)
      if (path.includes('\\') || clean.includes(path)) clean = clean.replace(pattern, '/home/user');
    if (clean.includes('/home/') || clean.includes('/Users/')) clean = clean.replace(SOME_HOME, '$1/user');
    return clean.includes('Users') ? clean.replace(SOME_WINDOWS_HOME, '$1user') : clean;
  }

  #withoutPaths(text: string): string {
    return text
      .replace(POSIX_PATH, (path) =>
        path
          .split('/')
          .map((part) => this.#segment(part))
          .join('/'),
      )
      .replace(WINDOWS_PATH, (_whole, drive: string, rest: string) => {
        return drive + rest.replace(/[^\\]+/g, (part) => this.#segment(part));
      });
  }

  #email(email: string): string {
    if (email.endsWith('@example.invalid')) return email;
    return standIn(this.#emails, email, (count) => `person-${count}@example.invalid`);
  }

  /** The end of a name says what kind of file it is, and stays. */
  #segment(part: string): string {
    if (PLAIN.has(part) || /^p\d+(\.\w+)?$/.test(part)) return part;
    const ending = /\.[A-Za-z]{1,5}$/.exec(part)?.[0] ?? '';
    return standIn(this.#segments, part, (count) => `p${count}${ending}`);
  }

  #value(value: unknown): unknown {
    if (typeof value === 'string') return this.text(value);
    if (Array.isArray(value)) return value.map((one) => this.#value(one));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, inner]) => [
        name,
        typeof inner === 'string' && isSecretName(name) ? HIDDEN : this.#value(inner),
      ]),
    );
  }
}

function withoutSecrets(text: string): string {
  return text
    .replace(MEMBER, `$1"${HIDDEN}"`)
    .replace(INNER_MEMBER, `$1"${HIDDEN}$3`)
    .replace(JWT, HIDDEN)
    .replace(API_KEY, HIDDEN)
    .replace(BEARER, `$1 ${HIDDEN}`)
    .replace(SECRET_QUERY, `$1${HIDDEN}`)
    .replace(ASSIGNMENT, `$1${HIDDEN}`);
}

/** Also with its backslashes doubled, as JSON writes them. */
function homePattern(home: string): RegExp {
  const escaped = home.replaceAll(/[.*+?^${}()|[\]]/g, '\\$&').replaceAll('\\\\', '\\\\+');
  return new RegExp(`${escaped}(?![\\w.-])`, 'g');
}

function standIn(known: Map<string, string>, value: string, make: (count: number) => string): string {
  const found = known.get(value);
  if (found !== undefined) return found;
  const made = make(known.size + 1);
  known.set(value, made);
  return made;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
