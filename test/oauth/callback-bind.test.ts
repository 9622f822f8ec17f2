import { createServer, type Server } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Server as TcpServer } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { listenForCallback } from '../../src/oauth/callback-bind.js';
import { startCallbackServer } from '../../src/oauth/callback-server.js';
import { type Clock, systemClock } from '../../src/util/clock.js';

/** Everything takes a twentieth of its time, so that what waits for sockets need not wait for people. */
const quick: Clock = { ...systemClock, setTimeout: (task, ms) => systemClock.setTimeout(task, ms / 20) };

function ours(): Server {
  const server = createServer();
  onTestFinished(() => void server.close());
  return server;
}

interface Neighbour {
  readonly port: number;
  /** First lines of what was said to it. */
  readonly heard: string[];
  readonly server: TcpServer;
}

/** Somebody who has a port, and does `then` when spoken to. */
async function neighbour(then: 'refuses' | 'is silent' = 'refuses'): Promise<Neighbour> {
  const heard: string[] = [];
  const server = createTcpServer((socket) => {
    socket.on('error', () => undefined);
    socket.setEncoding('utf8');
    socket.once('data', (text: string) => {
      heard.push(text);
      if (then === 'refuses') socket.end('HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return { port: (server.address() as AddressInfo).port, heard, server };
}

describe('getting a port for the callback', () => {
  it('takes any port where none is asked for', async () => {
    const server = ours();
    const port = await listenForCallback(server, [0], { clock: quick });
    expect(server.address()).toMatchObject({ address: '127.0.0.1', port });
  });

  it('takes over from an older login server', async () => {
    const { port } = await neighbour().then(({ server, port: free }) => {
      server.close();
      return { port: free };
    });
    const older = await startCallbackServer({
      ports: [port],
      redirectHost: '127.0.0.1',
      state: 'S',
      onboardingEntrypoints: [],
      signIn: () => Promise.reject(new Error('unused')),
    });
    expect(await listenForCallback(ours(), [port], { clock: quick })).toBe(port);
    await expect(older.finished).rejects.toThrow('Login cancelled');
  });

  it('asks once, then waits for the port', async () => {
    const { port, heard, server } = await neighbour();
    const later = systemClock.setTimeout(() => void server.close(), 30);
    onTestFinished(later);
    expect(await listenForCallback(ours(), [port], { clock: quick })).toBe(port);
    expect(heard).toEqual([`GET /cancel HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: close\r\n\r\n`]);
  });

  it.each(['refuses', 'is silent'] as const)(
    'goes on to the next port when the first one %s',
    async (then) => {
      const { port } = await neighbour(then);
      const other = await neighbour();
      other.server.close();
      expect(await listenForCallback(ours(), [port, other.port], { clock: quick })).toBe(other.port);
    },
  );

  it('leaves alone whoever has the next port, and gives up', async () => {
    const first = await neighbour();
    const second = await neighbour();
    await expect(
      listenForCallback(ours(), [first.port, second.port], { clock: quick }),
    ).rejects.toMatchObject({
      code: 'port_in_use',
      message: `Port 127.0.0.1:${second.port} is already in use`,
    });
    expect(second.heard).toEqual([]);
  });

  it('passes on why else it cannot listen', async () => {
    const server = ours();
    await listenForCallback(server, [0], { clock: quick });
    await expect(
      listenForCallback(Object.assign(ours(), { listen: failingListen }), [0], { clock: quick }),
    ).rejects.toMatchObject({ code: 'listen_failed', message: 'permission denied' });
  });

  it('stops trying with its signal', async () => {
    const { port } = await neighbour();
    const stop = new AbortController();
    const tried = listenForCallback(ours(), [port], { clock: quick, signal: stop.signal });
    stop.abort(new Error('stopped'));
    await expect(tried).rejects.toThrow('stopped');
  });
});

function failingListen(this: Server): Server {
  queueMicrotask(() => this.emit('error', Object.assign(new Error('permission denied'), { code: 'EACCES' })));
  return this;
}
