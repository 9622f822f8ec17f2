// Handlers that do not hold their connection's line, seen from a client.
import { afterEach, describe, expect, test } from 'vitest';
import { createMemoryPair } from '../../src/transport/memory.js';
import { deferred } from '../../src/util/deferred.js';
import { settle, type TestServer, type TestServerOptions, testServer } from './support/test-server.js';

let server: TestServer | undefined;
const start = async (options: TestServerOptions = {}): Promise<TestServer> => {
  server = await testServer(options);
  server.account.needsAuth = true;
  return server;
};
afterEach(async () => {
  await server?.close();
  server = undefined;
});

const DEVICE = { type: 'chatgptDeviceCode' };

describe('an issuer that takes its time', () => {
  test('holds up nothing but what reads or changes the account', async () => {
    const { account, connect } = await start();
    account.gate = deferred();
    const client = await connect();
    const login = client.ask('account/login/start', DEVICE);
    const read = client.ask('account/read', {});
    const logout = client.ask('account/logout');
    expect((await client.ask('thread/loaded/list', {})).result).toEqual({ data: [], nextCursor: null });
    expect((await client.ask('account/rateLimits/read')).error).toBeDefined();
    expect(client.log).toEqual(['#1', '#5', '#6']);
    account.gate.resolve();
    await Promise.all([login, read, logout]);
    // The logout came after the login, so it ends it.
    expect(client.log.slice(3, 5)).toEqual(['#2', '#3']);
    expect(account.flow.isStopped).toBe(true);
  });

  test('does not keep a handler that holds the line from holding it', async () => {
    const { account, connect } = await start();
    account.gate = deferred();
    const client = await connect();
    const login = client.ask('account/login/start', DEVICE);
    const answers = ['thread/list', 'thread/loaded/list', 'thread/list', 'model/list'].map((method) =>
      client.ask(method, {}),
    );
    await Promise.all(answers);
    expect(client.log).toEqual(['#1', '#3', '#4', '#5', '#6']);
    account.gate.resolve();
    await login;
  });

  test('does not change what is refused in its turn', async () => {
    const { account, open } = await start();
    account.gate = deferred();
    const client = open();
    const early = client.ask('account/login/start', DEVICE);
    await client.initialize();
    const login = client.ask('account/login/start', DEVICE);
    const malformed = await client.ask('account/login/start', { type: 'bogus' });
    expect((await early).error?.message).toBe('Not initialized');
    expect(malformed.error?.message).toMatch(/^Invalid request: unknown variant `bogus`/);
    account.gate.resolve();
    expect((await login).result).toMatchObject(DEVICE);
  });

  test('and a thousand more requests of its lane are all answered, in order', async () => {
    const { account, connect } = await start({ limits: { maxBeside: 10 } });
    account.gate = deferred();
    const client = await connect();
    const login = client.ask('account/login/start', DEVICE);
    const reads = Array.from({ length: 1000 }, () => client.ask('account/read', {}));
    await settle();
    expect(client.log).toEqual(['#1']);
    account.gate.resolve();
    const all = await Promise.all([login, ...reads]);
    expect(all.filter(({ error }) => error !== undefined)).toEqual([]);
    expect(client.log.filter((entry) => entry.startsWith('#'))).toEqual(
      Array.from({ length: 1002 }, (_, index) => `#${index + 1}`),
    );
  });
});

describe('a connection that closes', () => {
  test('drops what waits in a lane, lets what runs end, and says nothing to the others', async () => {
    const { account, connect } = await start();
    account.gate = deferred();
    const client = await connect();
    const other = await connect();
    void client.ask('account/login/start', DEVICE);
    void client.ask('account/login/start', { type: 'apiKey', apiKey: 'sk-late' });
    await settle();
    await client.transport.close('gone');
    account.gate.resolve();
    await settle();
    expect(account.calls).toEqual(['startDevice']);
    // A login outlives the connection that started it.
    expect(account.flow.isWaiting).toBe(true);
    expect(other.notifications.filter(({ method }) => method?.startsWith('account/'))).toEqual([]);
  });
  test.each(['client', 'server'])(
    'tells its handlers, early and late ones, that the %s closed it',
    async (who) => {
      const { core } = await start();
      const [near, far] = createMemoryPair();
      const connection = core.connect(far, { slowReader: 'wait' });
      const { closed } = connection.context('account/read', 1);
      expect(closed.aborted).toBe(false);
      await (who === 'client' ? near.close('bye') : connection.close('bye'));
      await settle();
      expect(closed.aborted).toBe(true);
      expect(connection.context('account/read', 1).closed.aborted).toBe(true);
    },
  );
});
