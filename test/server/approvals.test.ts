// Several clients and the same questions, with the real tools behind them.

import { mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Backend, createBackend, type Script } from '../../src/backend/index.js';
import { loadProfile } from '../../src/protocol/index.js';
import { type AppServer, createAppServer } from '../../src/server/index.js';
import { createMemoryPair } from '../../src/transport/index.js';
import { type Frame, loadChecks, TestClient } from './support/test-client.js';
import { text, VERSIONS } from './support/test-server.js';

const METHOD = 'item/commandExecution/requestApproval';
const FULL = { type: 'dangerFullAccess' };

let home: string;
let backend: Backend;
let server: AppServer;
beforeEach(() => {
  home = mkdtempSync(path.join(import.meta.dirname, '..', '..', '.cache', 'approvals-'));
});
afterEach(async () => {
  await server.close();
  await backend.close();
  rmSync(home, { recursive: true, force: true, maxRetries: 3 });
});

async function started(version: string, script: Script, config: string[] = []): Promise<void> {
  backend = await createBackend({ script }).listen();
  server = createAppServer({
    profile: version,
    codexHome: path.join(home, 'codex'),
    cwd: home,
    env: { PATH: process.env.PATH, SHELL: '/bin/bash' },
    backendUrl: backend.baseUrl,
    config,
  });
}

async function client(): Promise<TestClient> {
  const [near, far] = createMemoryPair();
  server.connect(far);
  const made = new TestClient(near, await loadChecks(loadProfile(server.version)));
  await made.initialize();
  return made;
}

/** Parallel calls of commands that need consent, then the end of the turn. */
const calls = (count: number): Script['replies'] => [
  {
    parts: Array.from({ length: count }, (_, at) => ({
      call: { name: 'exec_command', id: `call_${at}`, arguments: { cmd: 'echo $((1))' } },
    })),
  },
  'done',
];

const startTurn = (from: TestClient, threadId: string): Promise<{ turn: { id: string } }> =>
  from.call('turn/start', {
    threadId,
    input: text('go'),
    approvalPolicy: 'untrusted',
    sandboxPolicy: FULL,
  });

const say = (to: TestClient, frame: object): void => to.sendRaw(JSON.stringify(frame));
const questionsIn = (frames: readonly Frame[]): Frame[] => frames.filter(({ method }) => method === METHOD);
const statusOf = (frames: readonly Frame[], id: string): string[] =>
  frames
    .filter(({ method, params }) => method === 'item/completed' && params.item.id === id)
    .map(({ params }) => params.item.status);

describe.each(VERSIONS)('an approval of %s', { timeout: 60_000 }, (version) => {
  test('stays open when the last client leaves, and is put to whoever comes back', async () => {
    await started(version, { replies: calls(1) });
    const first = await client();
    const { thread } = await first.call('thread/start');
    await startTurn(first, thread.id);
    const asked = await first.until(({ method }) => method === METHOD);
    await first.close();
    const second = await client();
    const resumed = await second.call('thread/resume', { threadId: thread.id });
    expect(resumed.thread.status.activeFlags).toEqual(['waitingOnApproval']);
    const again = await second.until(({ method }) => method === METHOD);
    expect(again.id).toBe(asked.id);
    say(second, { id: again.id, result: { decision: 'accept' } });
    await second.notification('turn/completed');
    expect(statusOf(second.frames, 'call_0')).toEqual(['completed']);
  });

  test('ends with the thread when the last client lets go of that', async () => {
    await started(version, { replies: calls(1) });
    const only = await client();
    const { thread } = await only.call('thread/start');
    const { turn } = await startTurn(only, thread.id);
    const asked = await only.until(({ method }) => method === METHOD);
    await only.call('thread/unsubscribe', { threadId: thread.id });
    if (version === '0.169.0') {
      // It stays loaded, and so does the question.
      const { thread: joined } = await only.call('thread/resume', { threadId: thread.id });
      expect(joined.status.activeFlags).toEqual(['waitingOnApproval']);
      return;
    }
    await only.notification('thread/closed');
    say(only, { id: asked.id, result: { decision: 'accept' } });
    const { thread: read } = await only.call('thread/read', { threadId: thread.id, includeTurns: true });
    expect(read.turns.at(-1)).toMatchObject({ id: turn.id, status: 'interrupted' });
  });

  test('for permissions is void when its turn is stopped, and grants nothing afterwards', async () => {
    const wish = { network: { enabled: true } };
    await started(
      version,
      {
        replies: [
          { call: { name: 'request_permissions', id: 'ask', arguments: { permissions: wish } } },
          {
            call: {
              name: 'exec_command',
              id: 'run',
              arguments: { cmd: 'echo "[$CODEX_SANDBOX_NETWORK_DISABLED]"' },
            },
          },
          'done',
        ],
      },
      ['features.request_permissions_tool=true'],
    );
    const only = await client();
    const { thread } = await only.call('thread/start', {
      approvalPolicy: 'on-request',
      sandbox: 'read-only',
    });
    const { turn } = await only.call('turn/start', { threadId: thread.id, input: text('go') });
    const asked = await only.until(({ method }) => method === 'item/permissions/requestApproval');
    await only.call('turn/interrupt', { threadId: thread.id, turnId: turn.id });
    await only.notification('serverRequest/resolved');
    say(only, { id: asked.id, result: { permissions: wish, scope: 'session' } });
    const since = only.frames.length;
    await only.call('turn/start', { threadId: thread.id, input: text('again') });
    await only.notification('turn/completed', since);
    expect(JSON.stringify(backend.requests.at(-1)?.body)).toContain('[1]');
  });
});

/** What one of the clients says to one of the questions. */
interface Word {
  readonly by: number;
  readonly to: number;
  readonly as: 'accept' | 'decline' | 'acceptForSession' | 'error' | 'nonsense' | 'string id' | 'unknown id';
}

const CLIENTS = 3;
const QUESTIONS = 2;
const word: fc.Arbitrary<Word> = fc.record({
  by: fc.nat(CLIENTS - 1),
  to: fc.nat(QUESTIONS - 1),
  as: fc.constantFrom('accept', 'decline', 'error', 'nonsense', 'string id', 'unknown id'),
});

function frameOf({ as }: Word, id: number): object {
  switch (as) {
    case 'error':
      return { id, error: { code: -1, message: 'no' } };
    case 'nonsense':
      return { id, result: { decision: 'perhaps' } };
    case 'string id':
      return { id: String(id), result: { decision: 'accept' } };
    case 'unknown id':
      return { id: id + 1000, result: { decision: 'accept' } };
    default:
      return { id, result: { decision: as } };
  }
}

/** Whether a word settles the question it is said to. */
const counts = ({ as }: Word): boolean => as !== 'string id' && as !== 'unknown id';

describe('whatever several clients say', () => {
  test('the first answer to each question counts, everyone hears its end once, and each item ends once', async () => {
    await started('0.169.0', { replies: ['hello'] });
    const [starter, ...others] = await Promise.all(Array.from({ length: CLIENTS }, () => client()));
    if (starter === undefined) throw new Error('no client');
    const everyone = [starter, ...others];
    const { thread } = await starter.call('thread/start');
    await startTurn(starter, thread.id);
    await starter.notification('turn/completed');
    for (const other of others) await other.call('thread/resume', { threadId: thread.id });

    const play = async (words: readonly Word[]): Promise<void> => {
      backend.setScript({ replies: calls(QUESTIONS) });
      const since = everyone.map(({ frames }) => frames.length);
      await startTurn(starter, thread.id);
      const seen = (at: number): Frame[] => everyone[at]?.frames.slice(since[at]) ?? [];
      await Promise.all(
        everyone.map((one, at) => one.until(() => questionsIn(seen(at)).length === QUESTIONS)),
      );
      const ids = questionsIn(seen(0)).map(({ id, params }) => ({
        id: Number(id),
        item: String(params.itemId),
      }));
      for (const said of words) {
        const question = ids[said.to];
        if (question !== undefined) say(everyone[said.by] as TestClient, frameOf(said, question.id));
        // Frames of one client keep their order; between two of them a round lets the first one through.
        await new Promise((resolve) => setImmediate(resolve));
      }
      const unanswered = ids.filter((_, at) => !words.some((said) => said.to === at && counts(said)));
      for (const { id } of unanswered) say(starter, { id, result: { decision: 'decline' } });
      await Promise.all(
        everyone.map((one, at) =>
          one.until(() => seen(at).some(({ method }) => method === 'turn/completed')),
        ),
      );
      for (const [at] of everyone.entries()) {
        const frames = seen(at);
        const resolved = frames.filter(({ method }) => method === 'serverRequest/resolved');
        expect(resolved).toHaveLength(QUESTIONS);
        expect(new Set(resolved.map(({ params }) => params.requestId))).toEqual(
          new Set(ids.map(({ id }) => id)),
        );
        for (const [to, { item }] of ids.entries()) {
          const first = words.find((said) => said.to === to && counts(said));
          const expected =
            first === undefined || first.as === 'decline'
              ? 'declined'
              : first.as === 'accept'
                ? 'completed'
                : 'failed';
          expect(statusOf(frames, item)).toEqual([expected]);
        }
      }
    };
    await fc.assert(fc.asyncProperty(fc.array(word, { maxLength: 8 }), play), { numRuns: 15 });
  }, 60_000);
});
