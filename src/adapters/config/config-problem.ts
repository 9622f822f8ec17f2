// What is wrong with a configuration, where, and in which of the real servers' three ways it is reported.

import { DomainError } from '../../domain/errors.js';

export type ConfigVersion = '0.118.0' | '0.169.0';

export interface TextRange {
  /** One-based; the end is inclusive. */
  readonly start: { readonly line: number; readonly column: number };
  readonly end: { readonly line: number; readonly column: number };
}

/**
 * `syntax`: a file is not TOML. `value`: a key has a value it cannot have. `reference`: something that is named
 * is not there.
 */
export type ConfigProblemKind = 'syntax' | 'value' | 'reference';

export class ConfigProblem extends Error {
  readonly kind: ConfigProblemKind;
  /** The file and the place in it; null for problems of no file. */
  readonly place: { readonly file: string; readonly range: TextRange } | null;
  /** Dotted path of the key, for `value`. */
  readonly key: string | null;

  constructor(
    kind: ConfigProblemKind,
    message: string,
    where: { place?: ConfigProblem['place']; key?: string } = {},
  ) {
    super(message);
    this.name = 'ConfigProblem';
    this.kind = kind;
    this.place = where.place ?? null;
    this.key = where.key ?? null;
  }

  /** The problem and where it is, as `configWarning` and failing threads tell it. */
  get details(): string {
    if (this.place) {
      const { line, column } = this.place.range.start;
      return `${this.place.file}:${line}:${column}: ${this.message}`;
    }
    return this.key === null ? this.message : `${this.message}\nin \`${this.key}\`\n`;
  }

  /** The problem as methods that read the configuration anew refuse with it. */
  get reloadFailure(): string {
    return `failed to reload config: ${this.details}`;
  }

  /** The problem as the list of model providers refuses with it. */
  get providersFailure(): string {
    return `failed to read providers: ${this.details}`;
  }

  /** The problem as the list of permission profiles refuses with it. */
  get profilesFailure(): string {
    const end = this.kind === 'value' ? '\n' : '';
    return `failed to resolve permission profiles: ${this.kind === 'syntax' ? this.details : this.message}${end}`;
  }

  /** The problem as config/read refuses with it. */
  get readFailure(): string {
    if (this.kind === 'syntax') return `failed to read configuration layers: ${this.details}`;
    if (this.kind === 'reference') return `failed to resolve feature override precedence: ${this.message}`;
    return `invalid configuration: ${this.message}\nin \`${this.key}\`\n`;
  }
}

/** A provider that is named and not there. */
export class UnknownProvider extends ConfigProblem {
  readonly provider: string;

  constructor(provider: string) {
    super('reference', `Model provider \`${provider}\` not found`);
    this.name = 'UnknownProvider';
    this.provider = provider;
  }
}

/** A demand that makes no sense, though the file is TOML: 0.169.0 does not start with it. */
export class DemandProblem extends ConfigProblem {
  constructor(message: string) {
    super('syntax', message);
    this.name = 'DemandProblem';
  }
}

/** A problem of a text's syntax with its line, in which what is wrong is underlined. */
export function quotedProblem(text: string, place: ConfigProblem['place'], message: string): string {
  if (place === null) return `${message}\n`;
  const { start, end } = place.range;
  const number = String(start.line);
  const margin = ' '.repeat(number.length);
  const marks = '^'.repeat(Math.max(1, end.column - start.column + 1));
  return [
    `TOML parse error at line ${number}, column ${start.column}`,
    `${margin} |`,
    `${number} | ${text.split('\n')[start.line - 1] ?? ''}`,
    `${margin} | ${' '.repeat(start.column - 1)}${marks}`,
    `${message}\n`,
  ].join('\n');
}

/** @throws anything that is no ConfigProblem */
export function asProblem(cause: unknown): ConfigProblem {
  if (cause instanceof ConfigProblem) return cause;
  throw cause;
}

/** The problem as what keeps a thread from being loaded. @throws anything that is no ConfigProblem */
export function asFailure(cause: unknown): DomainError {
  const problem = asProblem(cause);
  const unknownProvider = problem instanceof UnknownProvider ? problem.provider : null;
  return new DomainError({ code: 'configInvalid', message: problem.details, unknownProvider }, { cause });
}

/** What `read` gives, or `otherwise` while the configuration cannot be used. */
export function usableOr<T>(otherwise: (problem: ConfigProblem) => T, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    return otherwise(asProblem(cause));
  }
}

/** Asks again each time; what it was last where that is not usable, and null where it never was. */
export function lastUsable<T>(read: () => T): () => T | null {
  let last: T | null = null;
  return () => {
    last = usableOr(() => last, read);
    return last;
  };
}
