import { afterEach, describe, expect, test } from 'vitest';
import { DomainError } from '../../src/domain/errors.js';
import { loadProfile } from '../../src/protocol/index.js';
import { COMPLETENESS } from '../../src/server/rooms/index.js';
import { REFUSED_METHODS } from '../../src/server/rooms/refused.js';
import { type TestServer, type TestServerOptions, testServer, VERSIONS } from './support/test-server.js';

let server: TestServer | undefined;
const start = async (options: TestServerOptions = {}): Promise<TestServer> => {
  server = await testServer(options);
  return server;
};
afterEach(async () => {
  await server?.close();
  server = undefined;
});

describe.each(VERSIONS)('requests of %s', (version) => {
  test('an unknown method is told which methods are answered here, before and after the handshake', async () => {
    const { open } = await start({ version });
    const client = open();
    const before = await client.ask('bogus/method', {});
    await client.initialize();
    const after = await client.ask('bogus/method', {});
    expect(before.error).toEqual(after.error);
    expect(before.error?.code).toBe(-32600);
    expect(before.error?.message).toMatch(
      /^Invalid request: unknown variant `bogus\/method`, expected one of `initialize`, (?:`(?:server|userVerification)\/\w+`, )*`thread\/start`, /,
    );
  });

  test('the methods it lists are those of the version that are really answered, in its order', async () => {
    const { open } = await start({ version });
    const { error } = await open().ask('bogus/method', {});
    const listed = [...(error?.message ?? '').matchAll(/`([^`]+)`/g)].slice(1).map(([, name]) => name);
    const refused = new Set<string>(REFUSED_METHODS);
    expect(listed).toEqual(loadProfile(version).clientMethods.filter((method) => !refused.has(method)));
  });

  test('every method of the ledger is answered like an unknown one', async () => {
    const { connect } = await start({ version });
    const client = await connect();
    const unknown = await client.ask('bogus/method', {});
    for (const method of REFUSED_METHODS) {
      const { error } = await client.ask(method, {});
      expect(error?.message).toBe(unknown.error?.message.replace('bogus/method', method));
    }
  });

  test.each([
    ['a string id', 'thread-1'],
    ['an empty id', ''],
    ['a negative id', -3],
  ])('%s is echoed', async (_what, id) => {
    const { connect } = await start({ version });
    const client = await connect();
    expect((await client.ask('thread/loaded/list', {}, id)).id).toBe(id);
  });

  test('an id above 2^53 is echoed exactly', async () => {
    const { connect } = await start({ version });
    const client = await connect();
    const frames: string[] = [];
    client.transport.onFrame((frame) => frames.push(frame));
    client.sendRaw('{"id":9007199254740993,"method":"thread/loaded/list","params":{}}');
    await expect
      .poll(() => frames)
      .toEqual(['{"id":9007199254740993,"result":{"data":[],"nextCursor":null}}']);
  });

  test('junk gets no answer, is logged, and disturbs nothing', async () => {
    const { connect, logs } = await start({ version });
    const client = await connect();
    const other = await connect();
    const junk = [
      'not json',
      '',
      '5',
      '[]',
      '{}',
      '{"id":7}',
      '[{"method":"account/read","id":8,"params":{}}]',
    ];
    const ignored = [
      '{"method":"account/read","params":{}}',
      '{"method":"x","id":1.5}',
      '{"id":99,"result":{}}',
    ];
    for (const frame of [...junk, ...ignored]) client.sendRaw(frame);
    await client.call('thread/loaded/list');
    await other.call('thread/loaded/list');
    expect(client.log).toEqual(['#1', '#2']);
    expect(logs.filter(({ level }) => level === 'error')).toHaveLength(junk.length);
  });

  test('unknown members of params are ignored', async () => {
    const { connect } = await start({ version });
    const client = await connect();
    expect(await client.call('thread/loaded/list', { limit: 1, color: 'red' })).toMatchObject({ data: [] });
  });

  test('a handler that throws what nobody planned is an internal error, logged, and the connection lives', async () => {
    const { connect, logs } = await start({
      version,
      wrapAgent: (agent) => ({
        ...agent,
        loadedThreadIds: () => {
          throw new TypeError('a bug');
        },
      }),
    });
    const client = await connect();
    const { error } = await client.ask('thread/loaded/list', {});
    expect(error).toEqual({ code: -32603, message: 'a bug' });
    expect(logs.at(-1)).toMatchObject({ level: 'error', fields: { method: 'thread/loaded/list' } });
    expect((await client.ask('model/list', {})).result).toBeDefined();
  });

  test('a failure of the domain is told in its own words', async () => {
    const { connect } = await start({
      version,
      wrapAgent: (agent) => ({
        ...agent,
        readThread: () => Promise.reject(new DomainError({ code: 'storage', message: 'disk full' })),
      }),
    });
    const client = await connect();
    const { error } = await client.ask('thread/read', { threadId: '01900000-0000-7000-8000-000000000000' });
    expect(error).toEqual({ code: -32603, message: 'disk full' });
  });

  test('without the capability, experimental members of stable methods are refused by name', async () => {
    const { connect } = await start({ version });
    const client = await connect(null);
    const gate = async (method: string, params: object) => (await client.ask(method, params)).error?.message;
    const threadId = '01900000-0000-7000-8000-000000000000';
    expect(await gate('thread/start', { mockExperimentalField: 'x' })).toBe(
      'thread/start.mockExperimentalField requires experimentalApi capability',
    );
    expect(await gate('thread/resume', { threadId, path: '/x' })).toBe(
      'thread/resume.path requires experimentalApi capability',
    );
    const granular = {
      sandbox_approval: true,
      rules: true,
      skill_approval: true,
      request_permissions: true,
      mcp_elicitations: true,
    };
    expect(await gate('thread/start', { approvalPolicy: { granular } })).toBe(
      'askForApproval.granular requires experimentalApi capability',
    );
    expect(await gate('thread/start', { mockExperimentalField: null })).toBeUndefined();
  });

  test('with the capability they pass', async () => {
    const { connect } = await start({ version });
    const client = await connect({ experimentalApi: true });
    const threadId = '01900000-0000-7000-8000-000000000000';
    const { error } = await client.ask('thread/resume', { threadId, path: '/x' });
    expect(error?.message).not.toContain('experimentalApi');
  });
});

test('every method of every version is handled or refused, and none is both', () => {
  // The compiler has proved it; this keeps the proof from going unnoticed.
  expect(COMPLETENESS).toEqual({ undecided: true, both: true, unknown: true, unanswered: true });
});

describe('the catalogue', () => {
  test.each([
    ['0.169.0', 9, 12, 'gpt-6.1-sol'],
    ['0.118.0', 6, 13, 'gpt-5.3-codex'],
  ])('of %s shows %i of %i models, the default first', async (version, shown, all, first) => {
    const { connect } = await start({ version });
    const client = await connect();
    const visible = await client.call('model/list');
    expect(visible.data).toHaveLength(shown);
    expect(visible.data[0]).toMatchObject({ id: first, isDefault: true });
    expect((await client.call('model/list', { includeHidden: true })).data).toHaveLength(all);
  });

  test.each([
    [{ limit: 2 }, 2, '2'],
    [{ limit: 2, cursor: '2' }, 2, '4'],
    [{ limit: 0 }, 1, '1'],
    [{ cursor: '9' }, 0, null],
    [{ cursor: '8', limit: 5 }, 1, null],
  ])('pages: %j', async (params, count, nextCursor) => {
    const { connect } = await start();
    const page = await (await connect()).call('model/list', params);
    expect(page.data).toHaveLength(count);
    expect(page.nextCursor).toBe(nextCursor);
  });

  test.each([
    [{ cursor: 'bogus' }, 'invalid cursor: bogus'],
    [{ cursor: '' }, 'invalid cursor: '],
    [{ cursor: '999' }, 'cursor 999 exceeds total models 9'],
    [{ limit: -1 }, 'Invalid request: invalid value: integer `-1`, expected u32'],
    [{ limit: 'x' }, 'Invalid request: invalid type: string "x", expected u32'],
  ])('refuses %j', async (params, message) => {
    const { connect } = await start();
    expect((await (await connect()).ask('model/list', params)).error).toEqual({ code: -32600, message });
  });
});
