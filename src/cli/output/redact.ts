// Keeps secrets out of everything that is printed: tokens, keys and codes by the name of their member, by
// their form, and by value where the CLI itself was given one.

const HIDDEN = '[redacted]';

/** Names of members whose text is secret, in lower case without `_` and `-`. */
const SECRET_NAMES = new Set([
  'accesstoken',
  'refreshtoken',
  'idtoken',
  'authtoken',
  'bearertoken',
  'token',
  'apikey',
  'openaiapikey',
  'authorization',
  'authorizationcode',
  'codeverifier',
  'devicecode',
  'deviceauthid',
  'usercode',
  'clientsecret',
  'secret',
  'password',
  'cookie',
  'setcookie',
]);

const MAY_HOLD_NAME = /token|key|authorization|code|device|secret|password|cookie/i;
const JWT = /\beyJ[\w-]{4,}\.[\w-]{4,}\.[\w-]*/g;
const API_KEY = /\bsk-[\w-]{12,}/g;
const BEARER = /\b(bearer)\s+[\w.~+/=-]{6,}/gi;
const QUERY =
  /([?&](?:code|access_token|id_token|refresh_token|token|client_secret|code_verifier)=)[^&\s"'#]+/gi;

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
      .replace(QUERY, `$1${HIDDEN}`);
  }

  /** A copy of a JSON value without its secrets; the value itself when `json`, its text, shows that it holds none. */
  value(value: unknown, json?: string): unknown {
    if (json !== undefined && !MAY_HOLD_NAME.test(json) && this.text(json) === json) return value;
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

function isSecretName(name: string): boolean {
  return SECRET_NAMES.has(name.toLowerCase().replaceAll(/[-_]/g, ''));
}
