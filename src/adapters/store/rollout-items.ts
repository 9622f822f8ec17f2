// Items as 0.169.0 keeps them: `item_completed` events whose `item` has a type in Pascal case.
// What these words cannot carry travels beside them (LineDraft.exact).

import type { FunctionCallOutputBody, ThreadItem } from '../../protocol/index.js';
import { listAt, textAt } from '../../util/peek.js';
import { collabOf, fileCollab } from './collab-item.js';
import { commandOf, fileCommand, fileUrl } from './command-item.js';
import { fileWebSearch, webSearchOf } from './hosted-item.js';
import { changesOf, durationMs, fileChanges, fileDuration, patchStatus, textsOf } from './item-parts.js';
import { snakeMembers } from './letter-case.js';
import { fileReviewEnd, fileReviewStart, reviewEndIn, reviewStartIn } from './review-items.js';
import { isJson, type Json } from './rollout-line.js';
import { fileInput, inputOf } from './user-input.js';

/** The item in the file's words. Types without words of their own keep their members, in snake case. */
export function fileItem(item: ThreadItem): Json {
  const { id } = item;
  switch (item.type) {
    case 'userMessage':
      return {
        type: 'UserMessage',
        id,
        ...(item.clientId === null ? {} : { client_id: item.clientId }),
        content: item.content.map(fileInput),
      };
    case 'agentMessage':
      return {
        type: 'AgentMessage',
        id,
        content: [{ type: 'Text', text: item.text }],
        ...(item.phase === null ? {} : { phase: item.phase }),
      };
    case 'reasoning':
      return { type: 'Reasoning', id, summary_text: item.summary, raw_content: item.content };
    case 'plan':
      return { type: 'Plan', id, text: item.text };
    case 'commandExecution':
      return { type: 'CommandExecution', id, ...fileCommand(item), cwd: fileUrl(item.cwd) };
    case 'fileChange':
      return {
        type: 'FileChange',
        id,
        changes: fileChanges(item.changes),
        status: item.status === 'inProgress' ? 'in_progress' : item.status,
        stdout: '',
        stderr: '',
      };
    case 'dynamicToolCall':
      return {
        type: 'DynamicToolCall',
        id,
        ...(item.namespace === null ? {} : { namespace: item.namespace }),
        tool: item.tool,
        arguments: item.arguments,
        status: item.status === 'inProgress' ? 'in_progress' : item.status,
        content_items: item.contentItems,
        success: item.success,
        duration: fileDuration(item.durationMs),
      };
    case 'contextCompaction':
      return { type: 'ContextCompaction', id };
    case 'enteredReviewMode':
      return { type: 'EnteredReviewMode', id, ...fileReviewStart(item.review) };
    case 'exitedReviewMode':
      return { type: 'ExitedReviewMode', id, ...fileReviewEnd(item.review) };
    case 'collabAgentToolCall':
      return fileCollab(item);
    case 'webSearch':
      return { type: 'WebSearch', id, ...fileWebSearch(item) };
    case 'functionCallOutput': {
      const { name, namespace, output } = item;
      return { type: 'FunctionCallOutput', id, name, ...(namespace === null ? {} : { namespace }), output };
    }
    case 'hookPrompt':
    case 'imageGeneration':
    case 'imageView':
    case 'mcpToolCall':
    case 'sleep':
    case 'subAgentActivity': {
      const { type, ...members } = item;
      return { type: `${type.charAt(0).toUpperCase()}${type.slice(1)}`, ...snakeMembers(members) };
    }
  }
}

/** Null for an item this reader does not know. */
export function itemOf(value: unknown): ThreadItem | null {
  if (!isJson(value)) return null;
  const id = textAt(value, 'id') ?? '';
  switch (value.type) {
    case 'UserMessage':
      return {
        type: 'userMessage',
        id,
        clientId: textAt(value, 'client_id') ?? null,
        content: listAt(value, 'content').flatMap(inputOf),
      };
    case 'AgentMessage':
      return agentMessage(
        id,
        listAt(value, 'content')
          .map((part) => textAt(part, 'text') ?? '')
          .join(''),
        value.phase,
      );
    case 'Reasoning':
      return {
        type: 'reasoning',
        id,
        summary: textsOf(value.summary_text),
        content: textsOf(value.raw_content),
      };
    case 'Plan':
      return { type: 'plan', id, text: textAt(value, 'text') ?? '' };
    case 'CommandExecution':
      return commandOf(id, value);
    case 'FileChange':
      return { type: 'fileChange', id, changes: changesOf(value.changes), status: patchStatus(value) };
    case 'DynamicToolCall':
      return dynamicToolCall(id, value);
    case 'CollabAgentToolCall':
      return collabOf(id, value);
    case 'ContextCompaction':
      return { type: 'contextCompaction', id };
    case 'FunctionCallOutput':
      return functionCallOutput(id, value);
    case 'WebSearch':
      return webSearchOf(id, value);
    case 'ImageView':
      return { type: 'imageView', id, path: textAt(value, 'path') ?? '' };
    case 'EnteredReviewMode':
      return { type: 'enteredReviewMode', id, review: reviewStartIn(value) };
    case 'ExitedReviewMode':
      return { type: 'exitedReviewMode', id, review: reviewEndIn(value) };
    default:
      return null;
  }
}

export function agentMessage(id: string, text: string, phase: unknown): ThreadItem {
  return {
    type: 'agentMessage',
    moderation: null,
    id,
    text,
    phase: phase === 'commentary' || phase === 'partial_answer' || phase === 'final_answer' ? phase : null,
    memoryCitation: null,
    delivery: null,
    questions: null,
  };
}

function functionCallOutput(id: string, value: Json): ThreadItem {
  return {
    type: 'functionCallOutput',
    id,
    name: textAt(value, 'name') ?? '',
    namespace: textAt(value, 'namespace') ?? null,
    // The file keeps it as the client sent it.
    output: (value.output ?? '') as FunctionCallOutputBody,
  };
}

function dynamicToolCall(id: string, value: Json): ThreadItem {
  const { status, success } = value;
  return {
    type: 'dynamicToolCall',
    id,
    namespace: textAt(value, 'namespace') ?? null,
    tool: textAt(value, 'tool') ?? '',
    arguments: value.arguments ?? null,
    status: status === 'failed' ? 'failed' : status === 'in_progress' ? 'inProgress' : 'completed',
    // The file keeps these parts exactly as the client sent them.
    contentItems: Array.isArray(value.content_items) ? (value.content_items as never[]) : null,
    success: typeof success === 'boolean' ? success : null,
    durationMs: durationMs(value.duration),
  };
}
