import { afterEach, describe, expect, test } from 'vitest';
import { delta, message, messageDone, messageStart } from './support/manual-model.js';
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

const ITEMS = ['item/started', 'item/completed'];

describe.each(VERSIONS)('a turn of %s', (version) => {
  const isNew = version === '0.169.0';

  test('tells its story in the order of the real server, the answer first', async () => {
    const { connect, model } = await start({ version });
    const client = await connect();
    const { thread } = await client.call('thread/start');
    await client.notification('thread/started');
    const from = client.frames.length;
    const { turn } = await client.call('turn/start', { threadId: thread.id, input: text('hello') });
    const play = await model.play();
    play.send({ type: 'created', model: null }, ...messageStart('msg_1'), delta('Hi '), delta('there'));
    play.send(messageDone('msg_1', 'Hi there'));
    play.complete();
    const completed = await client.notification('turn/completed');
    const usual = [
      '#3',
      'thread/status/changed',
      'turn/started',
      ...ITEMS,
      'item/started',
      'item/agentMessage/delta',
      'item/agentMessage/delta',
      'item/completed',
      'thread/tokenUsage/updated',
      'account/rateLimits/updated',
      ...(isNew ? ['thread/readState/changed'] : []),
      'thread/status/changed',
      'turn/completed',
    ];
    const told = client.log.slice(from);
    if (!isNew) usual.splice(5, 0, 'account/rateLimits/updated');
    expect(told).toEqual(usual);
    expect(turn).toMatchObject({ status: 'inProgress', items: [], error: null });
    expect(completed.params.turn).toMatchObject({ id: turn.id, status: 'completed' });
    expect(completed.params.turn.items).toHaveLength(isNew ? 1 : 0);
  });

  test('that the model refuses ends failed, with the error told before', async () => {
    const { connect, model } = await start({ version });
    const client = await connect();
    const { thread } = await client.call('thread/start');
    await client.call('turn/start', { threadId: thread.id, input: text('hello') });
    const play = await model.play();
    const http = {
      status: 400,
      reason: 'Bad Request',
      body: 'no',
      url: 'http://x/',
      headers: {},
      rateLimits: null,
    };
    play.fail({ kind: 'http', ...http });
    const { params } = await client.notification('turn/completed');
    expect(params.turn).toMatchObject({ status: 'failed', error: { message: 'no' } });
    const error = client.frames.find((frame) => frame.method === 'error');
    expect(error?.params).toMatchObject({ willRetry: false, error: { message: 'no' } });
    expect(client.log.indexOf('error')).toBeLessThan(client.log.indexOf('turn/completed'));
  });

  test('that is interrupted answers first, then ends', async () => {
    const { connect, model } = await start({ version });
    const client = await connect();
    const { thread } = await client.call('thread/start');
    const { turn } = await client.call('turn/start', { threadId: thread.id, input: text('hello') });
    const play = await model.play();
    play.send(...messageStart('msg_1'), delta('Hi '));
    await client.notification('item/agentMessage/delta');
    const from = client.frames.length;
    expect(await client.call('turn/interrupt', { threadId: thread.id, turnId: turn.id })).toEqual({});
    await client.notification('turn/completed');
    const told = client.log
      .slice(from)
      .filter((method) => !method.endsWith('Usage/updated') && !method.includes('rateLimits'));
    expect(told).toEqual(['#4', 'thread/status/changed', 'turn/completed']);
    expect(play.signal.aborted).toBe(true);
  });

  test('is refused an interrupt when nothing runs, instead of leaving it hanging', async () => {
    const { connect } = await start({ version });
    const client = await connect();
    const { thread } = await client.call('thread/start');
    const { error } = await client.ask('turn/interrupt', { threadId: thread.id, turnId: 'x' });
    expect(error).toEqual({ code: -32600, message: 'no active turn to interrupt' });
  });

  test('takes a steer', async () => {
    const { connect, model } = await start({ version });
    const client = await connect();
    const { thread } = await client.call('thread/start');
    const { turn } = await client.call('turn/start', { threadId: thread.id, input: text('hello') });
    const first = await model.play();
    first.send(...messageStart('msg_1'), delta('Hi '));
    await client.notification('item/agentMessage/delta');
    const steered = { threadId: thread.id, input: text('and more'), expectedTurnId: turn.id };
    expect(await client.call('turn/steer', steered)).toEqual({ turnId: turn.id });
    first.send(messageDone('msg_1', 'Hi '));
    first.complete();
    const second = await model.play(1);
    second.send(...message('msg_2', 'more'));
    second.complete();
    await client.notification('turn/completed');
    const users = client.frames.filter(
      ({ method, params }) => method === 'item/completed' && params.item.type === 'userMessage',
    );
    expect(users.map(({ params }) => params.item.content[0].text)).toEqual(['hello', 'and more']);
  });

  test.each([
    ['no turn', { expectedTurnId: 'x', input: text('x') }, 'no active turn to steer'],
    [
      'no turn and no text',
      { expectedTurnId: 'x', input: [] },
      version === '0.118.0' ? 'input must not be empty' : 'no active turn to steer',
    ],
    ['no turn id', { expectedTurnId: '', input: text('x') }, 'expectedTurnId must not be empty'],
  ])('refuses a steer with %s', async (_what, params, text) => {
    const { connect } = await start({ version });
    const client = await connect();
    const { thread } = await client.call('thread/start');
    const { error } = await client.ask('turn/steer', { threadId: thread.id, ...params });
    expect(error).toEqual({ code: -32600, message: text });
  });

  test('refuses input above a mebi of characters with the numbers in data', async () => {
    const { connect } = await start({ version });
    const client = await connect();
    const { thread } = await client.call('thread/start');
    const { error } = await client.ask('turn/start', {
      threadId: thread.id,
      input: text('x'.repeat(1_048_577)),
    });
    expect(error).toEqual({
      code: -32602,
      message: 'Input exceeds the maximum length of 1048576 characters.',
      data: { input_error_code: 'input_too_large', max_chars: 1_048_576, actual_chars: 1_048_577 },
    });
  });

  test('wants a loaded thread', async () => {
    const { connect } = await start({ version });
    const client = await connect();
    const threadId = '01900000-0000-7000-8000-000000000000';
    const { error } = await client.ask('turn/start', { threadId, input: [] });
    expect(error).toEqual({ code: -32600, message: `thread not found: ${threadId}` });
  });

  test('sends no news of it to those who opted out, and answers them all the same', async () => {
    const { connect, model } = await start({ version });
    const client = await connect({
      experimentalApi: true,
      optOutNotificationMethods: ['item/started', 'thread/started', 'bogus'],
    });
    const other = await connect();
    const { thread } = await client.call('thread/start');
    await client.call('turn/start', { threadId: thread.id, input: text('hello') });
    const play = await model.play();
    play.send(...message('msg_1', 'Hi'));
    play.complete();
    await client.notification('turn/completed');
    await settle();
    expect(client.log).not.toContain('item/started');
    expect(client.log).not.toContain('thread/started');
    expect(client.log).toContain('item/completed');
    expect(other.log).toContain('thread/started');
  });
});

describe('news only for those with the experimental capability', () => {
  test.each([
    [{ experimentalApi: true }, true],
    [null, false],
  ])('%j', async (capabilities, isTold) => {
    const { connect, model } = await start({ version: '0.169.0' });
    const client = await connect(capabilities);
    const { thread } = await client.call('thread/start');
    await client.call('turn/start', { threadId: thread.id, input: text('hello'), effort: 'high' });
    const play = await model.play();
    play.send(...message('msg_1', 'Hi'));
    play.complete();
    await client.notification('turn/completed');
    expect(client.log.includes('thread/readState/changed')).toBe(isTold);
    expect(client.log.includes('thread/settings/updated')).toBe(isTold);
  });
});
