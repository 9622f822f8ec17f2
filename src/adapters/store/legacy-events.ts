// Items as 0.118.0 keeps them: one event per item, without ids for what people and the model say.
// Our own lines add `item_id` and `turn_id`, which the real servers pass over.

import type { ThreadItem, UserInput } from '../../protocol/index.js';
import { at, listAt, textAt } from '../../util/peek.js';
import { commandOf, fileCommand } from './command-item.js';
import { fileGeneratedImage, fileWebSearch, generatedImageOf, webSearchOf } from './hosted-item.js';
import {
  changesOf,
  durationMs,
  fileChanges,
  fileTextElements,
  patchStatus,
  textElements,
  textsOf,
} from './item-parts.js';
import { fileReviewEnd, fileReviewStart, reviewEndIn, reviewStartIn } from './review-items.js';
import { agentMessage, fileItem } from './rollout-items.js';
import { isJson, type Json } from './rollout-line.js';

/** The events that tell an item, at least one. */
export function eventsOf(item: ThreadItem, turnId: string, threadId: string): Json[] {
  const mark = { item_id: item.id, turn_id: turnId };
  switch (item.type) {
    case 'userMessage':
      return [{ ...userMessageEvent(item.content), ...mark }];
    case 'agentMessage':
      return [
        { type: 'agent_message', message: item.text, phase: item.phase, memory_citation: null, ...mark },
      ];
    case 'reasoning':
      if (item.summary.length === 0) break;
      return item.summary.map((text) => ({ type: 'agent_reasoning', text, ...mark }));
    case 'commandExecution':
      return [
        {
          type: 'exec_command_end',
          call_id: item.id,
          turn_id: turnId,
          ...fileCommand(item),
          stdout: '',
          stderr: '',
          formatted_output: '',
        },
      ];
    case 'fileChange':
      return [
        {
          type: 'patch_apply_end',
          call_id: item.id,
          turn_id: turnId,
          stdout: '',
          stderr: '',
          success: item.status === 'completed',
          changes: fileChanges(item.changes),
          status: item.status === 'inProgress' ? 'completed' : item.status,
        },
      ];
    case 'webSearch':
      return [{ type: 'web_search_end', call_id: item.id, turn_id: turnId, ...fileWebSearch(item) }];
    case 'imageGeneration':
      return [
        { type: 'image_generation_end', call_id: item.id, turn_id: turnId, ...fileGeneratedImage(item) },
      ];
    case 'contextCompaction':
      return [{ type: 'context_compacted', ...mark }];
    case 'enteredReviewMode':
      return [{ type: 'entered_review_mode', ...fileReviewStart(item.review), ...mark }];
    case 'exitedReviewMode':
      return [{ type: 'exited_review_mode', ...fileReviewEnd(item.review), ...mark }];
    case 'plan':
    case 'dynamicToolCall':
    case 'collabAgentToolCall':
    case 'functionCallOutput':
    case 'hookPrompt':
    case 'imageView':
    case 'mcpToolCall':
    case 'sleep':
    case 'subAgentActivity':
      break;
  }
  return [{ type: 'item_completed', thread_id: threadId, turn_id: turnId, item: fileItem(item) }];
}

/** What an event tells of an item; null for any other event. Items without an id in the file have id ''. */
export function itemOfEvent(event: Json): ThreadItem | null {
  const id = textAt(event, 'item_id') ?? '';
  const callId = textAt(event, 'call_id') ?? '';
  switch (event.type) {
    case 'user_message':
      return { type: 'userMessage', id, clientId: null, content: contentOf(event) };
    case 'agent_message':
      return agentMessage(id, textAt(event, 'message') ?? '', event.phase);
    case 'agent_reasoning':
      return { type: 'reasoning', id, summary: [textAt(event, 'text') ?? ''], content: [] };
    case 'agent_reasoning_raw_content':
      return { type: 'reasoning', id, summary: [], content: [textAt(event, 'text') ?? ''] };
    case 'exec_command_end':
      return commandOf(callId, event);
    case 'patch_apply_end':
      return {
        type: 'fileChange',
        id: callId,
        changes: changesOf(event.changes),
        status: patchStatus(event),
      };
    case 'mcp_tool_call_end':
      return mcpToolCall(callId, event);
    case 'web_search_end':
      return webSearchOf(callId, event);
    case 'image_generation_end':
      return generatedImageOf(callId, event);
    case 'view_image_tool_call':
      return { type: 'imageView', id: callId, path: textAt(event, 'path') ?? '' };
    case 'dynamic_tool_call_response':
      return {
        type: 'dynamicToolCall',
        id: callId,
        namespace: null,
        tool: textAt(event, 'tool') ?? '',
        arguments: event.arguments ?? null,
        status: event.success === true ? 'completed' : 'failed',
        // The file keeps these parts exactly as the client sent them.
        contentItems: Array.isArray(event.content_items) ? (event.content_items as never[]) : null,
        success: event.success === true,
        durationMs: durationMs(event.duration),
      };
    case 'context_compacted':
      return { type: 'contextCompaction', id };
    case 'entered_review_mode':
      return { type: 'enteredReviewMode', id, review: reviewStartIn(event) };
    case 'exited_review_mode':
      return { type: 'exitedReviewMode', id, review: reviewEndIn(event) };
    default:
      return null;
  }
}

function userMessageEvent(content: readonly UserInput[]): Json {
  const texts = content.filter((input) => input.type === 'text');
  return {
    type: 'user_message',
    message: texts.map((input) => input.text).join(''),
    images: content.flatMap((input) => (input.type === 'image' && 'url' in input ? [input.url] : [])),
    local_images: content.flatMap((input) => (input.type === 'localImage' ? [input.path] : [])),
    // Offsets count from the start of their own text, so they hold for the first text only.
    text_elements: fileTextElements(texts[0]?.text_elements),
  };
}

function contentOf(event: Json): UserInput[] {
  const text = textAt(event, 'message') ?? '';
  const spoken: UserInput[] =
    text.trim() === '' ? [] : [{ type: 'text', text, text_elements: textElements(event.text_elements) }];
  return [
    ...spoken,
    ...textsOf(event.images).map((url): UserInput => ({ type: 'image', url })),
    ...textsOf(event.local_images).map((path): UserInput => ({ type: 'localImage', path })),
  ];
}

function mcpToolCall(id: string, event: Json): ThreadItem {
  const failure = textAt(event, 'result', 'Err');
  const result = at(event, 'result', 'Ok');
  return {
    type: 'mcpToolCall',
    id,
    server: textAt(event, 'invocation', 'server') ?? '',
    tool: textAt(event, 'invocation', 'tool') ?? '',
    status: failure === undefined && at(result, 'isError') !== true ? 'completed' : 'failed',
    arguments: at(event, 'invocation', 'arguments') ?? null,
    appContext: null,
    mcpAppUi: null,
    pluginId: null,
    readOnlyHint: null,
    result: isJson(result)
      ? {
          content: [...listAt(result, 'content')],
          structuredContent: result.structuredContent ?? null,
          _meta: result._meta ?? null,
        }
      : null,
    error: failure === undefined ? null : { message: failure },
    durationMs: durationMs(event.duration),
  };
}
