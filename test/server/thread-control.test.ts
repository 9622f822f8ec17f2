import { afterEach, describe, expect, test } from 'vitest';
import { message } from './support/manual-model.js';
import type { TestClient } from './support/test-client.js';
import { type TestServer, testServer, text } from './support/test-server.js';

let server: TestServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

async function say(client: TestClient, threadId: string, word: string): Promise<string> {
  const { model } = server as TestServer;
  const from = client.frames.length;
  const index = model.plays.length;
  const { turn } = await client.call('turn/start', { threadId, input: text(word) });
  const play = await model.play(index);
  play.send(...message(`msg_${index}`, `Answer ${word}`));
  play.complete();
  await client.notification('turn/completed', from);
  return turn.id;
}

async function talk(version: '0.169.0' | '0.118.0', ...words: string[]) {
  server = await testServer({ version });
  const client = await server.connect();
  const { thread } = await client.call('thread/start');
  const turnIds: string[] = [];
  for (const word of words) turnIds.push(await say(client, thread.id, word));
  return { client, threadId: thread.id as string, turnIds, model: server.model };
}

const inputText = (input: readonly unknown[]): string => JSON.stringify(input);

describe.each(['0.169.0', '0.118.0'] as const)('a compaction of %s', (version) => {
  test('replaces the history by what the user said and a summary', async () => {
    const { client, threadId, model } = await talk(version, 'one', 'two');
    const from = client.frames.length;
    await client.call('thread/compact/start', { threadId });
    const play = await model.play(2);
    expect(play.request.tools).toEqual([]);
    expect(inputText(play.request.input)).toContain('Answer two');
    play.send(...message('msg_c', 'SUMMARY'));
    play.complete();
    await client.notification('turn/completed', from);
    const heard = client.log.slice(client.log.indexOf('turn/started', from));
    expect(heard.includes('thread/compacted')).toBe(version === '0.118.0');
    const items = client.frames
      .slice(from)
      .flatMap((frame) => (frame.method === 'item/completed' ? [frame.params.item.type] : []));
    expect(items).toEqual(['contextCompaction']);
    await say(client, threadId, 'three');
    const next = inputText(model.plays[3]?.request.input ?? []);
    expect(next).toContain('SUMMARY');
    expect(next).toContain('"one"');
    expect(next).not.toContain('Answer one');
    expect(next.split('<environment_context>')).toHaveLength(2);
  });

  test('can be interrupted, is not steered, and leaves the history as it was', async () => {
    const { client, threadId, model } = await talk(version, 'one');
    const from = client.frames.length;
    await client.call('thread/compact/start', { threadId });
    await model.play(1);
    const { params } = await client.notification('turn/started', from);
    const turnId = params.turn.id;
    const steered = await client.ask('turn/steer', { threadId, expectedTurnId: turnId, input: text('x') });
    expect(steered.error?.message).toBe('cannot steer a compact turn');
    await client.call('turn/interrupt', { threadId, turnId });
    const ended = await client.notification('turn/completed', from);
    expect(ended.params.turn.status).toBe('interrupted');
    await say(client, threadId, 'two');
    expect(inputText(model.plays[2]?.request.input ?? [])).toContain('Answer one');
  });

  test('that the model refuses fails its turn', async () => {
    const { client, threadId, model } = await talk(version, 'one');
    const from = client.frames.length;
    await client.call('thread/compact/start', { threadId });
    (await model.play(1)).fail({ kind: 'failed', code: 'insufficient_quota', message: 'no' });
    const ended = await client.notification('turn/completed', from);
    expect(ended.params.turn.status).toBe('failed');
  });
});

test('a rollback of 0.118.0 forgets the last turns, for clients and for the model', async () => {
  const { client, threadId, model } = await talk('0.118.0', 'one', 'two');
  const zero = await client.ask('thread/rollback', { threadId, numTurns: 0 });
  expect(zero.error).toMatchObject({ code: -32600, message: 'numTurns must be >= 1' });
  const { thread } = await client.call('thread/rollback', { threadId, numTurns: 1 });
  expect(thread.turns).toHaveLength(1);
  await say(client, threadId, 'three');
  const next = inputText(model.plays[2]?.request.input ?? []);
  expect(next).toContain('Answer one');
  expect(next).not.toContain('Answer two');
  const all = await client.call('thread/rollback', { threadId, numTurns: 99 });
  expect(all.thread.turns).toEqual([]);
});

test('a rollback before the first turn fails, and the status says so', async () => {
  const { client, threadId } = await talk('0.118.0');
  const { error } = await client.ask('thread/rollback', { threadId, numTurns: 1 });
  expect(error?.message).toMatch(/^failed to load rollout `.*` for rollback replay: No such file/);
  const status = await client.notification('thread/status/changed');
  expect(status.params.status).toEqual({ type: 'systemError' });
});

test('a revert of 0.169.0 forgets a turn and all after it, and survives a reload', async () => {
  const { client, threadId, turnIds } = await talk('0.169.0', 'one', 'two', 'three');
  const unknown = await client.ask('thread/revert', { threadId, beforeTurnId: 'x' });
  expect(unknown.error).toMatchObject({ code: -32600, message: 'turn not found: x' });
  const { thread, turnsBackwardsCursor } = await client.call('thread/revert', {
    threadId,
    beforeTurnId: turnIds[1],
  });
  expect(thread.turns).toEqual([]);
  await client.notification('thread/reverted');
  const used = (frames: typeof client.frames): number[] =>
    frames.flatMap((frame) =>
      frame.method === 'thread/tokenUsage/updated' ? [frame.params.tokenUsage.total.totalTokens] : [],
    );
  const from = client.frames.length;
  const again = await say(client, threadId, 'four');
  expect(used(client.frames.slice(from))).toEqual([used(client.frames)[1]]);
  const page = await client.call('thread/turns/list', { threadId, cursor: turnsBackwardsCursor });
  expect(page.data.map(({ id }: { id: string }) => id)).toEqual([turnIds[0]]);
  await client.call('thread/archive', { threadId });
  await client.call('thread/unarchive', { threadId });
  const reloaded = await client.call('thread/turns/list', { threadId });
  expect(reloaded.data.map(({ id }: { id: string }) => id)).toEqual([again, turnIds[0]]);
});

test('injected items reach the model, and nobody else', async () => {
  const { client, threadId, model } = await talk('0.169.0', 'one');
  const item = { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'INJECTED' }] };
  await client.call('thread/inject_items', { threadId, items: [item] });
  for (const [items, words] of [
    [[], 'items must not be empty'],
    [[item, { foo: 1 }], 'items[1] is not a valid response item: missing field `type`'],
  ] as const) {
    expect((await client.ask('thread/inject_items', { threadId, items })).error?.message).toBe(words);
  }
  await say(client, threadId, 'two');
  expect(inputText(model.plays[1]?.request.input ?? [])).toContain('INJECTED');
  const { data } = await client.call('thread/items/list', { threadId });
  expect(data).toHaveLength(4);
});

test('settings change without a turn; listeners hear of changes alone', async () => {
  const { client, threadId, model } = await talk('0.169.0');
  await client.call('thread/settings/update', { threadId });
  await client.call('thread/settings/update', { threadId, model: 'other' });
  const { params } = await client.notification('thread/settings/updated');
  expect(params.threadSettings).toMatchObject({
    model: 'other',
    activePermissionProfile: { id: ':read-only' },
  });
  await say(client, threadId, 'one');
  expect(model.plays[0]?.request.model).toBe('other');
  expect(client.log.filter((method) => method === 'thread/settings/updated')).toHaveLength(1);
});

test('a deleted thread is gone, and everyone is told', async () => {
  const { client, threadId } = await talk('0.169.0', 'one');
  const other = await (server as TestServer).connect();
  await client.call('thread/delete', { threadId });
  await other.notification('thread/deleted');
  expect((await client.call('thread/list')).data).toEqual([]);
  expect((await client.ask('thread/delete', { threadId })).error?.message).toBe(
    `no rollout found for thread id ${threadId}`,
  );
  const { thread } = await client.call('thread/start', { ephemeral: true });
  expect((await client.ask('thread/delete', { threadId: thread.id })).error?.message).toBe(
    `thread is not persisted and cannot be deleted: ${thread.id}`,
  );
});

test('questions elsewhere are counted', async () => {
  const { client, threadId } = await talk('0.169.0');
  expect(await client.call('thread/increment_elicitation', { threadId })).toEqual({ count: 1, paused: true });
  expect(await client.call('thread/decrement_elicitation', { threadId })).toEqual({
    count: 0,
    paused: false,
  });
  expect((await client.ask('thread/decrement_elicitation', { threadId })).error?.message).toBe(
    'out-of-band elicitation count is already zero',
  );
});
