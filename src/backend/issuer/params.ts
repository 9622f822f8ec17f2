// Parameters of a request, whether they come as a form or as JSON; and OAuth's way of refusing.

import type { RequestEnd } from '../request-log.js';
import { type Exchange, send } from '../route.js';

/** The members of a JSON object that are texts, or the fields of a form. */
export function paramsOf({ json, text, headers }: Exchange): URLSearchParams {
  if (headers['content-type']?.startsWith('application/x-www-form-urlencoded'))
    return new URLSearchParams(text);
  if (typeof json !== 'object' || json === null) return new URLSearchParams();
  const fields = Object.entries(json).flatMap<[string, string]>(([name, value]) =>
    typeof value === 'string' ? [[name, value]] : [],
  );
  return new URLSearchParams(fields);
}

const NOT_KEPT = { 'cache-control': 'no-store', pragma: 'no-cache' };

/** Tokens and codes, never to be cached. */
export function sendSecret({ response }: Exchange, value: unknown, status = 200): RequestEnd {
  return send(response, status, 'application/json', JSON.stringify(value), NOT_KEPT);
}

/** A refusal in the words of RFC 6749. */
export function refuseOAuth(
  exchange: Exchange,
  status: number,
  error: string,
  description: string,
): RequestEnd {
  return sendSecret(exchange, { error, error_description: description }, status);
}
