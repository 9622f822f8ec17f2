// Whole HTTP answers after checking: built from what a script says of an error or of any other answer.

import type { HttpAnswer, HttpError } from './script-answers.js';

export interface PlainAnswer extends Required<Pick<HttpAnswer, 'status' | 'contentType'>> {
  readonly kind: 'plain';
  /** A text as it is, anything else as JSON; `undefined` is an empty body. */
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string>>;
}

/** The connection closes without an answer. */
export interface Disconnect {
  readonly kind: 'disconnect';
}

export function errorAnswer(error: HttpError): PlainAnswer {
  const { status = 500, type, code, message = 'The script asked for this error.', extra } = error;
  const body = error.body ?? {
    error: { message, type: type ?? 'server_error', param: null, code: code ?? null, ...extra },
  };
  const headers: Record<string, string> =
    error.retryAfter === undefined ? {} : { 'retry-after': String(error.retryAfter) };
  return { ...plainAnswer({ status, body }), headers };
}

export function plainAnswer({ status = 200, contentType, body }: HttpAnswer): PlainAnswer {
  const isText = typeof body === 'string' || body === undefined;
  const defaultType = isText ? 'text/plain; charset=utf-8' : 'application/json';
  return { kind: 'plain', status, contentType: contentType ?? defaultType, body, headers: {} };
}
