// One short line for one item of a turn.

import { textOf } from '../../client/turn-view.js';
import { at, listAt, numberAt, textAt } from '../../util/peek.js';
import { clip, duration } from './text.js';

const WIDTH = 100;

/** What an item is and says, without its long text. `item` may be of any version. */
export function describeItem(item: unknown): string {
  const type = textAt(item, 'type') ?? 'item';
  switch (type) {
    case 'userMessage':
      return `user message "${clip(textOf(item), WIDTH)}"`;
    case 'agentMessage':
      return `agent message, ${lengthOf(textAt(item, 'text'))}`;
    case 'plan':
      return `plan, ${lengthOf(textAt(item, 'text'))}`;
    case 'reasoning':
      return 'reasoning';
    case 'commandExecution':
      return `command ${clip(textAt(item, 'command') ?? '', WIDTH)}${commandEnd(item)}`;
    case 'fileChange':
      return `file change ${listAt(item, 'changes').map(describeChange).join(', ')}, ${textAt(item, 'status') ?? ''}`;
    case 'mcpToolCall':
    case 'dynamicToolCall':
      return `tool ${textAt(item, 'tool') ?? ''}, ${textAt(item, 'status') ?? ''}`;
    case 'webSearch':
      return `web search ${clip(textAt(item, 'query') ?? '', WIDTH)}`;
    case 'contextCompaction':
      return 'context compacted';
    default:
      return type;
  }
}

function commandEnd(item: unknown): string {
  const exitCode = numberAt(item, 'exitCode');
  const ms = numberAt(item, 'durationMs');
  const status = textAt(item, 'status') ?? '';
  const how = exitCode === undefined ? status : `exit ${exitCode}`;
  return ` → ${how}${ms === undefined ? '' : ` after ${duration(ms)}`}`;
}

function describeChange(change: unknown): string {
  const kind = textAt(change, 'kind', 'type') ?? textAt(change, 'kind') ?? 'change';
  return `${kind} ${textAt(change, 'path') ?? ''}`;
}

function lengthOf(text: string | undefined): string {
  const count = text?.length ?? 0;
  return count === 1 ? '1 character' : `${count} characters`;
}

/** What a server request wants, in a few words. */
export function describeServerRequest(method: string, params: unknown): string {
  switch (method) {
    case 'item/commandExecution/requestApproval':
      return `run ${clip(textAt(params, 'command') ?? 'a command', WIDTH)}${reasonOf(params)}`;
    case 'item/fileChange/requestApproval':
      return `change files${reasonOf(params)}`;
    case 'item/permissions/requestApproval':
      return `more permissions${reasonOf(params)}`;
    case 'item/tool/call':
      return `run tool ${textAt(params, 'tool') ?? ''} with ${clip(JSON.stringify(at(params, 'arguments')) ?? '', WIDTH)}`;
    case 'item/tool/requestUserInput':
      return clip(
        listAt(params, 'questions')
          .map((question) => textAt(question, 'question') ?? '')
          .join(' · '),
        WIDTH,
      );
    case 'mcpServer/elicitation/request':
      return `${textAt(params, 'serverName') ?? 'an MCP server'}: ${clip(textAt(params, 'message') ?? '', WIDTH)}`;
    default:
      return method;
  }
}

function reasonOf(params: unknown): string {
  const reason = textAt(params, 'reason');
  return reason === undefined ? '' : ` (${clip(reason, WIDTH)})`;
}
