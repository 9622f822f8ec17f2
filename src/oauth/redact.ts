// Keeps secrets out of what people and logs see: query values of URLs, tokens, and whatever a request carried.

import { canParseUrl } from '../util/url.js';

const REDACTED = '<redacted>';

const SECRET_PARAMETERS: ReadonlySet<string> = new Set([
  'access_token',
  'api_key',
  'client_secret',
  'code',
  'code_verifier',
  'id_token',
  'key',
  'refresh_token',
  'requested_token',
  'state',
  'subject_token',
  'token',
]);

/** The URL without user, password and fragment, and with the values of secret parameters blacked out. */
export function redactUrl(url: string): string {
  if (!canParseUrl(url)) return REDACTED;
  const parsed = new URL(url);
  const query = parsed.search.replace(/^\?/, '').split('&').map(redactPair).join('&');
  return `${parsed.protocol}//${parsed.host}${parsed.pathname}${query === '' ? '' : `?${query}`}`;
}

function redactPair(pair: string): string {
  const [name = '', ...value] = pair.split('=');
  return value.length > 0 && SECRET_PARAMETERS.has(nameOf(name)) ? `${name}=${REDACTED}` : pair;
}

function nameOf(encoded: string): string {
  try {
    return decodeURIComponent(encoded.replaceAll('+', ' ')).toLowerCase();
  } catch {
    return encoded.toLowerCase();
  }
}

/** Three base64url parts, the first of which begins like a JSON object. */
const JWT = /\beyJ[\w-]*\.[\w-]+\.[\w-]*/g;

/** Shorter values occur in ordinary text by chance. */
const SHORTEST_SECRET = 8;

/** `text` without JSON web tokens and without `secrets`, plain or percent-encoded. */
export function redactText(text: string, secrets: readonly string[] = []): string {
  let clean = text;
  // Longest first: one secret may be the beginning of another.
  for (const secret of [...secrets].sort((a, b) => b.length - a.length)) {
    if (secret.length < SHORTEST_SECRET) continue;
    clean = clean.replaceAll(secret, REDACTED).replaceAll(encodeURIComponent(secret), REDACTED);
  }
  return clean.replace(JWT, REDACTED);
}
