// Keeps secrets out of everything that is printed: tokens, keys and codes by the name of their member, by
// their form, and by value where the CLI itself was given one.

import {
  API_KEY,
  BEARER,
  isSecretName,
  JWT,
  MAY_HOLD_SECRET,
  SECRET_QUERY,
} from '../../util/secret-names.js';

const HIDDEN = '[redacted]';

export class Redactor {
  readonly #known: string[] = [];

  /** Hides this very text from now on, wherever it appears. */
  learn(secret: string): void {
    if (secret.length >= 4) this.#known.push(secret);
  }

  text(text: string): string {
    let clean = text;
    for (const secret of this.#known) clean = clean.replaceAll(secret, HIDDEN);
    return clean
      .replace(JWT, HIDDEN)
      .replace(API_KEY, HIDDEN)
      .replace(BEARER, `$1 ${HIDDEN}`)
      .replace(SECRET_QUERY, `$1${HIDDEN}`);
  }

  /** A copy of a JSON value without its secrets; the value itself when `json`, its text, shows that it holds none. */
  value(value: unknown, json?: string): unknown {
    if (json !== undefined && !MAY_HOLD_SECRET.test(json) && this.text(json) === json) return value;
    return this.#copy(value);
  }

  #copy(value: unknown): unknown {
    if (typeof value === 'string') return this.text(value);
    if (Array.isArray(value)) return value.map((entry) => this.#copy(entry));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, entry]) => [
        name,
        typeof entry === 'string' && entry !== '' && isSecretName(name) ? HIDDEN : this.#copy(entry),
      ]),
    );
  }
}
