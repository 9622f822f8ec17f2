import { createServer, connect as netConnect, type Socket } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import WebSocket from 'ws';
import type { CloseReason, Listener, Transport } from '../../src/transport/contract.js';
import { connectWebSocket } from '../../src/transport/websocket-client.js';
import { listenWebSocket, type WebSocketServerOptions } from '../../src/transport/websocket-server.js';
import { closed, collector, describeTransport } from './transport-contract.js';

const listeners: Listener[] = [];
afterEach(async () => {
  for (const listener of listeners.splice(0)) await listener.close();
});

async function listen(options: Partial<WebSocketServerOptions> = {}): Promise<Listener> {
  const listener = await listenWebSocket({ host: '127.0.0.1', port: 0, ...options });
  listeners.push(listener);
  return listener;
}

function nextConnection(listener: Listener): Promise<Transport> {
  return new Promise((resolve) => listener.onConnection(resolve));
}

for (const nearEnd of ['client', 'server']) {
  describeTransport(`a WebSocket, seen from the ${nearEnd}`, async (limits) => {
    const listener = await listen(limits);
    const accepted = nextConnection(listener);
    const client = await connectWebSocket(listener.address, limits);
    const server = await accepted;
    return nearEnd === 'client' ? { near: client, far: server } : { near: server, far: client };
  });
}

test('a server that shuts down says 1001 and why, to every client', async () => {
  const listener = await listen();
  const clients = await Promise.all([connectWebSocket(listener.address), connectWebSocket(listener.address)]);
  for (const client of clients) collector(client);
  listener.onConnection(collector);
  const ends = clients.map(closed);
  await listener.close('The server is shutting down.');
  for (const reason of await Promise.all(ends)) {
    expect(reason).toEqual({
      cause: 'remote',
      wsCode: 1001,
      message: `${listener.address} closed the connection with code 1001: The server is shutting down.`,
    });
  }
  await expect(connectWebSocket(listener.address)).rejects.toMatchObject({ code: 'unreachable' });
});

test('a client that leaves says 1000', async () => {
  const listener = await listen();
  const accepted = nextConnection(listener);
  const client = await connectWebSocket(listener.address);
  const server = await accepted;
  collector(server);
  const ended = closed(server);
  await client.close();
  expect(await ended).toMatchObject({ cause: 'remote', wsCode: 1000 });
});

test('a client that vanishes is told as 1006', async () => {
  const listener = await listen();
  const accepted = nextConnection(listener);
  const client = await connectWebSocket(listener.address);
  const server = await accepted;
  collector(server);
  const ended = closed(server);
  client.terminate();
  expect(await ended).toMatchObject({
    cause: 'remote',
    wsCode: 1006,
    message: expect.stringMatching(/went away/),
  });
});

test('a server that answers no goodbye, and one that answers nothing at all, do not hold the client', async () => {
  const sockets: Socket[] = [];
  // Speaks just enough to upgrade, and is silent from then on.
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => {});
    socket.once('data', (data) => {
      const key = /sec-websocket-key: (.*)\r\n/i.exec(data.toString())?.[1] ?? '';
      socket.write(
        `HTTP/1.1 101 X\r\nupgrade: websocket\r\nconnection: upgrade\r\nsec-websocket-accept: ${acceptKey(key)}\r\n\r\n`,
      );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const url = `ws://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
  const silent = await connectWebSocket(url, { closeTimeoutMs: 20 });
  collector(silent);
  await silent.close('bye');
  const dropping = await connectWebSocket(url);
  collector(dropping);
  const ended = closed(dropping);
  sockets[1]?.end();
  expect(await ended).toMatchObject({ cause: 'remote', wsCode: 1006 });
  for (const socket of sockets) socket.destroy();
  await new Promise((resolve) => server.close(resolve));
});

test('binary messages are ignored with a warning, and fragmented text is put together', async () => {
  const listener = await listen();
  const accepted = nextConnection(listener);
  const raw = new WebSocket(listener.address);
  const server = await accepted;
  const warnings: string[] = [];
  server.onWarning((message) => warnings.push(message));
  const { seen } = collector(server);
  if (raw.readyState !== WebSocket.OPEN) await new Promise((resolve) => raw.once('open', resolve));
  raw.send(Buffer.from('{"id":1}'));
  raw.send('{"id"', { fin: false });
  raw.send(':2}', { fin: true });
  expect(await seen(1)).toEqual(['{"id":2}']);
  expect(warnings).toEqual(['A binary message was ignored: the protocol uses text messages.']);
  const pong = new Promise<string>((resolve) => raw.once('pong', (data) => resolve(data.toString())));
  raw.ping('are you there');
  expect(await pong).toBe('are you there');
  raw.close();
});

test('a message above the ceiling closes that connection with a reason, and no other', async () => {
  const listener = await listen({ maxFrameBytes: 1000 });
  const servers: Transport[] = [];
  const ends: Promise<CloseReason>[] = [];
  listener.onConnection((transport) => {
    servers.push(transport);
    ends.push(closed(transport));
    transport.onFrame((frame) => transport.send(frame));
  });
  const greedy = await connectWebSocket(listener.address);
  const modest = await connectWebSocket(listener.address);
  collector(greedy);
  const greedyEnd = closed(greedy);
  greedy.send('x'.repeat(1001));
  expect(await ends[0]).toMatchObject({
    cause: 'oversized',
    wsCode: 1006,
    message: expect.stringMatching(
      /^A message above the ceiling of 1000 bytes came in from 127\.0\.0\.1:\d+\.$/,
    ),
    error: { code: 'oversized' },
  });
  expect(await greedyEnd).toMatchObject({ cause: 'remote', wsCode: 1009 });
  const { seen } = collector(modest);
  modest.send('y'.repeat(1000));
  expect(await seen(1)).toEqual(['y'.repeat(1000)]);
});

test('bytes that are no WebSocket frame end the connection as broken', async () => {
  const listener = await listen();
  const accepted = nextConnection(listener);
  const { hostname, port } = new URL(listener.address);
  const socket = netConnect(Number(port), hostname);
  socket.write(
    'GET / HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
  );
  await new Promise((resolve) => socket.once('data', resolve));
  const server = await accepted;
  collector(server);
  const ended = closed(server);
  socket.write(Buffer.from([0x81, 0x01, 0x41]));
  expect(await ended).toMatchObject({ cause: 'error', error: { code: 'lost' } });
  socket.destroy();
});

test('a slow reader shows in bufferedBytes and can be ended while others are served', async () => {
  const listener = await listen({ highWaterBytes: 100_000 });
  const servers: Transport[] = [];
  listener.onConnection((transport) => {
    servers.push(transport);
    collector(transport);
  });
  const slow = await connectWebSocket(listener.address);
  const quick = await connectWebSocket(listener.address);
  const { seen } = collector(quick);
  const slowEnd = closed(slow);
  const frame = 'z'.repeat(50_000);
  let count = 0;
  while ((servers[0]?.bufferedBytes ?? 0) < 1_000_000) {
    for (const server of servers) server.send(frame);
    count += 1;
    await new Promise((resolve) => setImmediate(resolve));
  }
  const ended = closed(servers[0] as Transport);
  servers[0]?.terminate('disconnecting slow connection');
  expect(await ended).toMatchObject({ cause: 'local', message: 'disconnecting slow connection' });
  expect(await seen(count)).toHaveLength(count);
  collector(slow);
  expect((await slowEnd).cause).not.toBe('local');
});

test('headers and bearer token of the client reach the auth of the server', async () => {
  const headers: (string | undefined)[] = [];
  const listener = await listen({
    auth: async (header) => {
      headers.push(header);
      return header === 'Bearer tok' ? undefined : 'invalid websocket bearer token';
    },
  });
  listener.onConnection(collector);
  const client = await connectWebSocket(listener.address, { bearerToken: 'tok', headers: { 'x-a': 'b' } });
  await client.close();
  await expect(connectWebSocket(listener.address, { bearerToken: 'other' })).rejects.toMatchObject({
    name: 'TransportError',
    code: 'refused',
    status: 401,
    message: `${listener.address} refused the connection with HTTP 401 (invalid websocket bearer token).`,
  });
  expect(headers).toEqual(['Bearer tok', 'Bearer other']);
});

test('an auth check that fails itself lets nobody in and does not disturb the server', async () => {
  const listener = await listen({ auth: () => Promise.reject(new Error('a bug')) });
  await expect(connectWebSocket(listener.address)).rejects.toMatchObject({ code: 'unreachable' });
  const { status } = await fetch(listener.address.replace('ws:', 'http:').concat('/readyz'));
  expect(status).toBe(200);
});

test.each(['http://127.0.0.1:1', 'ws://', 'unix://', 'nonsense', ''])('%j is no address', async (url) => {
  await expect(connectWebSocket(url)).rejects.toMatchObject({ code: 'bad_address' });
});

test('a port where nothing listens is unreachable, in one sentence', async () => {
  const listener = await listen();
  await listener.close();
  await expect(connectWebSocket(listener.address)).rejects.toMatchObject({
    code: 'unreachable',
    message: `Cannot connect to ${listener.address}: nothing listens there.`,
  });
});

test('a server that never answers the handshake costs no more than the time-out', async () => {
  const sockets: Socket[] = [];
  const server = createServer((socket) => sockets.push(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const url = `ws://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
  await expect(connectWebSocket(url, { connectTimeoutMs: 30 })).rejects.toMatchObject({
    code: 'timeout',
    message: `${url} did not answer the WebSocket handshake within 30 ms.`,
  });
  const controller = new AbortController();
  const attempt = connectWebSocket(url, { signal: controller.signal });
  controller.abort(new Error('changed my mind'));
  await expect(attempt).rejects.toMatchObject({
    code: 'unreachable',
    message: `Connecting to ${url} was given up.`,
  });
  for (const socket of sockets) socket.destroy();
  await new Promise((resolve) => server.close(resolve));
});

test('a port that is taken is refused with a clear sentence', async () => {
  const listener = await listen();
  const { port } = new URL(listener.address);
  await expect(listen({ port: Number(port) })).rejects.toMatchObject({
    code: 'address_in_use',
    message: `Cannot listen on ${listener.address}: something else listens there.`,
  });
});

test('an address that other machines reach needs auth', async () => {
  await expect(listen({ host: '0.0.0.0' })).rejects.toMatchObject({
    code: 'auth_config',
    message:
      'refusing to start non-loopback websocket listener 0.0.0.0:0 without auth; configure `--ws-auth capability-token` or `--ws-auth signed-bearer-token`',
  });
});

test('connections that came before the handler was set are handed over', async () => {
  const listener = await listen();
  const client = await connectWebSocket(listener.address);
  collector(client);
  const server = await nextConnection(listener);
  const { seen } = collector(server);
  client.send('"early"');
  expect(await seen(1)).toEqual(['"early"']);
});

function acceptKey(key: string): string {
  const { createHash } = process.getBuiltinModule('node:crypto');
  return createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
}
