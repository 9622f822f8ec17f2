// Token counts for a response: given by the script, else estimated from sizes, the same every time.

import type { JsonObject, ModelRequest } from './model-request.js';
import type { Usage } from './script.js';

const CHARACTERS_PER_TOKEN = 4;
const CACHE_BLOCK = 128;

/** Usage as the Responses API reports it. */
export interface UsageReport {
  readonly input_tokens: number;
  readonly input_tokens_details: { readonly cached_tokens: number };
  readonly output_tokens: number;
  readonly output_tokens_details: { readonly reasoning_tokens: number };
  readonly total_tokens: number;
}

/** How many characters went out. */
export interface SentCharacters {
  readonly output: number;
  readonly reasoning: number;
}

/** Reasoning tokens count as output too, as in the real API. */
export function usageReport(given: Usage, request: ModelRequest, sent: SentCharacters): UsageReport {
  const reasoning = given.reasoning ?? tokens(sent.reasoning);
  const output = given.output ?? tokens(sent.output) + reasoning;
  const input = given.input ?? tokens(sizeOf(request.body.instructions, request.body.tools, request.input));
  const cached = given.cached ?? Math.min(input, cachedTokens(request));
  return {
    input_tokens: input,
    input_tokens_details: { cached_tokens: cached },
    output_tokens: output,
    output_tokens_details: { reasoning_tokens: reasoning },
    total_tokens: given.total ?? input + output,
  };
}

function tokens(characters: number): number {
  return Math.ceil(characters / CHARACTERS_PER_TOKEN);
}

// What an earlier request must have brought already: everything before the model's newest output.
function cachedTokens(request: ModelRequest): number {
  const newest = request.input.findLastIndex(isModelOutput);
  if (newest === -1) return 0;
  let first = newest;
  while (first > 0 && isModelOutput(request.input[first - 1])) first -= 1;
  const known = tokens(sizeOf(request.body.instructions, request.body.tools, request.input.slice(0, first)));
  return known - (known % CACHE_BLOCK);
}

function isModelOutput(item: JsonObject | undefined): boolean {
  return item?.role === 'assistant' || item?.type === 'reasoning' || String(item?.type).endsWith('_call');
}

function sizeOf(...values: readonly unknown[]): number {
  return values.reduce<number>((sum, value) => sum + (JSON.stringify(value)?.length ?? 0), 0);
}
