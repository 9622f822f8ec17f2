// Queued input, read receipts, memories and the summaries of threads: ours beside the real servers.
import { rmSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createBackend } from '../../../src/backend/index.js';
import { answersFirst } from '../support/answers-first.js';
import { handshake, runTurn, startThread, textInput, type VersionScenario } from '../support/compare.js';
import { differences } from '../support/differences.js';
import { unexplained } from '../support/known-differences.js';
import { type Frame, freshFolder, startTarget, type Target, type Version } from '../support/target.js';

const UNKNOWN = '01900000-0000-7000-8000-000000000000';
const script = {
  replies: [
    { when: { text: 'hold' }, parts: [{ text: 'a part' }, { hold: 'for ever' }], times: 'always' as const },
    { text: 'Fine.', times: 'always' as const, usage: { input: 10, output: 2 } },
  ],
};

interface UpkeepScenario extends VersionScenario {
  heard: RegExp;
}

async function thread(target: Target): Promise<string> {
  await handshake(target);
  const threadId = await startThread(target);
  await runTurn(target, threadId, 'one');
  return threadId;
}

/** A turn that ends only when it is interrupted; returns its id. */
async function held(target: Target, threadId: string): Promise<string> {
  const from = target.frames.length;
  await target.request('turn/start', { threadId, input: textInput('hold') });
  const started = await target.waitFor('turn/started', ({ method }) => method === 'turn/started', from);
  await target.waitFor('the part', ({ method }) => method === 'item/agentMessage/delta', from);
  return (started.params as { turn: { id: string } }).turn.id;
}

function turnsEnded(target: Target): number {
  return target.frames.filter(({ method }) => method === 'turn/completed').length;
}

async function untilEnded(target: Target, count: number): Promise<void> {
  for (let tries = 0; turnsEnded(target) < count && tries < 200; tries++) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function queueIds(target: Target, threadId: string): Promise<string[]> {
  const { result } = await target.request('thread/queue/list', { threadId });
  return (result as { data: { id: string }[] }).data.map(({ id }) => id);
}

const scenarios: UpkeepScenario[] = [
  {
    name: 'a queue and its refusals',
    versions: ['0.169.0'],
    heard: /^no news$/,
    script,
    async play(target) {
      const threadId = await thread(target);
      const ephemeral = await startThread(target, { ephemeral: true });
      const ask = (method: string, params: Frame): Promise<Frame> =>
        target.request(`thread/queue/${method}`, { threadId, ...params });
      for (const stranger of [UNKNOWN, 'garbage', ephemeral]) {
        await ask('add', { threadId: stranger, input: textInput('q'), clientUserMessageId: 'c' });
        await ask('list', { threadId: stranger });
        await ask('start', { threadId: stranger });
        await ask('reorder', { threadId: stranger, queuedSubmissionIds: [] });
      }
      await ask('start', {});
      await ask('start', { queuedSubmissionId: 'x' });
      await ask('delete', { queuedSubmissionId: 'x' });
      await ask('update', { queuedSubmissionId: 'x', input: textInput('q') });
      await ask('reorder', { queuedSubmissionIds: [] });
      await ask('add', { input: [], clientUserMessageId: 'c' });
      const turnId = await held(target, threadId);
      for (const words of ['first', 'second', 'third']) {
        await ask('add', { input: textInput(words), clientUserMessageId: words });
      }
      await ask('add', {
        input: textInput('4'),
        clientUserMessageId: '',
        responsesapiClientMetadata: { k: 'v' },
      });
      for (const page of [{ limit: 0 }, { limit: 2 }, { cursor: '2' }, { cursor: '9' }, { cursor: 'x' }]) {
        await ask('list', page);
      }
      const ids = await queueIds(target, threadId);
      const [first = '', second = ''] = ids;
      await ask('update', { queuedSubmissionId: second, input: textInput('second!') });
      await ask('update', { queuedSubmissionId: second, input: [] });
      await ask('reorder', { queuedSubmissionIds: ids.slice(1) });
      await ask('reorder', { queuedSubmissionIds: [first, first, second, second] });
      await ask('reorder', { queuedSubmissionIds: ids.toReversed() });
      await ask('start', {});
      await ask('delete', { queuedSubmissionId: first });
      await ask('delete', { queuedSubmissionId: first });
      await ask('list', {});
      await target.request('turn/interrupt', { threadId, turnId });
      await target.request('thread/archive', { threadId });
      await ask('list', {});
      await target.request('thread/unarchive', { threadId });
      await ask('start', {});
      await ask('list', {});
    },
  },
  {
    name: 'a queue that runs',
    versions: ['0.169.0'],
    heard: /^(thread\/queue\/changed|turn\/(started|completed))$/,
    script,
    async play(target) {
      const threadId = await thread(target);
      const add = (words: string): Promise<Frame> =>
        target.request('thread/queue/add', { threadId, input: textInput(words), clientUserMessageId: words });
      await add('at once');
      await untilEnded(target, 2);
      const turnId = await held(target, threadId);
      await add('second');
      await add('third');
      await target.request('turn/interrupt', { threadId, turnId });
      await untilEnded(target, 3);
      await target.request('thread/queue/list', { threadId });
      await target.request('thread/queue/start', { threadId });
      await untilEnded(target, 5);
      await target.request('thread/queue/list', { threadId });
      await target.request('thread/turns/list', { threadId, itemsView: 'full', sortDirection: 'asc' });
    },
  },
  {
    name: 'read receipts',
    versions: ['0.169.0'],
    heard: /^thread\/readState\/changed$/,
    script,
    async play(target) {
      const threadId = await thread(target);
      const fresh = await startThread(target);
      const ephemeral = await startThread(target, { ephemeral: true });
      const update = async (type: string, expectedRevision: string, of = threadId): Promise<string> => {
        const params = { threadId: of, operation: { type }, expectedRevision };
        const { result } = await target.request('thread/readState/update', params);
        return (result as { readState: { revision: string } } | undefined)?.readState.revision ?? '';
      };
      for (const stranger of [UNKNOWN, 'garbage', fresh, ephemeral]) await update('read', 'x', stranger);
      await update('read', 'x');
      const { result } = await target.request('thread/read', { threadId });
      const { revision } = (result as { readState: { revision: string } }).readState;
      await update('opened', revision);
      let next = await update('read', revision);
      next = await update('read', next);
      await update('read', revision);
      next = await update('unread', next);
      await runTurn(target, threadId, 'two');
      const { result: after } = await target.request('thread/read', { threadId });
      await update('read', (after as { readState: { revision: string } }).readState.revision);
      await runTurn(target, threadId, 'three');
      const { result: turns } = await target.request('thread/turns/list', { threadId, limit: 1 });
      const [last] = (turns as { data: { id: string }[] }).data;
      await target.request('thread/revert', { threadId, beforeTurnId: last?.id });
    },
  },
  {
    name: 'memories and small things',
    versions: ['0.169.0'],
    heard: /^no news$/,
    script,
    async play(target) {
      const threadId = await thread(target);
      const fresh = await startThread(target);
      const ephemeral = await startThread(target, { ephemeral: true });
      for (const minConsolidatedThreads of [undefined, 0, 1, 4096, 4097]) {
        await target.request('memory/status', { minConsolidatedThreads });
      }
      await target.request('memory/status');
      for (const id of [threadId, fresh, ephemeral, UNKNOWN, 'garbage']) {
        await target.request('thread/memoryMode/set', { threadId: id, mode: 'disabled' });
        await target.request('thread/memory/read', { threadId: id });
        await target.request('turn/settings/update', { threadId: id, turnId: 'x', model: 'gpt-5.5' });
      }
      await target.request('thread/memoryMode/set', { threadId, mode: 'polluted' });
      await target.request('memory/reset');
      await target.request('rollout/compress');
    },
  },
  {
    name: 'summaries',
    versions: ['0.169.0', '0.118.0'],
    heard: /^no news$/,
    script,
    async play(target) {
      const threadId = await thread(target);
      const { result } = await target.request('thread/read', { threadId });
      const { path } = (result as { thread: { path: string } }).thread;
      const asked: Frame[] = [
        { conversationId: threadId },
        { rolloutPath: path },
        { rolloutPath: path.slice(`${target.home}/codex/`.length) },
        { rolloutPath: '/no/such/file' },
        { rolloutPath: 'nothing' },
        { conversationId: UNKNOWN },
        { conversationId: 'garbage' },
        {},
      ];
      for (const params of asked) await target.request('getConversationSummary', params);
      await target.request('thread/archive', { threadId });
      await target.request('getConversationSummary', { conversationId: threadId });
    },
  },
  {
    name: 'reading an archived thread',
    versions: ['0.169.0', '0.118.0'],
    heard: /^no news$/,
    script,
    async play(target) {
      const threadId = await thread(target);
      await target.request('thread/archive', { threadId });
      for (const includeTurns of [false, true])
        await target.request('thread/read', { threadId, includeTurns });
    },
  },
];

describe.each<Version>(['0.169.0', '0.118.0'])('the upkeep of threads, beside the real %s', (version) => {
  it.each(scenarios.filter(({ versions }) => versions.includes(version)))(
    'says the same of: $name',
    async (scenario) => {
      const ours = await answersFirst('ours', version, scenario);
      const real = await answersFirst('real', version, scenario);
      expect(unexplained(differences(ours, real), version)).toEqual([]);
    },
  );
});

describe.each(['ours', 'real'] as const)('a queue after a restart, on %s', (side) => {
  it('is still there, and runs in order', async () => {
    const backend = createBackend({ script });
    await backend.listen();
    const home = freshFolder('queue');
    const start = async (): Promise<Target> => {
      const target = await startTarget({ side, version: '0.169.0', config: backend.codexConfig(), home });
      await handshake(target);
      return target;
    };
    let target = await start();
    try {
      const threadId = await startThread(target);
      await runTurn(target, threadId, 'one');
      await held(target, threadId);
      for (const words of ['second', 'third']) {
        await target.request('thread/queue/add', {
          threadId,
          input: textInput(words),
          clientUserMessageId: words,
        });
      }
      await target.close();
      target = await start();
      expect(await queueIds(target, threadId)).toHaveLength(2);
      await target.request('thread/resume', { threadId, excludeTurns: true });
      await target.request('thread/queue/start', { threadId });
      await untilEnded(target, 2);
      expect(await queueIds(target, threadId)).toEqual([]);
      const { result } = await target.request('thread/items/list', { threadId });
      const items = (result as { data: { item?: { type: string; content?: { text: string }[] } }[] }).data;
      const words = items.flatMap(({ item }) =>
        item?.type === 'userMessage' ? (item.content ?? []).map((part) => part.text) : [],
      );
      expect(words).toEqual(['one', 'hold', 'second', 'third']);
    } finally {
      await target.close();
      await backend.close();
      rmSync(home, { recursive: true, force: true, maxRetries: 5 });
    }
  });
});
