import { afterEach, describe, expect, test } from 'vitest';
import {
  settle,
  type TestServer,
  type TestServerOptions,
  testServer,
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

const CLIENT_INFO = { name: 'x', version: '1' };

describe.each(VERSIONS)('the handshake of %s', (version) => {
  test('answers with user agent, home and platform', async () => {
    const { open, home } = await start({ version });
    const { result } = await open().ask('initialize', { clientInfo: { name: 'probe', version: '2.1' } });
    expect(result.userAgent).toMatch(
      new RegExp(`^probe/${version} \\([^;]+ \\S+; [^)]+\\) unknown \\(probe; 2\\.1\\)$`),
    );
    expect(result).toMatchObject({ codexHome: home, platformFamily: 'unix' });
  });

  test.each([
    ['a known method', 'account/read', {}, 'Not initialized'],
    ['malformed params', 'thread/read', {}, 'Invalid request: missing field `threadId`'],
    ['no params', 'thread/loaded/list', undefined, 'Invalid request: missing field `params`'],
    ['null params', 'thread/loaded/list', null, 'Invalid request: missing field `params`'],
  ])('before it, %s gets the words of the real server', async (_what, method, params, message) => {
    const { open } = await start({ version });
    expect((await open().ask(method, params)).error).toEqual({ code: -32600, message });
  });

  test.each([
    ['no params', undefined, 'missing field `params`'],
    ['no clientInfo', {}, 'missing field `clientInfo`'],
    ['no version', { clientInfo: { name: 'x' } }, 'missing field `version`'],
    [
      'a version that is no text',
      { clientInfo: { name: 'x', version: 1 } },
      'invalid type: integer `1`, expected a string',
    ],
    [
      'a capability that is no flag',
      { clientInfo: CLIENT_INFO, capabilities: { experimentalApi: 'yes' } },
      'invalid type: string "yes", expected a boolean',
    ],
    [
      'opt-outs that are no list',
      { clientInfo: CLIENT_INFO, capabilities: { optOutNotificationMethods: 'x' } },
      'invalid type: string "x", expected a sequence',
    ],
  ])('refuses %s, and may be tried again', async (_what, params, problem) => {
    const { open } = await start({ version });
    const client = open();
    const { error } = await client.ask('initialize', params);
    expect(error).toEqual({ code: -32600, message: `Invalid request: ${problem}` });
    expect((await client.initialize()).result).toBeDefined();
  });

  test('refuses a name that could be no header, and may be tried again', async () => {
    const { open } = await start({ version });
    const client = open();
    const { error } = await client.ask('initialize', { clientInfo: { name: 'a\nb', version: '1' } });
    expect(error).toEqual({
      code: -32600,
      message: "Invalid clientInfo.name: 'a\nb'. Must be a valid HTTP header value.",
    });
    expect((await client.initialize()).result).toBeDefined();
  });

  test('accepts an empty name, unknown capabilities and unknown members', async () => {
    const { open } = await start({ version });
    const { result } = await open().ask('initialize', {
      clientInfo: { name: '', version: '1', color: 'red' },
      capabilities: { somethingNew: 1 },
      more: true,
    });
    expect(result.userAgent).toContain(`/${version} (`);
  });

  test('happens once', async () => {
    const { connect } = await start({ version });
    const client = await connect();
    expect((await client.initialize()).error).toEqual({ code: -32600, message: 'Already initialized' });
  });

  test('is complete with its answer: no initialized is waited for, and one does no harm', async () => {
    const { connect } = await start({ version });
    const client = await connect();
    expect(await client.call('thread/loaded/list')).toEqual({ data: [], nextCursor: null });
    client.notify('initialized');
    client.notify('bogus/notification', {});
    expect(await client.call('thread/loaded/list')).toEqual({ data: [], nextCursor: null });
  });

  test('is followed by what it announces, before the answer to the next request', async () => {
    const announcements = [{ method: 'configWarning' as const, params: { summary: 'odd', details: null } }];
    const { open } = await start({ version, announcements });
    const client = open();
    const first = client.initialize();
    const second = client.call('thread/loaded/list');
    await Promise.all([first, second]);
    expect(client.log).toEqual(['#1', 'configWarning', '#2']);
  });

  test('holds for one connection only', async () => {
    const { open, connect } = await start({ version });
    await connect();
    expect((await open().ask('account/read', {})).error?.message).toBe('Not initialized');
  });
});

describe('loading after the handshake', () => {
  test('the handshake is answered although the rest takes its time, and requests wait for it in order', async () => {
    let release = (): void => {};
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    const { open } = await start({
      loadInterior: async (load) => {
        await gate;
        return load();
      },
    });
    const client = open();
    expect((await client.initialize()).result).toBeDefined();
    const answers = [client.ask('model/list', {}), client.ask('account/read', {})];
    await settle();
    expect(client.log).toEqual(['#1']);
    release();
    await Promise.all(answers);
    expect(client.log).toEqual(['#1', '#2', '#3']);
  });

  test('a failure to load is told to whoever asks, and the next request tries again', async () => {
    let attempts = 0;
    const { connect, logs } = await start({
      loadInterior: (load) => {
        attempts += 1;
        return attempts < 3 ? Promise.reject(new Error('the disk is gone')) : load();
      },
    });
    const client = await connect();
    await settle();
    const { error } = await client.ask('account/read', {});
    expect(error).toEqual({ code: -32603, message: 'the server could not start: the disk is gone' });
    expect(logs.map(({ level }) => level)).toContain('error');
    expect((await client.ask('account/read', {})).result).toMatchObject({ account: null });
  });
});
