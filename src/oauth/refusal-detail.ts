// What a refusal of the token endpoint says, from whichever of the usual places it says it in.

import { textAt } from '../util/peek.js';
import type { IssuerAnswer } from './http.js';
import { parsedOrUndefined } from './json-object.js';
import { redactText } from './redact.js';

/** For people: a description, a message or a code, else the body itself; without what the request carried. */
export function refusalDetail({ body, secrets }: IssuerAnswer): string {
  const raw = body.trim();
  if (raw === '') return 'unknown error';
  const json = parsedOrUndefined(raw);
  const said = [
    textAt(json, 'error_description'),
    textAt(json, 'error', 'message'),
    textAt(json, 'error'),
    textAt(json, 'error', 'code'),
  ].find((text) => text !== undefined && text.trim() !== '');
  return redactText(said ?? raw, secrets);
}

/** For programs: the error code, in lower case; null when there is none. */
export function refusalCode({ body }: IssuerAnswer): string | null {
  const json = parsedOrUndefined(body);
  const code = textAt(json, 'error', 'code') ?? textAt(json, 'error') ?? textAt(json, 'code');
  return code?.toLowerCase() ?? null;
}
