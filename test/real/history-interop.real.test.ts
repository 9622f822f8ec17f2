// Histories that were changed: turns taken back, conversations compacted. What our server did to one, the real servers
// must find done, and the other way round, in a home that they use in turns.
import { rmSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { type Backend, createBackend, type Script } from '../../src/backend/index.js';
import type { Thread } from '../../src/protocol/index.js';
import { handshake, runTurn, startThread } from './support/compare.js';
import {
  type Frame,
  freshFolder,
  type Side,
  startTarget,
  type Target,
  type Version,
} from './support/target.js';

const versions = ['0.118.0', '0.169.0'] as const;
const cleanups: (() => unknown)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

interface Household {
  readonly backend: Backend;
  /** Starts a server on the home, has something done, and ends it. */
  with<T>(side: Side, version: Version, work: (target: Target) => Promise<T>): Promise<T>;
}

async function household(script: Script, settings = ''): Promise<Household> {
  const home = freshFolder('history');
  const backend = createBackend({ script });
  await backend.listen();
  cleanups.push(
    () => rmSync(home, { recursive: true, force: true, maxRetries: 5 }),
    () => backend.close(),
  );
  const config = `approval_policy = "never"\nsandbox_mode = "danger-full-access"\n${settings}${backend.codexConfig()}`;
  return {
    backend,
    async with(side, version, work) {
      const target = await startTarget({ side, version, config, home });
      try {
        await handshake(target);
        return await work(target);
      } finally {
        await target.close();
      }
    },
  };
}

async function result<T>(answer: Promise<Frame>): Promise<T> {
  const frame = await answer;
  if (!('result' in frame)) throw new Error(JSON.stringify(frame));
  return frame.result as T;
}

/** What the user said in each turn. */
function asked({ turns }: Thread): string[] {
  return turns.map(({ items }) => {
    const said = items.find((item) => item.type === 'userMessage');
    const text = said?.content[0];
    return text?.type === 'text' ? text.text : '';
  });
}

async function resume(target: Target, threadId: string): Promise<Thread> {
  return (await result<{ thread: Thread }>(target.request('thread/resume', { threadId }))).thread;
}

async function begin(target: Target, ...words: string[]): Promise<{ threadId: string; turnIds: string[] }> {
  const threadId = await startThread(target);
  for (const word of words) await runTurn(target, threadId, word);
  return { threadId, turnIds: await turnIds(target, threadId) };
}

async function turnIds(target: Target, threadId: string): Promise<string[]> {
  const page = target.request('thread/turns/list', { threadId, sortDirection: 'asc' });
  return (await result<{ data: { id: string }[] }>(page)).data.map(({ id }) => id);
}

/** Runs a turn and tells which of the words its request to the model held. */
async function seenIn(at: Household, target: Target, threadId: string, word: string): Promise<string[]> {
  at.backend.clearRequests();
  await runTurn(target, threadId, word);
  const body = JSON.stringify(at.backend.requests.at(-1)?.body);
  return ['apricot', 'bilberry', 'cherry', 'damson', 'elderberry', 'A summary'].filter((one) =>
    body.includes(one),
  );
}

describe('turns that we took back', () => {
  const script: Script = { replies: [{ text: 'Fine.', times: 'always' }] };

  it.each(['has not been there before', 'keeps other threads there'])(
    'are gone for a real 0.169.0 that %s, and what it adds is seen by us',
    async (before) => {
      const at = await household(script);
      if (before === 'keeps other threads there') {
        await at.with('real', '0.169.0', (target) => begin(target, 'something else'));
      }
      const threadId = await at.with('ours', '0.169.0', async (target) => {
        const begun = await begin(target, 'apricot', 'bilberry', 'cherry');
        await result(
          target.request('thread/revert', { threadId: begun.threadId, beforeTurnId: begun.turnIds[1] }),
        );
        await runTurn(target, begun.threadId, 'damson');
        return begun.threadId;
      });
      await at.with('real', '0.169.0', async (target) => {
        expect(asked(await resume(target, threadId))).toEqual(['apricot', 'damson']);
        expect(await seenIn(at, target, threadId, 'elderberry')).toEqual(['apricot', 'damson', 'elderberry']);
      });
      await at.with('ours', '0.169.0', async (target) => {
        expect(asked(await resume(target, threadId))).toEqual(['apricot', 'damson', 'elderberry']);
      });
    },
  );

  it('are gone for a real 0.169.0 that knew the thread, too, and no other turn of either is lost', async () => {
    const at = await household(script);
    const { threadId, turnIds: ids } = await at.with('real', '0.169.0', (target) =>
      begin(target, 'apricot', 'bilberry'),
    );
    await at.with('ours', '0.169.0', async (target) => {
      await resume(target, threadId);
      await result(target.request('thread/revert', { threadId, beforeTurnId: ids[1] }));
      expect(await seenIn(at, target, threadId, 'cherry')).toEqual(['apricot', 'cherry']);
    });
    await at.with('real', '0.169.0', async (target) => {
      expect(asked(await resume(target, threadId))).toEqual(['apricot', 'cherry']);
      await runTurn(target, threadId, 'damson');
    });
    await at.with('ours', '0.169.0', async (target) => {
      expect(asked(await resume(target, threadId))).toEqual(['apricot', 'cherry', 'damson']);
    });
  });
});

describe('turns that the real 0.169.0 took back, again and again', () => {
  it('are gone for us, in forks too', async () => {
    const at = await household({ replies: [{ text: 'Fine.', times: 'always' }] });
    const [threadId, forkId] = await at.with('real', '0.169.0', async (target) => {
      const begun = await begin(target, 'apricot', 'bilberry');
      const revert = (beforeTurnId = ''): Promise<unknown> =>
        result(target.request('thread/revert', { threadId: begun.threadId, beforeTurnId }));
      await revert(begun.turnIds[1]);
      await runTurn(target, begun.threadId, 'cherry');
      await runTurn(target, begun.threadId, 'damson');
      await revert((await turnIds(target, begun.threadId)).at(-1));
      const fork = await result<{ thread: Thread }>(
        target.request('thread/fork', { threadId: begun.threadId }),
      );
      await runTurn(target, fork.thread.id, 'elderberry');
      return [begun.threadId, fork.thread.id];
    });
    await at.with('ours', '0.169.0', async (target) => {
      const listed = await result<{ data: Thread[] }>(target.request('thread/list', { modelProviders: [] }));
      expect(listed.data.map(({ id, preview }) => [id, preview])).toEqual([
        [forkId, 'apricot'],
        [threadId, 'apricot'],
      ]);
      expect(asked(await resume(target, threadId))).toEqual(['apricot', 'cherry']);
      expect(asked(await resume(target, forkId))).toEqual(['apricot', 'cherry', 'elderberry']);
      expect(await seenIn(at, target, forkId, 'and now')).toEqual(['apricot', 'cherry', 'elderberry']);
      expect(await target.request('thread/delete', { threadId })).toMatchObject({
        error: { message: expect.stringContaining('forked history still references it') },
      });
    });
  });
});

describe.each(versions)('a conversation that was compacted by itself, under %s', (version) => {
  const script: Script = {
    replies: [
      { when: { kind: 'compaction' }, text: 'A summary.', usage: { input: 300, output: 30 } },
      { when: { text: 'bilberry' }, times: 1, text: 'Full.', usage: { input: 100_000, output: 10 } },
      { text: 'Fine.', times: 'always', usage: { input: 100, output: 10 } },
    ],
  };

  it.each<[Side, Side]>([
    ['ours', 'real'],
    ['real', 'ours'],
  ])('on %s goes on compacted on %s, and back', async (first, second) => {
    const at = await household(script, 'model_auto_compact_token_limit = 100000\n');
    const threadId = await at.with(first, version, async (target) => {
      const id = await startThread(target, version === '0.118.0' ? { persistExtendedHistory: true } : {});
      for (const word of ['apricot', 'bilberry', 'cherry']) await runTurn(target, id, word);
      return id;
    });
    expect(at.backend.requests.filter(({ reply }) => reply === 'replies[0]')).toHaveLength(1);
    for (const [side, word] of [
      [second, 'damson'],
      [first, 'elderberry'],
    ] as const) {
      await at.with(side, version, async (target) => {
        const thread = await resume(target, threadId);
        expect(asked(thread)).toEqual([
          'apricot',
          'bilberry',
          'cherry',
          ...(word === 'elderberry' ? ['damson'] : []),
        ]);
        const seen = await seenIn(at, target, threadId, word);
        expect(seen).toEqual(expect.arrayContaining(['A summary', 'cherry', word]));
        const body = JSON.stringify(at.backend.requests.at(-1)?.body);
        // What the model had answered before the summary is told no more.
        expect(body).not.toContain('Full.');
      });
    }
  });
});

describe('a legacy thread of 0.169.0', () => {
  const script: Script = { replies: [{ text: 'Fine.', times: 'always' }] };

  it.each<[Side, Side]>([
    ['ours', 'real'],
    ['real', 'ours'],
  ])(
    'begun by %s goes on with %s, is read by both real versions, and stays legacy',
    async (first, second) => {
      const at = await household(script);
      const threadId = await at.with(first, '0.169.0', async (target) => {
        const id = await startThread(target, { historyMode: 'legacy' });
        for (const word of ['apricot', 'bilberry']) await runTurn(target, id, word);
        return id;
      });
      for (const [side, version, said] of [
        [second, '0.169.0', ['apricot', 'bilberry']],
        [first, '0.169.0', ['apricot', 'bilberry', 'cherry']],
        ['real', '0.118.0', ['apricot', 'bilberry', 'cherry', 'cherry']],
      ] as const) {
        await at.with(side, version, async (target) => {
          const thread = await resume(target, threadId);
          if (version === '0.169.0') expect(thread.historyMode).toBe('legacy');
          expect(asked(thread)).toEqual(said);
          await runTurn(target, threadId, 'cherry');
        });
      }
    },
  );
});
