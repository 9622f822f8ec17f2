import { afterEach, describe, expect, test, vi } from 'vitest';
import { hostIdentity } from '../../src/server/host-identity.js';
import { defineRoom, type RoomDeps } from '../../src/server/room.js';
import { type ClosedRoom, ROOMS } from '../../src/server/rooms/index.js';
import { RoomsOnDemand } from '../../src/server/rooms-on-demand.js';
import { type TestServer, testServer } from './support/test-server.js';

let server: TestServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
  vi.restoreAllMocks();
});

const roomOf = (method: string): ClosedRoom => {
  const found = (ROOMS as readonly ClosedRoom[]).find(({ methods }) => methods.includes(method));
  if (found === undefined) throw new Error(`no room has ${method}`);
  return found;
};

describe('a server', () => {
  test('loads a room when the first request for it may be answered, and once', async () => {
    const loads = ROOMS.map((room) => vi.spyOn(room as ClosedRoom, 'load'));
    const loaded = (): unknown[] =>
      ROOMS.flatMap(({ methods: [first] }, i) => (loads[i]?.mock.calls ?? []).map(() => first));
    server = await testServer();
    const early = server.open();
    await early.ask('fs/readFile', { path: '/' });
    await early.initialize();
    await early.ask('bogus/method', {});
    await early.ask('fs/readFile', {});
    const plain = server.open();
    await plain.initialize({ experimentalApi: false });
    await plain.ask('environment/add', { environmentId: 'far', execServerUrl: 'ws://127.0.0.1:1' });
    expect(loaded()).toEqual([]);

    const others = await Promise.all([server.connect(), server.connect()]);
    await Promise.all([early, ...others].map((client) => client.ask('model/list', {})));
    await early.ask('model/list', {});
    expect(loaded()).toEqual(['model/list']);
    await early.ask('thread/loaded/list', {});
    expect(loaded()).toEqual(['model/list', 'thread/loaded/list']);
  });

  test('keeps the order of a connection while a room is loaded', async () => {
    server = await testServer();
    const client = await server.connect();
    await Promise.all(
      ['thread/list', 'bogus/method', 'model/list', 'thread/list'].map((m) => client.ask(m, {})),
    );
    expect(client.log).toEqual(['#1', '#2', '#3', '#4', '#5']);
  });

  test('answers that a room cannot be loaded, and tries again for the next request', async () => {
    const load = vi.spyOn(roomOf('model/list'), 'load').mockRejectedValueOnce(new Error('no such file'));
    server = await testServer();
    const client = await server.connect();
    expect((await client.ask('model/list', {})).error).toMatchObject({
      code: -32603,
      message: 'no such file',
    });
    expect((await client.ask('model/list', {})).result).toBeDefined();
    expect(load).toHaveBeenCalledTimes(2);
  });
});

test('every room answers what it is listed with, and no method stands in two', async () => {
  const listed = ROOMS.flatMap(({ methods }) => [...methods]);
  expect(new Set(listed).size).toBe(listed.length);
  for (const { load } of ROOMS) expect((await load()).name).toMatch(/^\w+(\/\w+)?$/);
});

test('a room without the handler it is listed with is told of', async () => {
  const empty = { load: async () => defineRoom('empty', () => ({})), methods: ['model/list'] };
  const host = hostIdentity({ codexHome: '/home', version: '0.169.0', env: {} });
  const rooms = new RoomsOnDemand(host, {} as RoomDeps, [empty]);
  await expect(rooms.get('model/list')).rejects.toThrow('the room of model/list has no handler for it');
});
