// One SSE data line of a Responses stream → the event the agent acts on. What it does not act on, and what does not
// parse, is skipped.

import { ModelError, type ModelEvent, type ModelUsage } from '../../domain/ports.js';
import type { ModelItem } from '../../domain/records.js';
import { at, numberAt, textAt } from '../../util/peek.js';
import { noticesOf } from './response-notices.js';

/**
 * The event, or null to skip the line.
 * @throws ModelError when the provider says that the response failed.
 */
export function toModelEvent(data: string): ModelEvent | null {
  let event: unknown;
  try {
    event = JSON.parse(data);
  } catch {
    return null;
  }
  switch (textAt(event, 'type') ?? '') {
    case 'response.output_text.delta':
      return withDelta(event, (delta) => ({ type: 'textDelta', delta }));
    case 'response.reasoning_summary_text.delta':
      return withDelta(event, (delta) => ({
        type: 'reasoningSummaryDelta',
        summaryIndex: numberAt(event, 'summary_index') ?? 0,
        delta,
      }));
    case 'response.reasoning_text.delta':
      return withDelta(event, (delta) => ({
        type: 'reasoningTextDelta',
        contentIndex: numberAt(event, 'content_index') ?? 0,
        delta,
      }));
    case 'response.reasoning_summary_part.added':
      return { type: 'reasoningSummaryPartAdded', summaryIndex: numberAt(event, 'summary_index') ?? 0 };
    case 'response.custom_tool_call_input.delta':
      return withDelta(event, (delta) => ({ type: 'callInputDelta', delta }));
    case 'response.output_item.added':
      return withItem(event, (item) => ({ type: 'itemAdded', item }));
    case 'response.output_item.done':
      return withItem(event, (item) => ({ type: 'itemDone', item }));
    case 'response.completed':
      return completed(at(event, 'response'));
    case 'response.failed':
      throw new ModelError({
        kind: 'failed',
        code: textAt(event, 'response', 'error', 'code') ?? null,
        message: textAt(event, 'response', 'error', 'message') ?? '',
      });
    case 'response.incomplete':
      throw new ModelError({
        kind: 'incomplete',
        reason: textAt(event, 'response', 'incomplete_details', 'reason') ?? 'unknown',
      });
    default:
      return noticesIn(event);
  }
}

function noticesIn(event: unknown): ModelEvent | null {
  const notices = noticesOf(event);
  return notices.length === 0 ? null : { type: 'notices', notices };
}

function withDelta(event: unknown, make: (delta: string) => ModelEvent): ModelEvent | null {
  const delta = textAt(event, 'delta');
  return delta === undefined ? null : make(delta);
}

function withItem(event: unknown, make: (item: ModelItem) => ModelEvent): ModelEvent | null {
  const item = at(event, 'item');
  return isItem(item) ? make(item) : null;
}

function isItem(value: unknown): value is ModelItem {
  return textAt(value, 'type') !== undefined;
}

function completed(response: unknown): ModelEvent {
  const responseId = textAt(response, 'id');
  if (responseId === undefined) {
    throw new ModelError({
      kind: 'stream',
      message: 'failed to parse ResponseCompleted: missing field `id`',
    });
  }
  const usage = at(response, 'usage') ?? null;
  return { type: 'completed', responseId, usage: usageOf(usage), reportedUsage: usage };
}

function usageOf(usage: unknown): ModelUsage | null {
  const totalTokens = numberAt(usage, 'total_tokens');
  const inputTokens = numberAt(usage, 'input_tokens');
  const outputTokens = numberAt(usage, 'output_tokens');
  if (inputTokens === undefined || outputTokens === undefined) return null;
  return {
    inputTokens,
    cachedInputTokens: numberAt(usage, 'input_tokens_details', 'cached_tokens') ?? 0,
    cacheWriteInputTokens: numberAt(usage, 'input_tokens_details', 'cache_write_tokens') ?? 0,
    outputTokens,
    reasoningOutputTokens: numberAt(usage, 'output_tokens_details', 'reasoning_tokens') ?? 0,
    totalTokens: totalTokens ?? inputTokens + outputTokens,
  };
}
