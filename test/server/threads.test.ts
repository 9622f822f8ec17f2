import { afterEach, describe, expect, test } from 'vitest';
import { delta, message, messageStart } from './support/manual-model.js';
import type { TestClient } from './support/test-client.js';
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

const UNKNOWN = '01900000-0000-7000-8000-000000000000';

/** A thread with one finished turn. */
async function threadWithTurn(client: TestClient, { model }: TestServer, words = 'hello'): Promise<string> {
  const { thread } = await client.call('thread/start');
  const from = client.frames.length;
  const index = model.plays.length;
  await client.call('turn/start', { threadId: thread.id, input: text(words) });
  const play = await model.play(index);
  play.send(...message(`msg_${index}`, 'Hi'));
  play.complete();
  await client.notification('turn/completed', from);
  return thread.id;
}

describe.each(VERSIONS)('threads of %s', (version) => {
  const isNew = version === '0.169.0';

  test('start answers, then tells everyone who has shaken hands', async () => {
    const { connect, open } = await start({ version });
    const [client, other] = [await connect(), await connect()];
    const stranger = open();
    const { thread, model, cwd, sandbox } = await client.call('thread/start', {
      model: 'm',
      ephemeral: false,
    });
    await other.notification('thread/started');
    await client.notification('thread/started');
    expect(client.log).toEqual(['#1', '#2', 'thread/started']);
    expect(stranger.log).toEqual([]);
    expect(thread).toMatchObject({ status: { type: 'idle' }, turns: [], name: null, preview: '' });
    expect({ model, cwd, sandbox: sandbox.type }).toEqual({
      model: 'm',
      cwd: server?.home,
      sandbox: 'readOnly',
    });
    expect(sandbox.access).toEqual(isNew ? undefined : { type: 'fullAccess' });
  });

  test.each([
    ['read-only', 'readOnly'],
    ['workspace-write', 'workspaceWrite'],
    ['danger-full-access', 'dangerFullAccess'],
  ])('start takes the sandbox mode %s', async (mode, type) => {
    const { connect } = await start({ version });
    const client = await connect();
    expect((await client.call('thread/start', { sandbox: mode })).sandbox.type).toBe(type);
  });

  test('only subscribers hear of turns; everyone hears of the status', async () => {
    const { connect } = await start({ version });
    const [client, other] = [await connect(), await connect()];
    await threadWithTurn(client, server as TestServer);
    await settle();
    expect(new Set(other.log)).toEqual(new Set(['#1', 'thread/started', 'thread/status/changed']));
    expect(client.log).toContain('turn/completed');
  });

  test('a turn started by somebody who never subscribed runs, and does not subscribe them', async () => {
    const { connect, model } = await start({ version });
    const [client, other] = [await connect(), await connect()];
    const { thread } = await client.call('thread/start');
    await other.call('turn/start', { threadId: thread.id, input: text('from outside') });
    const play = await model.play();
    play.send(...message('msg_1', 'Hi'));
    play.complete();
    await client.notification('turn/completed');
    await settle();
    expect(other.log).not.toContain('turn/started');
    expect(other.log.filter((method) => method === 'thread/status/changed')).toHaveLength(2);
  });

  test('read shows turns only when asked', async () => {
    const { connect } = await start({ version });
    const client = await connect();
    const threadId = await threadWithTurn(client, server as TestServer);
    const plain = await client.call('thread/read', { threadId });
    const full = await client.call('thread/read', { threadId, includeTurns: true });
    expect(plain.thread.turns).toEqual([]);
    expect(full.thread.turns).toHaveLength(1);
    expect(full.thread.turns[0].items.map(({ type }: { type: string }) => type)).toEqual([
      'userMessage',
      'agentMessage',
    ]);
    expect(full.readState?.firstUnread).toEqual(
      isNew ? { type: 'turn', turnId: full.thread.turns[0].id } : undefined,
    );
    expect(client.log.slice(-2)).toEqual(isNew ? ['deprecationNotice', '#5'] : ['#4', '#5']);
  });

  test('a thread before its first turn is read, and has no turns to show', async () => {
    const { connect } = await start({ version });
    const client = await connect();
    const { thread } = await client.call('thread/start');
    expect((await client.call('thread/read', { threadId: thread.id })).thread.id).toBe(thread.id);
    const { error } = await client.ask('thread/read', { threadId: thread.id, includeTurns: true });
    expect(error).toEqual(
      isNew
        ? { code: -32601, message: 'list_turns is not supported yet' }
        : {
            code: -32600,
            message: `thread ${thread.id} is not materialized yet; includeTurns is unavailable before first user message`,
          },
    );
  });

  test('list shows stored threads, newest first, with the status of loaded ones', async () => {
    const { connect } = await start({ version });
    const client = await connect();
    const first = await threadWithTurn(client, server as TestServer, 'one');
    const second = await threadWithTurn(client, server as TestServer, 'two');
    const { data, nextCursor, readStates } = await client.call('thread/list', { modelProviders: [] });
    expect(data.map(({ id }: { id: string }) => id)).toEqual([second, first]);
    expect(data[0]).toMatchObject({ preview: 'two', status: { type: 'idle' }, turns: [] });
    expect(nextCursor).toBeNull();
    expect(Object.keys(readStates ?? {}).sort()).toEqual(isNew ? [first, second].sort() : []);
    const page = await client.call('thread/list', { modelProviders: [], limit: 1 });
    const rest = await client.call('thread/list', { modelProviders: [], limit: 1, cursor: page.nextCursor });
    expect(rest.data.map(({ id }: { id: string }) => id)).toEqual([first]);
  });

  test('list leaves out what is excluded, and finds nothing in places that do not exist here', async () => {
    const { connect } = await start({ version });
    const client = await connect();
    const threadId = await threadWithTurn(client, server as TestServer);
    const shown = async (params: object): Promise<number> =>
      (await client.call('thread/list', params)).data.length;
    expect(await shown({})).toBe(1);
    expect(await shown({ sectionId: null })).toBe(1);
    // The older version does not know these members, so they mean nothing to it.
    expect(await shown({ excludedThreadIds: [threadId] })).toBe(isNew ? 0 : 1);
    expect(await shown({ sectionId: 'x' })).toBe(isNew ? 0 : 1);
    expect(await shown({ parentThreadId: threadId })).toBe(isNew ? 0 : 1);
    const { error } = await client.ask('thread/list', { originators: ['x'] });
    expect(error).toEqual(
      isNew
        ? { code: -32602, message: 'originator filtering is not supported by the local app-server' }
        : undefined,
    );
  });

  test('list shows only threads of the configured provider unless asked for others', async () => {
    const { connect } = await start({ version });
    const client = await connect();
    const { thread } = await client.call('thread/start', { modelProvider: 'elsewhere' });
    await client.call('turn/start', { threadId: thread.id, input: text('x') });
    expect((await client.call('thread/list')).data).toEqual([]);
    expect((await client.call('thread/list', { modelProviders: ['elsewhere'] })).data).toHaveLength(1);
    expect((await client.call('thread/list', { modelProviders: [] })).data).toHaveLength(1);
  });

  test('list refuses a cursor that is none', async () => {
    const { connect } = await start({ version });
    const { error } = await (await connect()).ask('thread/list', { cursor: 'bogus' });
    expect(error).toEqual({ code: -32600, message: 'invalid cursor: bogus' });
  });

  test('loaded threads are listed in pages by id', async () => {
    const { connect } = await start({ version });
    const client = await connect();
    const ids: string[] = [];
    for (let count = 0; count < 3; count += 1) ids.push((await client.call('thread/start')).thread.id);
    ids.sort();
    expect(await client.call('thread/loaded/list')).toEqual({ data: ids, nextCursor: null });
    const page = await client.call('thread/loaded/list', { limit: 2 });
    expect(page).toEqual({ data: ids.slice(0, 2), nextCursor: ids[1] });
    expect(await client.call('thread/loaded/list', { cursor: page.nextCursor })).toEqual({
      data: ids.slice(2),
      nextCursor: null,
    });
    expect((await client.call('thread/loaded/list', { limit: 0 })).data).toEqual(ids.slice(0, 1));
    const { error } = await client.ask('thread/loaded/list', { cursor: 'bogus' });
    expect(error).toEqual({ code: -32600, message: 'invalid cursor: bogus' });
  });

  test('a name is trimmed, told to everyone after the answer, and shown', async () => {
    const { connect } = await start({ version });
    const [client, other] = [await connect(), await connect()];
    const threadId = await threadWithTurn(client, server as TestServer);
    const from = client.frames.length;
    expect(await client.call('thread/name/set', { threadId, name: '  Mine ' })).toEqual({});
    const told = await other.notification('thread/name/updated');
    await client.notification('thread/name/updated');
    expect(told.params).toEqual({ threadId, threadName: 'Mine' });
    expect(client.log.slice(from)).toEqual(['#4', 'thread/name/updated']);
    expect((await client.call('thread/read', { threadId })).thread.name).toBe('Mine');
    const { error } = await client.ask('thread/name/set', { threadId, name: '  ' });
    expect(error).toEqual({ code: -32600, message: 'thread name must not be empty' });
  });

  test('archive unloads, answers, and tells everyone; unarchive brings it back', async () => {
    const { connect } = await start({ version });
    const [client, other] = [await connect(), await connect()];
    const threadId = await threadWithTurn(client, server as TestServer);
    const from = client.frames.length;
    expect(await client.call('thread/archive', { threadId })).toEqual({});
    await client.notification('thread/archived');
    expect(client.log.slice(from)).toEqual(['thread/status/changed', '#4', 'thread/archived']);
    expect((await other.notification('thread/archived')).params).toEqual({ threadId });
    const resumed = await client.ask('thread/resume', { threadId });
    expect(resumed.error?.message).toBe(
      isNew
        ? `session ${threadId} is archived. Run \`codex unarchive ${threadId}\` to unarchive it first.`
        : `no rollout found for thread id ${threadId}`,
    );
    const { thread } = await client.call('thread/unarchive', { threadId });
    expect(thread).toMatchObject({ id: threadId, status: { type: 'notLoaded' } });
    await other.notification('thread/unarchived');
    const again = await client.ask('thread/unarchive', { threadId });
    expect(again.error?.message).toBe(`no archived rollout found for thread id ${threadId}`);
  });

  test('a fork has the turns, is announced, and leaves its source alone', async () => {
    const { connect } = await start({ version });
    const client = await connect();
    const threadId = await threadWithTurn(client, server as TestServer);
    const from = client.frames.length;
    const { thread } = await client.call('thread/fork', { threadId });
    const started = await client.notification('thread/started', from);
    expect(thread.id).not.toBe(threadId);
    expect(thread.turns).toHaveLength(1);
    expect(started.params.thread.id).toBe(thread.id);
    expect(started.params.thread.turns).toHaveLength(isNew ? 0 : 1);
    const told = isNew
      ? ['deprecationNotice', '#4', 'thread/tokenUsage/updated', 'thread/started']
      : ['#4', 'thread/started'];
    expect(client.log.slice(from)).toEqual(told);
    expect((await client.call('thread/read', { threadId, includeTurns: true })).thread.turns).toHaveLength(1);
  });

  test('turns are left out of a fork and a resume that say so, and nothing is deprecated then', async () => {
    if (!isNew) return;
    const { connect } = await start({ version });
    const client = await connect();
    const threadId = await threadWithTurn(client, server as TestServer);
    expect((await client.call('thread/fork', { threadId, excludeTurns: true })).thread.turns).toEqual([]);
    expect((await client.call('thread/resume', { threadId, excludeTurns: true })).thread.turns).toEqual([]);
    expect(client.log).not.toContain('deprecationNotice');
  });

  test('a resume from disk tells everyone that the thread is loaded, before the answer', async () => {
    const { connect, core } = await start({ version });
    const client = await connect();
    const threadId = await threadWithTurn(client, server as TestServer);
    await client.call('thread/archive', { threadId });
    await client.call('thread/unarchive', { threadId });
    await client.notification('thread/unarchived');
    const from = client.frames.length;
    const { thread } = await client.call('thread/resume', { threadId });
    await settle();
    expect(thread.turns).toHaveLength(1);
    expect(client.log.slice(from)).toEqual(
      isNew
        ? [
            'deprecationNotice',
            'thread/status/changed',
            '#6',
            'thread/tokenUsage/updated',
            'thread/goal/cleared',
          ]
        : ['thread/status/changed', '#6'],
    );
    expect(core.interior?.agent.loadedThreadIds()).toEqual([threadId]);
  });

  test('the last unsubscribe does what the version does', async () => {
    const { connect } = await start({ version });
    const client = await connect();
    const threadId = await threadWithTurn(client, server as TestServer);
    const from = client.frames.length;
    expect(await client.call('thread/unsubscribe', { threadId })).toEqual({ status: 'unsubscribed' });
    await settle();
    expect(client.log.slice(from)).toEqual(isNew ? ['#4'] : ['#4', 'thread/status/changed', 'thread/closed']);
    expect(await client.call('thread/unsubscribe', { threadId })).toEqual({
      status: isNew ? 'notSubscribed' : 'notLoaded',
    });
    expect(await client.call('thread/unsubscribe', { threadId: UNKNOWN })).toEqual({ status: 'notLoaded' });
    expect((await client.call('thread/loaded/list')).data).toEqual(isNew ? [threadId] : []);
  });

  test('an unsubscribe in the middle of a turn ends the turn only where the version does', async () => {
    const { connect, model } = await start({ version });
    const client = await connect();
    const { thread } = await client.call('thread/start');
    await client.call('turn/start', { threadId: thread.id, input: text('long') });
    const play = await model.play();
    play.send(...messageStart('msg_1'), delta('one '));
    await client.notification('item/agentMessage/delta');
    await client.call('thread/unsubscribe', { threadId: thread.id });
    await settle();
    expect(play.signal.aborted).toBe(!isNew);
    expect(client.log).not.toContain('turn/completed');
  });

  test.each([
    ['thread/read', {}, 'thread not loaded: ID'],
    ['thread/resume', {}, 'no rollout found for thread id ID'],
    ['thread/fork', {}, 'no rollout found for thread id ID'],
    ['thread/archive', {}, 'no rollout found for thread id ID'],
    ['thread/unarchive', {}, 'no archived rollout found for thread id ID'],
    ['thread/name/set', { name: 'n' }, isNew ? 'no rollout found for thread id ID' : 'thread not found: ID'],
    ['turn/start', { input: [] }, 'thread not found: ID'],
    ['turn/steer', { input: text('x'), expectedTurnId: 'x' }, 'thread not found: ID'],
    ['turn/interrupt', { turnId: 'x' }, 'thread not found: ID'],
  ])('%s of an unknown thread', async (method, params, message) => {
    const { connect } = await start({ version });
    const client = await connect();
    for (const threadId of [UNKNOWN, `urn:uuid:${UNKNOWN}`, UNKNOWN.replaceAll('-', '')]) {
      const { error } = await client.ask(method, { threadId, ...params });
      expect(error).toEqual({ code: -32600, message: message.replace('ID', UNKNOWN) });
    }
  });

  test.each([
    ['thread/read', {}, 'thread'],
    ['thread/resume', {}, isNew ? 'session' : 'thread'],
    ['thread/fork', {}, isNew ? 'session' : 'thread'],
    ['thread/archive', {}, isNew ? 'session' : 'thread'],
    ['thread/unarchive', {}, isNew ? 'session' : 'thread'],
    ['thread/unsubscribe', {}, 'thread'],
    ['thread/name/set', { name: 'n' }, 'thread'],
    ['turn/start', { input: [] }, 'thread'],
    ['turn/interrupt', { turnId: 'x' }, 'thread'],
  ])('%s of something that is no id', async (method, params, noun) => {
    const { connect } = await start({ version });
    const client = await connect();
    const { error } = await client.ask(method, { threadId: '', ...params });
    expect(error).toEqual({
      code: -32600,
      message: `invalid ${noun} id: invalid length: expected length 32 for simple format, found 0`,
    });
  });

  test('an ephemeral thread has no path, is not listed, and shows no turns', async () => {
    const { connect } = await start({ version });
    const client = await connect();
    const { thread } = await client.call('thread/start', { ephemeral: true });
    expect(thread).toMatchObject({ ephemeral: true, path: null });
    expect((await client.call('thread/list', { modelProviders: [] })).data).toEqual([]);
    const { error } = await client.ask('thread/read', { threadId: thread.id, includeTurns: true });
    expect(error).toEqual({ code: -32600, message: 'ephemeral threads do not support includeTurns' });
  });
});
