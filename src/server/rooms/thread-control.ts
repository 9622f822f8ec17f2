// What is done to a loaded thread besides talking to it: compaction, rollback, revert, settings, questions elsewhere.

import type { ModelItem } from '../../domain/records.js';
import { newestCursors } from '../../domain/thread/turn-pages.js';
import { RpcCode, RpcError } from '../../jsonrpc/errors.js';
import type { ResultOf } from '../../protocol/index.js';
import { defineRoom } from '../room.js';
import { threadIdOf } from '../thread-id.js';
import { turnOverrides } from '../thread-params.js';

export const threadControl = defineRoom('thread/control', ({ agent }) => ({
  'thread/compact/start': (params) => {
    agent.liveThread(threadIdOf(params)).compact();
    return {};
  },

  'thread/inject_items': async (params) => {
    const thread = agent.liveThread(threadIdOf(params));
    await thread.injectItems(responseItems(params.items));
    return {};
  },

  'thread/rollback': async (params) => {
    const threadId = threadIdOf(params);
    if (params.numTurns < 1) throw new RpcError(RpcCode.invalidRequest, 'numTurns must be >= 1');
    const thread = agent.liveThread(threadId);
    await thread.rollBack(params.numTurns);
    // Only an old version has this method; the encoder trims the newest shape to its own.
    return { thread: thread.snapshot({ turns: true }) as unknown as ResultOf<'thread/rollback'>['thread'] };
  },

  'thread/revert': async (params) => {
    const thread = agent.liveThread(threadIdOf(params));
    await thread.revertBefore(params.beforeTurnId);
    const whole = thread.snapshot({ turns: true });
    return { thread: { ...whole, turns: [] }, ...newestCursors(whole.id, whole.turns) };
  },

  'thread/settings/update': (params) => {
    agent.liveThread(threadIdOf(params)).updateSettings(turnOverrides(params));
    return {};
  },

  'thread/increment_elicitation': (params) => agent.liveThread(threadIdOf(params)).elicitations.increment(),

  'thread/decrement_elicitation': (params) => agent.liveThread(threadIdOf(params)).elicitations.decrement(),

  'thread/delete': async (params) => {
    await agent.deleteThread(threadIdOf(params));
    return {};
  },
}));

function responseItems(items: readonly unknown[]): ModelItem[] {
  const refuse = (why: string): RpcError => new RpcError(RpcCode.invalidRequest, why);
  if (items.length === 0) throw refuse('items must not be empty');
  return items.map((item, i) => {
    const isTyped =
      typeof item === 'object' && item !== null && 'type' in item && typeof item.type === 'string';
    if (!isTyped) throw refuse(`items[${i}] is not a valid response item: missing field \`type\``);
    // Kept verbatim, as the model will get it.
    return item as ModelItem;
  });
}
