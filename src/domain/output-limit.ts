// How much a model reads of what a tool said: a limit in tokens or in bytes, kept by leaving out the middle. Pure.

import { at, textAt } from '../util/peek.js';
import type { ModelFacts } from './ports.js';
import type { ThreadSettings } from './settings.js';

export interface OutputLimit {
  readonly unit: 'tokens' | 'bytes';
  readonly most: number;
}

/** Bytes a token stands for. */
const BYTES_PER_TOKEN = 4;
/** In the model's own unit, where neither it nor the configuration says anything. */
const USUAL_MOST = 10_000;

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** What a model takes of one output; the configuration counts in tokens. */
export function outputLimit(
  { outputTokenLimit }: Pick<ThreadSettings, 'outputTokenLimit'>,
  { outputUnit, outputMost = USUAL_MOST }: Pick<ModelFacts, 'outputUnit' | 'outputMost'>,
): OutputLimit {
  const most = outputTokenLimit ?? outputMost;
  if (outputUnit === undefined) return { unit: 'tokens', most };
  return { unit: outputUnit, most: outputTokenLimit === undefined ? most : most * BYTES_PER_TOKEN };
}

/** The limit of what is said in all, figures and marks around an output included. */
export function wholeLimit({ unit, most }: OutputLimit): OutputLimit {
  return { unit, most: Math.ceil((most * 6) / 5) };
}

/** The same in tokens. */
export function inTokens(limit: OutputLimit): OutputLimit {
  return limit.unit === 'tokens' ? limit : { unit: 'tokens', most: tokensIn(limit.most) };
}

export function bytesOf({ unit, most }: OutputLimit): number {
  return unit === 'tokens' ? most * BYTES_PER_TOKEN : most;
}

/** The limit after so many bytes; none is left below nothing. */
export function lessBytes({ unit, most }: OutputLimit, bytes: number): OutputLimit {
  return { unit, most: Math.max(0, most - (unit === 'tokens' ? tokensIn(bytes) : bytes)) };
}

export function tokensOf(text: string): number {
  return tokensIn(encoder.encode(text).length);
}

/** The text, its middle replaced by a note where it is longer. */
export function shortenedText(text: string, limit: OutputLimit): string {
  const most = bytesOf(limit);
  // No character has more than three bytes for each of its units.
  if (text.length * 3 <= most) return text;
  const bytes = encoder.encode(text);
  if (bytes.length <= most) return text;
  const headEnd = characterStart(bytes, most >> 1);
  const tailStart = characterStart(bytes, bytes.length - (most - (most >> 1)), true);
  const head = decoder.decode(bytes.subarray(0, headEnd));
  const tail = decoder.decode(bytes.subarray(tailStart));
  const left =
    limit.unit === 'tokens'
      ? `${tokensIn(bytes.length - most)} tokens`
      : `${charactersOf(decoder.decode(bytes.subarray(headEnd, tailStart)))} chars`;
  return `${head}…${left} truncated…${tail}`;
}

/** The output with figures on what was left out of its middle; whole where it fits. */
export function shortenedLines(text: string, limit: OutputLimit, isAnnounced: boolean): string {
  const fitting = shortenedText(text, limit);
  if (fitting === text) return text;
  const warning = isAnnounced ? `Warning: truncated output (original token count: ${tokensOf(text)})\n` : '';
  return `${warning}Total output lines: ${linesOf(text)}\n\n${fitting}`;
}

export function linesOf(text: string): number {
  return text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
}

/** A text, or the parts of an answer, of which pictures do not count; what of them has no room is left out. */
export function shortenedOutput(
  output: string | readonly unknown[],
  limit: OutputLimit,
): string | readonly unknown[] {
  if (typeof output === 'string') return shortenedText(output, limit);
  let left = limit;
  let omitted = 0;
  const parts = output.flatMap((part) => {
    const text = at(part, 'type') === 'input_text' ? textAt(part, 'text') : undefined;
    if (text === undefined) return [part];
    if (left.most === 0) {
      omitted += 1;
      return [];
    }
    const fitting = shortenedText(text, left);
    left = lessBytes(left, encoder.encode(text).length);
    return [fitting === text ? part : { ...(part as object), text: fitting }];
  });
  return omitted === 0
    ? parts
    : [...parts, { type: 'input_text', text: `[omitted ${omitted} text items ...]` }];
}

function tokensIn(bytes: number): number {
  return Math.ceil(bytes / BYTES_PER_TOKEN);
}

function charactersOf(text: string): number {
  let count = 0;
  for (const _character of text) count += 1;
  return count;
}

/** `at`, moved to where a character begins: back, or `forward`. */
function characterStart(bytes: Uint8Array, at: number, forward = false): number {
  let start = at;
  while (start > 0 && start < bytes.length && ((bytes[start] ?? 0) & 0xc0) === 0x80)
    start += forward ? 1 : -1;
  return start;
}
