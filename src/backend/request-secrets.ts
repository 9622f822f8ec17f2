// Takes secrets out of what is remembered of a request: credentials in headers, tokens and codes in queries and bodies.

import type { RequestBody } from './request-body.js';

const REDACTED = '<redacted>';

const SECRET_HEADERS = new Set(['authorization', 'proxy-authorization', 'cookie', 'x-api-key', 'api-key']);

/** Replaces credentials, keeping the scheme: `Bearer <redacted>`. */
export function redactHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      SECRET_HEADERS.has(name) ? redacted(value) : name === 'referer' ? withoutSecretQuery(value) : value,
    ]),
  );
}

function redacted(value: string): string {
  const scheme = /^([A-Za-z][\w-]*) \S/.exec(value)?.[1];
  return scheme === undefined ? REDACTED : `${scheme} ${REDACTED}`;
}

const SECRET_FIELDS = new Set([
  'access_token',
  'authorization_code',
  'code',
  'code_verifier',
  'device_auth_id',
  'id_token',
  'refresh_token',
  'state',
  'subject_token',
  'ticket',
  'token',
  'user_code',
]);

/** The address with secret parameters replaced. */
export function withoutSecretQuery(address: string): string {
  return address.replace(/([?&])([^=&#]+)=([^&#]*)/g, (whole, before: string, name: string) =>
    SECRET_FIELDS.has(decoded(name)) ? `${before}${name}=${REDACTED}` : whole,
  );
}

function decoded(name: string): string {
  return [...new URLSearchParams(name).keys()][0] ?? name;
}

/** Whether requests to this path carry tokens or codes. Elsewhere the same words mean other things. */
function isIssuerPath(path: string): boolean {
  return /^\/(?:oauth|api\/accounts\/deviceauth|codex\/device)(?:\/|$)/.test(path);
}

/** What a recorded request keeps of a body: its JSON, or its text; forms and secrets of the issuer's routes apart. */
export function recordedBody(
  path: string,
  { json, text }: RequestBody,
  contentType: string | undefined,
): unknown {
  if (!isIssuerPath(path)) return json ?? (text === '' ? undefined : text);
  const isForm = contentType?.startsWith('application/x-www-form-urlencoded') === true;
  const members = isForm ? Object.fromEntries(new URLSearchParams(text)) : json;
  if (typeof members === 'object' && members !== null)
    return Object.fromEntries(
      Object.entries(members).map(([name, value]) => [name, SECRET_FIELDS.has(name) ? REDACTED : value]),
    );
  return text === '' ? undefined : REDACTED;
}
