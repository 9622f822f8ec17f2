// The short form of a frame: one line a person can take in at a glance.

import { versionIn } from '../../client/handshake.js';
import { textOf } from '../../client/turn-view.js';
import type { Notification, Request, Success } from '../../jsonrpc/message.js';
import { at, listAt, numberAt, textAt } from '../../util/peek.js';
import { describeItem, describeServerRequest } from './describe-item.js';
import type { SeenFrame } from './frame-log.js';
import { clip, duration } from './text.js';

const WIDTH = 100;

export interface FrameLine {
  readonly text: string;
  /** `noise` is worth a dim line at most. */
  readonly tone: 'plain' | 'noise' | 'bad' | 'good';
}

/** Undefined for what is shown otherwise: deltas, and items whose text was streamed. */
export function describeFrame({ message, method, dir }: SeenFrame): FrameLine | undefined {
  switch (message.kind) {
    case 'request':
      return dir === 'out' ? plain(describeCall(message)) : plain(describeAsk(message));
    case 'notification':
      return dir === 'out' ? noise(message.method) : describeNotification(message);
    case 'success':
      return describeSuccess(message, method ?? 'unknown request', dir);
    case 'failure':
      return {
        text: `${method ?? 'unknown request'} refused: ${message.error.message} (${message.error.code})`,
        tone: 'bad',
      };
    case 'malformed':
      return { text: `unreadable frame: ${message.reason}`, tone: 'bad' };
  }
}

function describeCall({ method, params }: Request): string {
  switch (method) {
    case 'initialize':
      return `initialize as ${textAt(params, 'clientInfo', 'name') ?? ''}`;
    case 'turn/start':
      return `turn/start "${clip(inputText(params), WIDTH)}"`;
    case 'thread/resume':
    case 'turn/interrupt':
      return `${method} ${textAt(params, 'threadId') ?? ''}`;
    default:
      return `${method}${shortParams(params)}`;
  }
}

function describeAsk({ id, method, params }: Request): string {
  return `asks (${String(id)}) ${method}: ${describeServerRequest(method, params)}`;
}

function describeSuccess({ result }: Success, method: string, dir: 'in' | 'out'): FrameLine {
  if (dir === 'out') return plain(`answer to ${method}: ${clip(JSON.stringify(result) ?? '', WIDTH)}`);
  switch (method) {
    case 'initialize':
      return plain(`initialize ${describeServer(result)}`);
    case 'thread/start':
    case 'thread/resume':
    case 'thread/fork':
      return plain(
        `${method} thread ${textAt(result, 'thread', 'id') ?? ''}, model ${textAt(result, 'model') ?? ''}`,
      );
    case 'turn/start':
      return plain(`turn/start turn ${textAt(result, 'turn', 'id') ?? ''}`);
    case 'model/list':
    case 'thread/list':
    case 'thread/loaded/list':
      return plain(`${method} ${listAt(result, 'data').length} entries`);
    default:
      return plain(`${method}${shortParams(result)}`);
  }
}

function describeServer(result: unknown): string {
  const userAgent = textAt(result, 'userAgent') ?? '';
  const version = versionIn(userAgent);
  const home = textAt(result, 'codexHome');
  if (version === undefined) return clip(userAgent, WIDTH);
  return `codex ${version}${home === undefined ? '' : `, home ${home}`}`;
}

function describeNotification({ method, params }: Notification): FrameLine | undefined {
  switch (method) {
    case 'turn/started':
      return plain(`turn/started ${textAt(params, 'turn', 'id') ?? ''}`);
    case 'turn/completed':
      return turnEnd(at(params, 'turn'));
    case 'item/started':
      return isLong(at(params, 'item'))
        ? noise(`item/started ${describeItem(at(params, 'item'))}`)
        : undefined;
    case 'item/completed':
      return plain(`item/completed ${describeItem(at(params, 'item'))}`);
    case 'thread/started':
      return noise(`thread/started ${textAt(params, 'thread', 'id') ?? ''}`);
    case 'thread/status/changed':
      return noise(`thread/status/changed ${describeStatus(params)}`);
    case 'thread/tokenUsage/updated':
      return noise(
        `thread/tokenUsage/updated ${numberAt(params, 'tokenUsage', 'total', 'totalTokens') ?? '?'} tokens`,
      );
    case 'error':
      return describeError(params);
    case 'configWarning':
      return describeConfigWarning(params);
    case 'warning':
    case 'deprecationNotice':
      return noise(`${method} ${clip(textAt(params, 'summary') ?? textAt(params, 'message') ?? '', WIDTH)}`);
    default:
      return isDelta(method) ? undefined : noise(`${method}${shortParams(params)}`);
  }
}

function turnEnd(turn: unknown): FrameLine {
  const status = textAt(turn, 'status') ?? 'unknown';
  const error = textAt(turn, 'error', 'message');
  const ms = numberAt(turn, 'durationMs');
  const text = `turn/completed ${status}${ms === undefined ? '' : ` after ${duration(ms)}`}${error === undefined ? '' : `: ${clip(error, 300)}`}`;
  return { text, tone: status === 'completed' ? 'good' : 'bad' };
}

function describeError(params: unknown): FrameLine {
  const message = clip(textAt(params, 'error', 'message') ?? '', 300);
  return at(params, 'willRetry') === true
    ? noise(`error, trying again: ${message}`)
    : { text: `error ${message}`, tone: 'bad' };
}

/** What has details concerns the user's own configuration; the rest is about the machine. */
function describeConfigWarning(params: unknown): FrameLine {
  const text = `configWarning ${clip(textAt(params, 'summary') ?? '', WIDTH)}`;
  const details = textAt(params, 'details');
  return details === undefined ? noise(text) : { text: `${text} ${clip(details, 300)}`, tone: 'bad' };
}

function describeStatus(params: unknown): string {
  const flags = listAt(params, 'status', 'activeFlags').join(', ');
  return `${textAt(params, 'status', 'type') ?? ''}${flags === '' ? '' : ` (${flags})`}`;
}

/** Items that take a while before they complete. */
function isLong(item: unknown): boolean {
  const type = textAt(item, 'type');
  return type !== 'userMessage' && type !== 'agentMessage' && type !== 'reasoning' && type !== 'plan';
}

/** Whether notifications of this method are parts of a text that is shown as it comes. */
function isDelta(method: string): boolean {
  return /[dD]elta$|summaryPartAdded$/.test(method);
}

function inputText(params: unknown): string {
  return textOf({ type: 'userMessage', content: listAt(params, 'input') });
}

function shortParams(params: unknown): string {
  if (params === undefined || params === null) return '';
  const json = JSON.stringify(params);
  return json === '{}' ? '' : ` ${clip(json, WIDTH)}`;
}

function plain(text: string): FrameLine {
  return { text, tone: 'plain' };
}

function noise(text: string): FrameLine {
  return { text, tone: 'noise' };
}
