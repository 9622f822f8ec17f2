import { afterEach, describe, expect, test } from 'vitest';
import { message } from './support/manual-model.js';
import type { TestClient } from './support/test-client.js';
import { type TestServer, testServer, text } from './support/test-server.js';

let server: TestServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

async function talk(...words: string[]): Promise<{ client: TestClient; threadId: string }> {
  server = await testServer({ version: '0.169.0' });
  const client = await server.connect();
  const { thread } = await client.call('thread/start');
  for (const [index, word] of words.entries()) {
    const from = client.frames.length;
    await client.call('turn/start', { threadId: thread.id, input: text(word) });
    const play = await server.model.play(index);
    play.send(...message(`msg_${index}`, `Answer ${word}`));
    play.complete();
    await client.notification('turn/completed', from);
  }
  return { client, threadId: thread.id };
}

describe('the history of a thread', () => {
  test('comes in pages of turns, newest first, as summaries', async () => {
    const { client, threadId } = await talk('one', 'two', 'three');
    const first = await client.call('thread/turns/list', { threadId, limit: 2 });
    expect(
      first.data.map((turn: { items: { type: string }[] }) => turn.items.map(({ type }) => type)),
    ).toEqual([
      ['userMessage', 'agentMessage'],
      ['userMessage', 'agentMessage'],
    ]);
    expect(first.data.map(({ itemsView }: { itemsView: string }) => itemsView)).toEqual([
      'summary',
      'summary',
    ]);
    const rest = await client.call('thread/turns/list', { threadId, limit: 2, cursor: first.nextCursor });
    expect(rest.data).toHaveLength(1);
    expect(rest.nextCursor).toBeNull();
    const bare = await client.call('thread/turns/list', { threadId, itemsView: 'notLoaded' });
    expect(bare.data.map(({ items }: { items: unknown[] }) => items)).toEqual([[], [], []]);
  });

  test('comes with a thread, as the page that was asked for', async () => {
    const { client, threadId } = await talk('one', 'two');
    const resume = (initialTurnsPage: object | null) =>
      client.call('thread/resume', { threadId, excludeTurns: true, initialTurnsPage });
    expect((await resume(null)).initialTurnsPage).toBeNull();
    const { thread, initialTurnsPage: page } = await resume({ limit: 1, itemsView: 'notLoaded' });
    expect(thread.turns).toEqual([]);
    const { data } = await client.call('thread/turns/list', { threadId, itemsView: 'notLoaded' });
    expect(page.data).toEqual([data[0]]);
    const rest = await client.call('thread/turns/list', {
      threadId,
      cursor: page.nextCursor,
      itemsView: 'notLoaded',
    });
    expect(rest.data).toEqual([data[1]]);
  });

  test('comes in pages of items, oldest first, of all turns or one', async () => {
    const { client, threadId } = await talk('one', 'two');
    const all = await client.call('thread/items/list', { threadId });
    expect(all.data.map(({ item }: { item: { type: string } }) => item.type)).toEqual([
      'userMessage',
      'agentMessage',
      'userMessage',
      'agentMessage',
    ]);
    const { turnId } = all.data[2];
    const one = await client.call('thread/items/list', { threadId, turnId });
    expect(one.data).toEqual(all.data.slice(2));
    const anchor = { type: 'item', itemId: one.data[1].item.id };
    const anchored = await client.call('thread/items/list', { threadId, turnId, cursor: anchor });
    expect(anchored.data).toEqual(one.data.slice(1));
    const read = await client.call('thread/items/read', {
      threadId,
      turnId,
      itemIds: ['no', one.data[0].item.id],
    });
    expect(read.data).toEqual([one.data[0]]);
  });

  test('is a timeline whose pages go backwards from the end', async () => {
    const { client, threadId } = await talk('one');
    const whole = await client.call('thread/timeline/list', { threadId });
    expect(whole.data.map(({ type }: { type: string }) => type)).toEqual([
      'turnStarted',
      'item',
      'item',
      'turnCompleted',
    ]);
    const last = await client.call('thread/timeline/list', { threadId, limit: 3 });
    expect(last.data).toEqual(whole.data.slice(1));
    const before = await client.call('thread/timeline/list', { threadId, cursor: last.nextCursor });
    expect(before.data).toEqual(whole.data.slice(0, 1));
    expect(whole.data[0].turnId).toBe(whole.data[3].turnId);
  });

  test('is searched, in one thread and in all', async () => {
    const { client, threadId } = await talk('hay', 'a Needle here');
    const hits = await client.call('thread/searchOccurrences', { threadId, searchTerm: 'needle' });
    expect(hits.data.map(({ snippet }: { snippet: string }) => snippet)).toEqual([
      'a Needle here',
      'Answer a Needle here',
    ]);
    expect(hits.data[0].snippetMatchRange).toEqual({ start: 2, end: 8 });
    const turn = await client.call('thread/turns/list', { threadId, cursor: hits.data[0].turnCursor });
    expect(turn.data[0].id).toBe(hits.data[0].turnId);
    const found = await client.call('thread/search', { searchTerm: 'NEEDLE' });
    expect(found.data).toMatchObject([{ thread: { id: threadId }, snippet: 'a Needle here' }]);
    expect((await client.call('thread/search', { searchTerm: 'nothing' })).data).toEqual([]);
  });

  test.each([
    ['thread/turns/list', {}, -32600, /is not materialized yet; thread\/turns\/list is unavailable/],
    ['thread/items/list', {}, -32601, /^thread\/items\/list is not supported yet$/],
    ['thread/items/list', { cursor: { type: 'item', itemId: 'x' } }, -32602, /^turnId is required when/],
    ['thread/items/read', { turnId: 'x', itemIds: [] }, -32600, /^itemIds must contain 1 to 100 IDs$/],
    ['thread/search', { searchTerm: ' ' }, -32600, /^thread\/search requires a non-empty searchTerm$/],
  ])('is refused by %s %j', async (method, params, code, words) => {
    const { client, threadId } = await talk();
    const { error } = await client.ask(method, { threadId, ...params });
    expect(error).toMatchObject({ code, message: expect.stringMatching(words) });
  });
});

test('a legacy thread stays one when it is loaded anew and forked, and has no pages of items', async () => {
  server = await testServer({ version: '0.169.0' });
  const client = await server.connect();
  const { thread } = await client.call('thread/start', { historyMode: 'legacy' });
  expect(thread.historyMode).toBe('legacy');
  await client.call('turn/start', { threadId: thread.id, input: text('one') });
  const play = await server.model.play(0);
  play.send(...message('msg_0', 'Answer one'));
  play.complete();
  await client.notification('turn/completed');
  const { thread: fork } = await client.call('thread/fork', { threadId: thread.id });
  await client.call('thread/archive', { threadId: thread.id });
  await client.call('thread/unarchive', { threadId: thread.id });
  for (const { id } of [thread, fork]) {
    const resumed = await client.call('thread/resume', { threadId: id });
    expect(resumed.thread.historyMode).toBe('legacy');
    expect(resumed.thread.turns).toHaveLength(1);
    expect([resumed.turnsBackwardsCursor, resumed.itemsBackwardsCursor]).toEqual([null, null]);
    const items = await client.ask('thread/items/list', { threadId: id });
    expect(items.error).toMatchObject({ code: -32601, message: 'thread/items/list is not supported yet' });
  }
  const attached = await client.ask('thread/fork', { threadId: thread.id, attachToSource: true });
  expect(attached.error?.message).toBe('attachToSource requires a paginated parent');
});
