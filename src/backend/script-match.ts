// Does a request or a login meet a condition? Pure: facts in, verdict out.

import type { CheckedCondition } from './checked-script.js';
import type { LoginCondition } from './login-script.js';
import type { ModelRequest } from './model-request.js';

/** The verdict, with the match of a regular expression when the condition has one. */
export type Verdict =
  | { readonly isMet: false }
  | { readonly isMet: true; readonly match: RegExpExecArray | undefined };

const NO: Verdict = { isMet: false };

export function verdict(condition: CheckedCondition | undefined, request: ModelRequest): Verdict {
  if (condition === undefined) return { isMet: true, match: undefined };
  const { text, model, kind, agent, toolOutput, outputMatches, outputSchema, header, matches } = condition;
  const { request: number } = condition;
  if (text !== undefined && !contains(request.userText, text)) return NO;
  if (model !== undefined && request.model !== model) return NO;
  if (kind !== undefined && request.kind !== kind) return NO;
  if (agent !== undefined && request.agent !== agent) return NO;
  if (number !== undefined && request.number !== number) return NO;
  if (outputSchema !== undefined && (request.outputSchema !== undefined) !== outputSchema) return NO;
  if (toolOutput !== undefined && !bringsOutput(request, toolOutput)) return NO;
  const ofOutput = outputMatches && firstMatch(outputMatches, request);
  if (ofOutput === null) return NO;
  if (!haveHeaders(request.headers, header)) return NO;
  if (matches === undefined) return { isMet: true, match: ofOutput };
  const match = matches.exec(request.userText);
  return match === null ? NO : { isMet: true, match };
}

function firstMatch(pattern: RegExp, { toolOutputs }: ModelRequest): RegExpExecArray | null {
  for (const { text } of toolOutputs) {
    const match = pattern.exec(text);
    if (match !== null) return match;
  }
  return null;
}

/** What is known when a login starts. */
export interface LoginFacts {
  readonly flow: 'device' | 'browser';
  readonly clientId: string;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
}

export function isForLogin(condition: LoginCondition | undefined, facts: LoginFacts): boolean {
  const { flow = facts.flow, clientId = facts.clientId, header } = condition ?? {};
  return flow === facts.flow && clientId === facts.clientId && haveHeaders(facts.headers, header);
}

function contains(text: string, part: string): boolean {
  return text.toLowerCase().includes(part.toLowerCase());
}

function bringsOutput({ toolOutputs }: ModelRequest, wanted: string | boolean): boolean {
  if (typeof wanted === 'boolean') return toolOutputs.length > 0 === wanted;
  const start = wanted.endsWith('*') ? wanted.slice(0, -1) : undefined;
  return toolOutputs.some(({ callId }) =>
    start === undefined ? callId === wanted : callId.startsWith(start),
  );
}

function haveHeaders(
  headers: Readonly<Record<string, string>>,
  wanted: Readonly<Record<string, string | boolean>> = {},
): boolean {
  return Object.entries(wanted).every(([name, value]) => hasHeader(headers[name.toLowerCase()], value));
}

function hasHeader(value: string | undefined, wanted: string | boolean): boolean {
  if (typeof wanted === 'boolean') return (value !== undefined) === wanted;
  return value !== undefined && contains(value, wanted);
}
