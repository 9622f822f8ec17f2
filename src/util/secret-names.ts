// Names of members whose text is secret wherever they appear, and the looks of secrets that have no name. One
// list for everything that is printed or recorded.

const NAMES = [
  'access_token',
  'refresh_token',
  'id_token',
  'auth_token',
  'bearer_token',
  'token',
  'api_key',
  'openai_api_key',
  'authorization',
  'authorization_code',
  'code_verifier',
  'device_code',
  'device_auth_id',
  'user_code',
  'client_secret',
  'secret',
  'password',
  'cookie',
  'set_cookie',
];

const known = new Set(NAMES.map((name) => name.replaceAll('_', '')));

/** In any spelling: `accessToken`, `access_token`, `Access-Token`. */
export function isSecretName(name: string): boolean {
  return known.has(name.toLowerCase().replaceAll(/[-_]/g, ''));
}

/** The same names as alternatives of a regular expression without regard to case. */
export const SECRET_NAME_PATTERN = NAMES.map((name) => name.replaceAll('_', '[_-]?')).join('|');

export const JWT = /\beyJ[\w-]{4,}\.[\w-]{4,}\.[\w-]*/g;
export const API_KEY = /\bsk-[\w-]{12,}/g;
export const BEARER = /\b(bearer)\s+[\w.~+/=-]{6,}/gi;
export const SECRET_QUERY =
  /([?&](?:code|access_token|id_token|refresh_token|token|client_secret|code_verifier)=)[^&\s"'#]+/gi;

/** True of every text in which something above is found, and of few others: a quick look before the thorough one. */
export const MAY_HOLD_SECRET = /token|key|secret|password|authorization|bearer|cookie|code|device|eyJ|sk-/i;
