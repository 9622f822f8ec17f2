// Does a request meet a condition? Pure: facts in, verdict out.

import type { CheckedCondition } from './checked-script.js';
import type { ModelRequest } from './model-request.js';

/** The verdict, with the match of a regular expression when the condition has one. */
export type Verdict =
  | { readonly isMet: false }
  | { readonly isMet: true; readonly match: RegExpExecArray | undefined };

const NO: Verdict = { isMet: false };

export function verdict(condition: CheckedCondition | undefined, request: ModelRequest): Verdict {
  if (condition === undefined) return { isMet: true, match: undefined };
  const { text, model, kind, toolOutput, request: number, outputSchema, header, matches } = condition;
  if (text !== undefined && !contains(request.userText, text)) return NO;
  if (model !== undefined && request.model !== model) return NO;
  if (kind !== undefined && request.kind !== kind) return NO;
  if (number !== undefined && request.number !== number) return NO;
  if (outputSchema !== undefined && (request.outputSchema !== undefined) !== outputSchema) return NO;
  if (toolOutput !== undefined && !bringsOutput(request, toolOutput)) return NO;
  for (const [name, wanted] of Object.entries(header ?? {})) {
    if (!hasHeader(request.headers[name.toLowerCase()], wanted)) return NO;
  }
  if (matches === undefined) return { isMet: true, match: undefined };
  const match = matches.exec(request.userText);
  return match === null ? NO : { isMet: true, match };
}

function contains(text: string, part: string): boolean {
  return text.toLowerCase().includes(part.toLowerCase());
}

function bringsOutput({ toolOutputs }: ModelRequest, wanted: string | boolean): boolean {
  if (typeof wanted === 'boolean') return toolOutputs.length > 0 === wanted;
  return toolOutputs.some(({ callId }) => callId === wanted);
}

function hasHeader(value: string | undefined, wanted: string | boolean): boolean {
  if (typeof wanted === 'boolean') return (value !== undefined) === wanted;
  return value !== undefined && contains(value, wanted);
}
