// What is done to a loaded thread besides talking to it: compaction, rollback, revert, settings, plans, questions
// elsewhere.

import { isAbsolute } from 'node:path';
import type { ModelItem } from '../../domain/records.js';
import { newestCursors } from '../../domain/thread/turn-pages.js';
import { assertInputSize } from '../../domain/turn/user-content.js';
import { RpcCode, RpcError } from '../../jsonrpc/errors.js';
import { type Profile, problemOf, type ResultOf } from '../../protocol/index.js';
import { isRecord } from '../../util/peek.js';
import { wrongJson } from '../../util/value-words.js';
import { grantedChanges } from '../requirements.js';
import { defineRoom } from '../room.js';
import { threadIdOf } from '../thread-id.js';
import { turnOverrides } from '../thread-params.js';

export const threadControl = defineRoom(
  'thread/control',
  ({ agent, config, environments, oneOff, profile }) => ({
    'thread/compact/start': (params) => {
      agent.liveThread(threadIdOf(params)).compact();
      return {};
    },

    'thread/inject_items': async (params) => {
      const thread = agent.liveThread(threadIdOf(params));
      thread.assertDirect();
      await thread.injectItems(await responseItems(params.items, profile));
      return {};
    },

    'thread/rollback': async (params) => {
      if (params.numTurns < 1) throw new RpcError(RpcCode.invalidRequest, 'numTurns must be >= 1');
      const thread = agent.liveThread(threadIdOf(params));
      await thread.rollBack(params.numTurns);
      // Only an old version has this method; the encoder trims the newest shape to its own.
      return { thread: thread.snapshot({ turns: true }) as unknown as ResultOf<'thread/rollback'>['thread'] };
    },

    'thread/revert': async (params) => {
      const thread = agent.liveThread(threadIdOf(params));
      await thread.revertBefore(params.beforeTurnId);
      const whole = thread.snapshot({ turns: true });
      return { thread: { ...whole, turns: [] }, ...newestCursors(whole, whole.turns) };
    },

    'thread/settings/update': (params) => {
      const thread = agent.liveThread(threadIdOf(params));
      const overrides = turnOverrides(params, { oneOff, config, environments, cwd: thread.settings.cwd });
      thread.updateSettings(grantedChanges(config, overrides, thread.settings));
      return {};
    },

    'thread/increment_elicitation': (params) => agent.liveThread(threadIdOf(params)).elicitations.increment(),

    'thread/decrement_elicitation': (params) => agent.liveThread(threadIdOf(params)).elicitations.decrement(),

    'thread/prepareApprovedPlan': async (params) => {
      const { markdown, attachmentPath = null } = params;
      const thread = agent.liveThread(threadIdOf(params));
      if (attachmentPath !== null && !isAbsolute(attachmentPath)) {
        throw new RpcError(RpcCode.invalidParams, '`attachmentPath` must be absolute on the app server');
      }
      assertInputSize([{ type: 'text', text: markdown, text_elements: [] }]);
      if (markdown.trim() === '') throw new RpcError(RpcCode.invalidRequest, 'The approved plan is empty.');
      if (thread.isRunning)
        throw new RpcError(RpcCode.invalidRequest, 'The thread already has an active turn.');
      await thread.injectItems([approvedPlan(markdown)]);
      return { prompt: 'Implement the plan.' };
    },

    // Not there in the real server either.
    'thread/prediction/request': () => {
      throw new RpcError(RpcCode.methodNotFound, 'thread/prediction/request is not implemented yet');
    },

    'thread/delete': async (params) => {
      await agent.deleteThread(threadIdOf(params));
      return {};
    },
  }),
);

/** The plan, put before the model as if a tool had told it; between the real server's marks. */
function approvedPlan(markdown: string): ModelItem {
  return { type: 'function_call_output', name: 'proposed_plan', namespace: 'agent', output: markdown };
}

/** Kept verbatim, as the model will get them; of what no item is read as one, nothing is left. */
async function responseItems(items: readonly unknown[], profile: Profile): Promise<ModelItem[]> {
  const refuse = (why: string): RpcError => new RpcError(RpcCode.invalidRequest, why);
  if (items.length === 0) throw refuse('items must not be empty');
  for (const [i, item] of items.entries()) {
    const problem = tagProblem(item) ?? (await problemOf(profile, 'ResponseItem', item));
    if (problem !== null) throw refuse(`items[${i}] is not a valid response item: ${problem}`);
  }
  return items.filter((item): item is ModelItem => isRecord(item));
}

/** The kind of item is a word. */
function tagProblem(item: unknown): string | null {
  const tag = isRecord(item) ? item.type : Array.isArray(item) ? item[0] : undefined;
  return tag === undefined || typeof tag === 'string' ? null : wrongJson(tag, 'variant identifier');
}
