// Reads the notifications that concern a turn as events of one shape, whichever version sent them.

import type { ThreadItem, ThreadTokenUsage, Turn, TurnError } from '../protocol/index.js';
import { own } from '../util/own.js';
import { at, textAt } from '../util/peek.js';

/** Which of an item's texts a delta continues. */
export type DeltaChannel = 'text' | 'plan' | 'summary' | 'reasoning' | 'output';

/** News of a turn. `other` is any notification that names a turn and has no event of its own. */
export type TurnEvent = { readonly threadId: string; readonly turnId: string } & (
  | { readonly type: 'turnStarted'; readonly turn: Turn }
  | { readonly type: 'turnCompleted'; readonly turn: Turn }
  | { readonly type: 'itemStarted'; readonly item: ThreadItem }
  | { readonly type: 'itemCompleted'; readonly item: ThreadItem }
  | {
      readonly type: 'delta';
      readonly itemId: string;
      readonly channel: DeltaChannel;
      readonly delta: string;
      /** Which part of a reasoning summary or content; 0 elsewhere. */
      readonly index: number;
    }
  | { readonly type: 'usage'; readonly usage: ThreadTokenUsage }
  | { readonly type: 'error'; readonly error: TurnError; readonly willRetry: boolean }
  | { readonly type: 'other'; readonly method: string; readonly params: unknown }
);

const DELTAS: Readonly<Record<string, { channel: DeltaChannel; type: string; index?: string }>> = {
  'item/agentMessage/delta': { channel: 'text', type: 'agentMessage' },
  'item/plan/delta': { channel: 'plan', type: 'plan' },
  'item/reasoning/summaryTextDelta': { channel: 'summary', type: 'reasoning', index: 'summaryIndex' },
  'item/reasoning/textDelta': { channel: 'reasoning', type: 'reasoning', index: 'contentIndex' },
  'item/commandExecution/outputDelta': { channel: 'output', type: 'commandExecution' },
  'item/fileChange/outputDelta': { channel: 'output', type: 'fileChange' },
};

/** The kind of item whose deltas go over `channel`, for items that were never announced. */
export function itemTypeOf(channel: DeltaChannel): string {
  return Object.values(DELTAS).find((delta) => delta.channel === channel)?.type ?? 'unknown';
}

/** The event in a notification, or undefined when it names no turn or lacks what its method promises. */
export function readTurnEvent(method: string, params: unknown): TurnEvent | undefined {
  const threadId = textAt(params, 'threadId');
  const turnId = textAt(params, 'turnId') ?? textAt(params, 'turn', 'id');
  if (threadId === undefined || turnId === undefined) return undefined;
  const where = { threadId, turnId };
  const delta = own(DELTAS, method);
  if (delta !== undefined) {
    const itemId = textAt(params, 'itemId');
    const text = textAt(params, 'delta');
    if (itemId === undefined || text === undefined) return undefined;
    const index = delta.index === undefined ? 0 : at(params, delta.index);
    return {
      ...where,
      type: 'delta',
      itemId,
      channel: delta.channel,
      delta: text,
      index: typeof index === 'number' ? index : 0,
    };
  }
  // Below, the members a reader needs are checked; the rest of each object is the server's promise.
  switch (method) {
    case 'turn/started':
    case 'turn/completed': {
      if (textAt(params, 'turn', 'status') === undefined) return undefined;
      const turn = at(params, 'turn') as Turn;
      return { ...where, type: method === 'turn/started' ? 'turnStarted' : 'turnCompleted', turn };
    }
    case 'item/started':
    case 'item/completed': {
      if (textAt(params, 'item', 'id') === undefined) return undefined;
      const item = at(params, 'item') as ThreadItem;
      return { ...where, type: method === 'item/started' ? 'itemStarted' : 'itemCompleted', item };
    }
    case 'thread/tokenUsage/updated':
      return { ...where, type: 'usage', usage: at(params, 'tokenUsage') as ThreadTokenUsage };
    case 'error':
      return {
        ...where,
        type: 'error',
        error: at(params, 'error') as TurnError,
        willRetry: at(params, 'willRetry') === true,
      };
    default:
      return { ...where, type: 'other', method, params };
  }
}
