// Finds how the top-level `id` of a frame was written. JSON.parse has lost that: 9007199254740993
// comes out rounded, and 1.0 looks like 1 although the protocol takes only integers.

import type { RequestId } from './message.js';

const LARGEST = 9_223_372_036_854_775_807n;
const SMALLEST = -9_223_372_036_854_775_808n;
/** The id as first member, or as second one after the method. */
const ID_AT_FRONT = /^\s*\{\s*(?:"method"\s*:\s*"[^"\\]*"\s*,\s*)?"id"\s*:\s*(-?\d+)\s*[,}]/;
/** The id as last member: what stands before the closing brace of the frame belongs to its outermost object. */
const ID_AT_END = /,\s*"id"\s*:\s*(-?\d+)\s*\}\s*$/;
const END_LENGTH = 48;
/** No more digits than a 64-bit integer can have: making a bigint of millions would take seconds. */
const INTEGER = /^-?\d{1,19}$/;

/**
 * The exact id behind the number that JSON.parse made of it, or undefined when it is a float or does
 * not fit a signed 64-bit integer. `text` must be valid JSON.
 */
export function findTopLevelId(text: string, parsed: number): RequestId | undefined {
  // The places where clients put the id, each found in one look; anywhere else it is searched for.
  const digits =
    ID_AT_FRONT.exec(text)?.[1] ??
    ID_AT_END.exec(text.slice(-END_LENGTH))?.[1] ??
    rawTopLevelMember(text, 'id');
  // A repeated member would make the scan and the parser disagree: the parser's value counts.
  if (digits === undefined || Number(digits) !== parsed) {
    return Number.isSafeInteger(parsed) ? parsed : undefined;
  }
  if (!INTEGER.test(digits)) return undefined;
  if (Number.isSafeInteger(parsed)) return parsed + 0; // a written -0 is 0
  const exact = BigInt(digits);
  return exact <= LARGEST && exact >= SMALLEST ? exact : undefined;
}

/**
 * The request id in the first part of a frame whose rest is lost, or undefined when it does not stand
 * there. Only what precedes nested values is trusted.
 */
export function recoverId(head: string): RequestId | undefined {
  const raw = rawTopLevelMember(head, 'id');
  if (raw === undefined) return undefined;
  try {
    const parsed: unknown = JSON.parse(raw);
    if (typeof parsed === 'string') return parsed;
    return typeof parsed === 'number' ? findTopLevelId(`{"id":${raw}}`, parsed) : undefined;
  } catch {
    return undefined;
  }
}

/** The raw text of a scalar member of the outermost object, the first of that name; undefined when absent or cut off. */
export function rawTopLevelMember(text: string, name: string): string | undefined {
  let depth = 0;
  let position = 0;
  while (position < text.length) {
    const char = text.charCodeAt(position);
    if (char === QUOTE) {
      const end = endOfString(text, position);
      if (end < 0) return undefined;
      if (depth === 1 && isKey(text, end) && keyEquals(text, position, end, name)) {
        return scalarAfter(text, text.indexOf(':', end) + 1);
      }
      position = end;
    } else {
      if (char === OPEN_BRACE || char === OPEN_BRACKET) depth += 1;
      else if (char === CLOSE_BRACE || char === CLOSE_BRACKET) depth -= 1;
      position += 1;
    }
  }
  return undefined;
}

const QUOTE = 0x22;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const BACKSLASH = 0x5c;

/** The position after the closing quote of the string that opens at `start`, or -1. */
function endOfString(text: string, start: number): number {
  let quote = text.indexOf('"', start + 1);
  while (quote >= 0) {
    let backslashes = 0;
    while (text.charCodeAt(quote - 1 - backslashes) === BACKSLASH) backslashes += 1;
    if (backslashes % 2 === 0) return quote + 1;
    quote = text.indexOf('"', quote + 1);
  }
  return -1;
}

const AFTER_KEY = /\s*:/y;
const VALUE_START = /\s*/y;
const NO_STRING = /[^\s,}\]"]+/y;
const VALUE_END = /\s*[,}]/y;

function isKey(text: string, end: number): boolean {
  AFTER_KEY.lastIndex = end;
  return AFTER_KEY.test(text);
}

function keyEquals(text: string, start: number, end: number, name: string): boolean {
  const written = text.slice(start + 1, end - 1);
  if (written === name) return true;
  return written.includes('\\') && JSON.parse(text.slice(start, end)) === name;
}

function scalarAfter(text: string, after: number): string | undefined {
  const start = endOf(VALUE_START, text, after);
  // Not by a pattern: on a string of millions of characters it would run out of stack.
  const end = text.charCodeAt(start) === QUOTE ? endOfString(text, start) : endOf(NO_STRING, text, start);
  return end >= 0 && endOf(VALUE_END, text, end) >= 0 ? text.slice(start, end) : undefined;
}

/** The position after what a sticky pattern matches at `start`, or -1. */
function endOf(pattern: RegExp, text: string, start: number): number {
  pattern.lastIndex = start;
  return pattern.test(text) ? pattern.lastIndex : -1;
}
