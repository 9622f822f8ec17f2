// Text frame ⇄ message. Decoding classifies the way the real server does: what it would drop without
// a reply is `malformed`, a request whose id is no string or 64-bit integer counts as a notification.

import { findTopLevelId } from './id-scanner.js';
import type { ErrorObject, Malformed, Message, RequestId, TraceContext } from './message.js';

/** Turns one frame into a message. Never throws. */
export function decode(text: string): Message | Malformed {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return malformed(text.trim() === '' ? 'the frame is blank' : 'the frame is not one JSON document');
  }
  if (typeof value !== 'object' || value === null) return malformed('the frame is not a JSON object');
  if (Array.isArray(value))
    return malformed('the frame is an array, and batches are not part of the protocol');
  // JSON.parse gave a plain object, so every member may be asked for by name.
  const raw = value as Record<string, unknown>;
  const id = exactId(raw.id, text);
  if (typeof raw.method === 'string') return decodeCall(raw.method, id, raw);
  if (id === undefined) return malformed('the frame has neither a method nor a usable id');
  if (Object.hasOwn(raw, 'result')) return { kind: 'success', id, result: raw.result };
  if (isErrorObject(raw.error)) return { kind: 'failure', id, error: raw.error };
  return malformed('the frame has an id but no method, no result and no error with code and message');
}

function decodeCall(
  method: string,
  id: RequestId | undefined,
  raw: Record<string, unknown>,
): Message | Malformed {
  if (id === undefined) {
    return typeof raw.emittedAtMs === 'number'
      ? { kind: 'notification', method, params: raw.params, emittedAtMs: raw.emittedAtMs }
      : { kind: 'notification', method, params: raw.params };
  }
  const trace = raw.trace;
  if (trace === undefined || trace === null) return { kind: 'request', id, method, params: raw.params };
  if (!isTraceContext(trace)) return malformed('the trace of the request has a member of the wrong type');
  return { kind: 'request', id, method, params: raw.params, trace };
}

/** The id as it was written, or undefined where the protocol sees none. */
function exactId(parsed: unknown, text: string): RequestId | undefined {
  if (typeof parsed === 'string') return parsed;
  if (typeof parsed !== 'number') return undefined;
  return findTopLevelId(text, parsed);
}

function isErrorObject(value: unknown): value is ErrorObject {
  if (typeof value !== 'object' || value === null) return false;
  const { code, message } = value as Partial<ErrorObject>; // members are checked on the next line
  return Number.isInteger(code) && typeof message === 'string';
}

function isTraceContext(value: unknown): value is TraceContext {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const { traceparent, tracestate } = value as Record<string, unknown>; // members are checked below
  return isOptionalText(traceparent) && isOptionalText(tracestate);
}

function isOptionalText(value: unknown): boolean {
  return value === undefined || value === null || typeof value === 'string';
}

function malformed(reason: string): Malformed {
  return { kind: 'malformed', reason };
}

/** `params` and `trace` are left out when undefined. */
export function encodeRequest(id: RequestId, method: string, params?: unknown, trace?: TraceContext): string {
  const tail = trace === undefined ? '' : `,"trace":${JSON.stringify(trace)}`;
  return `{"id":${encodeId(id)},"method":${JSON.stringify(method)}${encodeParams(params)}${tail}}`;
}

/** The text may be sent to any number of connections; `emittedAtMs` is left out when undefined. */
export function encodeNotification(method: string, params?: unknown, emittedAtMs?: number): string {
  const tail = emittedAtMs === undefined ? '' : `,"emittedAtMs":${emittedAtMs}`;
  return `{"method":${JSON.stringify(method)}${encodeParams(params)}${tail}}`;
}

/** Adds the time of emission to a notification that was encoded without it. */
export function withEmittedAt(notification: string, emittedAtMs: number): string {
  return `${notification.slice(0, -1)},"emittedAtMs":${emittedAtMs}}`;
}

/** Adds a trace context to a request that was encoded without one. */
export function withTrace(request: string, trace: TraceContext): string {
  return `${request.slice(0, request.lastIndexOf('}'))},"trace":${JSON.stringify(trace)}}`;
}

/** A result of `undefined` is written as null: a success always has the member. */
export function encodeSuccess(id: RequestId, result: unknown): string {
  return `{"id":${encodeId(id)},"result":${JSON.stringify(result) ?? 'null'}}`;
}

/** Like `encodeSuccess`, with a result that is already JSON text. */
export function encodeSuccessText(id: RequestId, resultJson: string): string {
  return `{"id":${encodeId(id)},"result":${resultJson}}`;
}

/** The error stands before the id, as the real server writes it. */
export function encodeFailure(id: RequestId, error: ErrorObject): string {
  return `{"error":${JSON.stringify(error)},"id":${encodeId(id)}}`;
}

function encodeId(id: RequestId): string {
  return typeof id === 'string' ? JSON.stringify(id) : String(id);
}

function encodeParams(params: unknown): string {
  return params === undefined ? '' : `,"params":${JSON.stringify(params)}`;
}
