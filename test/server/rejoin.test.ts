import { afterEach, describe, expect, test } from 'vitest';
import type { ModelEvent } from '../../src/domain/ports.js';
import { delta, message, messageDone, messageStart, type Play } from './support/manual-model.js';
import type { Frame, TestClient } from './support/test-client.js';
import {
  settle,
  type TestServer,
  type TestServerOptions,
  testServer,
  text,
  VERSIONS,
} from './support/test-server.js';

let server: TestServer | undefined;
const start = async (options: TestServerOptions = {}): Promise<TestServer> => {
  server = await testServer(options);
  return server;
};
afterEach(async () => {
  await server?.close();
  server = undefined;
});

/** One whole response, event by event: reasoning with two summaries, then two messages. */
const STEPS: readonly ModelEvent[] = [
  { type: 'created', model: null },
  { type: 'itemAdded', item: { type: 'reasoning', id: 'rs_1', summary: [] } },
  { type: 'reasoningSummaryPartAdded', summaryIndex: 0 },
  { type: 'reasoningSummaryDelta', summaryIndex: 0, delta: 'think ' },
  { type: 'reasoningSummaryDelta', summaryIndex: 0, delta: 'hard' },
  { type: 'reasoningTextDelta', contentIndex: 0, delta: 'raw' },
  {
    type: 'itemDone',
    item: {
      type: 'reasoning',
      id: 'rs_1',
      summary: [{ type: 'summary_text', text: 'think hard' }],
      content: [{ type: 'reasoning_text', text: 'raw' }],
    },
  },
  ...messageStart('msg_1'),
  delta('Hello '),
  delta('big '),
  delta('world'),
  messageDone('msg_1', 'Hello big world'),
  ...messageStart('msg_2'),
  delta('second'),
  messageDone('msg_2', 'second'),
];

interface Item {
  id: string;
  type: string;
  text?: string;
  summary?: string[];
  content?: unknown[];
}

/** What a joiner believes: the snapshot, and every event after it applied the way a client would. */
class View {
  readonly items = new Map<string, Item>();
  /** What a client would stumble over. */
  readonly problems: string[] = [];
  readonly turnId: string;
  isOver = false;

  constructor(turn: { id: string; items: Item[] } | undefined) {
    this.turnId = turn?.id ?? '';
    for (const item of turn?.items ?? []) this.items.set(item.id, structuredClone(item));
  }

  apply({ method, params }: Frame): void {
    const id = params.itemId ?? params.item?.id;
    const known = this.items.get(id);
    if (method === 'item/started') {
      if (known) this.problems.push(`${id} starts, and was there already`);
      this.items.set(id, structuredClone(params.item));
    } else if (method?.endsWith('elta')) {
      if (known) extend(known, params);
      else this.problems.push(`a delta of ${id}, which nobody knows`);
    } else if (method === 'item/completed') {
      if (known && lostText(known, params.item))
        this.problems.push(`${id} is complete, and its deltas were not`);
      this.items.set(id, structuredClone(params.item));
    } else if (method === 'turn/completed') this.isOver = true;
  }
}

function extend(item: Item, { delta, summaryIndex }: { delta: string; summaryIndex?: number }): void {
  if (item.type === 'agentMessage') item.text = `${item.text}${delta}`;
  else if (summaryIndex !== undefined && item.summary) {
    item.summary[summaryIndex] = `${item.summary[summaryIndex] ?? ''}${delta}`;
  }
}

/** Whether what was streamed is not what it was meant to become. */
function lostText(streamed: Item, whole: Item): boolean {
  if (whole.type === 'agentMessage') return streamed.text !== whole.text;
  return whole.type === 'reasoning' && JSON.stringify(streamed.summary) !== JSON.stringify(whole.summary);
}

const shown = (items: Iterable<Item>): object[] =>
  [...items].map(({ type, text, summary, content }) => ({ type, text, summary, content }));

async function runningTurn(client: TestClient): Promise<{ threadId: string; turnId: string; play: Play }> {
  const { thread } = await client.call('thread/start');
  const { turn } = await client.call('turn/start', { threadId: thread.id, input: text('hello') });
  return { threadId: thread.id, turnId: turn.id, play: await (server as TestServer).model.play() };
}

describe.each(VERSIONS)('joining a turn of %s', (version) => {
  test.each(STEPS.map((_, index) => index).concat(STEPS.length))(
    'after %i events loses nothing and tells nothing twice',
    async (joinAt) => {
      const { connect } = await start({ version });
      const [client, joiner] = [await connect(), await connect()];
      const { threadId, turnId, play } = await runningTurn(client);
      for (const event of STEPS.slice(0, joinAt)) play.send(event);
      await settle();
      const { thread } = await joiner.call('thread/resume', { threadId });
      const from = joiner.frames.findIndex(({ result }) => result?.thread?.turns !== undefined) + 1;
      const view = new View(thread.turns.find(({ id }: { id: string }) => id === turnId));
      for (const event of STEPS.slice(joinAt)) play.send(event);
      play.complete();
      await joiner.notification('turn/completed');
      await client.notification('turn/completed');
      for (const frame of joiner.frames.slice(from)) if (frame.method) view.apply(frame);
      const full = await client.call('thread/read', { threadId, includeTurns: true });
      expect(thread.status).toEqual({ type: 'active', activeFlags: [] });
      expect(view.problems).toEqual([]);
      expect(view.turnId).toBe(turnId);
      expect(view.isOver).toBe(true);
      expect(shown(view.items.values())).toEqual(shown(full.thread.turns[0].items));
    },
  );

  test.each(STEPS.map((_, index) => index))(
    'in the same moment as event %i, several times over, is as good',
    async (joinAt) => {
      const { connect } = await start({ version });
      const [client, joiner] = [await connect(), await connect()];
      const { threadId, turnId, play } = await runningTurn(client);
      for (const event of STEPS.slice(0, joinAt)) play.send(event);
      const joins: Promise<unknown>[] = [];
      for (const event of STEPS.slice(joinAt)) {
        play.send(event);
        joins.push(joiner.call('thread/resume', { threadId }));
        await Promise.resolve();
      }
      play.complete();
      await Promise.all(joins);
      await joiner.notification('turn/completed');
      // Whatever answer a client starts from, what follows it completes it.
      for (const [at, { result }] of joiner.frames.entries()) {
        if (result?.thread?.turns === undefined) continue;
        const view = new View(result.thread.turns.find(({ id }: { id: string }) => id === turnId));
        for (const frame of joiner.frames.slice(at + 1)) if (frame.method) view.apply(frame);
        expect(view.problems).toEqual([]);
        expect([...view.items.values()].map(({ type }) => type)).toEqual([
          'userMessage',
          'reasoning',
          'agentMessage',
          'agentMessage',
        ]);
      }
    },
  );

  test('the message that streams is part of the snapshot, with its text so far', async () => {
    const { connect } = await start({ version });
    const [client, joiner] = [await connect(), await connect()];
    const { threadId, play } = await runningTurn(client);
    play.send(...messageStart('msg_1'), delta('Hello '), delta('big '));
    await settle();
    const { thread } = await joiner.call('thread/resume', { threadId });
    expect(thread.turns[0].items.at(-1)).toMatchObject({
      type: 'agentMessage',
      id: 'msg_1',
      text: 'Hello big ',
    });
  });

  test('the real behaviour, without it, can be had by name', async () => {
    const { connect } = await start({ version, behaviour: { snapshotIncludesPartialMessage: false } });
    const [client, joiner] = [await connect(), await connect()];
    const { threadId, play } = await runningTurn(client);
    play.send(...messageStart('msg_1'), delta('Hello '));
    await settle();
    const { thread } = await joiner.call('thread/resume', { threadId });
    expect(thread.turns[0].items.map(({ type }: { type: string }) => type)).toEqual(['userMessage']);
  });

  test('a thread can be joined before its first turn, which both then see whole', async () => {
    const { connect } = await start({ version });
    const [client, joiner] = [await connect(), await connect()];
    const { thread } = await client.call('thread/start', {});
    const joined = await joiner.call('thread/resume', { threadId: thread.id });
    expect(joined.thread).toMatchObject({ id: thread.id, turns: [], status: { type: 'idle' } });
    await client.call('turn/start', { threadId: thread.id, input: text('hello') });
    const play = await (server as TestServer).model.play();
    play.send(...message('msg_1', 'Hi'));
    play.complete();
    await joiner.notification('turn/completed');
    const turnsOnly = (log: readonly string[]) => log.filter((method) => /^(turn|item)\//.test(method));
    expect(turnsOnly(joiner.log)).toEqual(turnsOnly(client.log));
  });

  test('again on the same connection repeats no event', async () => {
    const { connect } = await start({ version });
    const client = await connect();
    const { threadId, play } = await runningTurn(client);
    await client.call('thread/resume', { threadId });
    play.send(...message('msg_1', 'Hi'));
    play.complete();
    await client.notification('turn/completed');
    expect(client.log.filter((method) => method === 'turn/completed')).toHaveLength(1);
  });

  test('overrides of a joiner are ignored', async () => {
    const { connect } = await start({ version });
    const [client, joiner] = [await connect(), await connect()];
    const { threadId } = await runningTurn(client);
    const joined = await joiner.call('thread/resume', { threadId, model: 'other', approvalPolicy: 'never' });
    expect(joined).toMatchObject({ model: 'gpt-test', approvalPolicy: 'on-request' });
  });

  test('a turn goes on without anyone, and the next joiner finds it whole', async () => {
    const { connect } = await start({ version });
    const client = await connect();
    const { threadId, play } = await runningTurn(client);
    play.send(...messageStart('msg_1'), delta('Hello '));
    await settle();
    await client.close();
    play.send(delta('world'), messageDone('msg_1', 'Hello world'));
    play.complete();
    await server?.core.interior?.agent.whenIdle();
    const joiner = await connect();
    const { thread } = await joiner.call('thread/resume', { threadId });
    expect(thread.status).toEqual({ type: 'idle' });
    expect(thread.turns[0].items.at(-1)).toMatchObject({ type: 'agentMessage', text: 'Hello world' });
  });

  test('a joiner in the middle of an interrupt sees the turn end exactly once', async () => {
    const { connect } = await start({ version });
    const [client, joiner] = [await connect(), await connect()];
    const { threadId, turnId, play } = await runningTurn(client);
    play.send(...messageStart('msg_1'), delta('Hello '));
    await settle();
    const interrupted = client.call('turn/interrupt', { threadId, turnId });
    const joins = [];
    for (let round = 0; round < 10; round += 1) {
      joins.push(joiner.call('thread/resume', { threadId }));
      await Promise.resolve();
    }
    await Promise.all([interrupted, ...joins]);
    await client.notification('turn/completed');
    await settle();
    for (const [at, { result }] of joiner.frames.entries()) {
      const turn = result?.thread?.turns?.at(0);
      if (turn === undefined) continue;
      const later = joiner.log.slice(at).filter((method) => method === 'turn/completed').length;
      expect({ status: turn.status, later }).toEqual(
        turn.status === 'inProgress'
          ? { status: 'inProgress', later: 1 }
          : { status: 'interrupted', later: 0 },
      );
    }
  });
});
