import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import { type LineParts, openLine, pendingLine } from '../../../src/adapters/realtime/websocket-line.js';
import { SpokenProblem } from '../../../src/domain/realtime/spoken-ports.js';
import { deferred } from '../../../src/util/deferred.js';

const CUT = 'stream disconnected before completion';

let http: Server;
let models: WebSocketServer;
let url: string;
let rings: number;

beforeEach(async () => {
  http = createServer();
  models = new WebSocketServer({ noServer: true });
  rings = 0;
  http.on('upgrade', () => {
    rings += 1;
  });
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  url = `ws://127.0.0.1:${(http.address() as AddressInfo).port}/v1/realtime`;
});

afterEach(() => {
  for (const client of models.clients) client.terminate();
  http.closeAllConnections();
  http.close();
});

/** A model that takes up and does `act`. */
function takeUp(act: (socket: WebSocket) => void): void {
  http.on('upgrade', (request, socket, head) => models.handleUpgrade(request, socket, head, act));
}

function listening() {
  const heard: unknown[] = [];
  const ended = deferred<string | null>();
  let endings = 0;
  const listener = {
    heard: (message: unknown) => void heard.push(message),
    ended: (problem: string | null) => {
      endings += 1;
      ended.resolve(problem);
    },
  };
  return { heard, ended, listener, endings: () => endings };
}

function parts(listener: LineParts['listener'], more: Partial<LineParts> = {}): LineParts {
  return { url, headers: {}, listener, signal: new AbortController().signal, isOlder: false, ...more };
}

describe('a line to a speaking model', () => {
  it('says and hears JSON, passes over what is none, and tells once that the model hung up', async () => {
    takeUp((socket) => {
      socket.send('{"type":"first"}');
      socket.send('no JSON');
      socket.send('7');
      socket.on('message', (data: Buffer) => {
        socket.send(data.toString());
        socket.close(1000);
      });
    });
    const { heard, ended, listener, endings } = listening();
    const line = await openLine(parts(listener));
    line.send({ type: 'said' });
    expect(await ended.promise).toBeNull();
    expect(heard).toEqual([{ type: 'first' }, { type: 'said' }]);
    expect(endings()).toBe(1);
  });

  it.each([
    [true, 'failed to read websocket message'],
    [false, 'failed to connect realtime websocket'],
  ])('tells of a line that breaks (older: %s)', async (isOlder, words) => {
    takeUp((socket) => socket.terminate());
    const { ended, listener } = listening();
    await openLine(parts(listener, { isOlder }));
    expect(await ended.promise).toContain(words);
  });

  it('ends at what is not text', async () => {
    takeUp((socket) => socket.send(Buffer.from([1]), { binary: true }));
    const { ended, listener } = listening();
    await openLine(parts(listener));
    expect(await ended.promise).toBe('unexpected binary realtime websocket event');
  });

  it.each([
    [true, `${CUT}: failed to connect realtime websocket: HTTP error: 403 Forbidden`],
    [false, 'unexpected status 403 Forbidden: realtime websocket handshake failed'],
  ])('says why a model refuses (older: %s)', async (isOlder, words) => {
    http.on('upgrade', (_request, socket) => socket.end('HTTP/1.1 403 Forbidden\r\n\r\n'));
    await expect(openLine(parts(listening().listener, { isOlder }))).rejects.toEqual(
      new SpokenProblem(words),
    );
  });

  it('says when nobody is there', async () => {
    http.close();
    await once(http, 'close');
    await expect(openLine(parts(listening().listener))).rejects.toThrow('Connection refused (os error 111)');
  });

  it('gives up a model that does not answer when it is aborted, and says nothing more', async () => {
    const abort = new AbortController();
    http.once('upgrade', () => abort.abort());
    const { listener, endings } = listening();
    const opening = openLine(parts(listener, { signal: abort.signal }));
    await expect(opening).rejects.toThrow('failed to connect realtime websocket');
    expect(rings).toBe(1);
    expect(endings()).toBe(0);
  });

  it('rings up nobody when it was aborted before', async () => {
    takeUp(() => undefined);
    const signal = AbortSignal.abort();
    await expect(openLine(parts(listening().listener, { signal }))).rejects.toThrow('aborted');
    expect(rings).toBe(0);
  });

  it('hears nothing after it was hung up', async () => {
    const gone = deferred();
    takeUp((socket) => socket.on('close', () => gone.resolve()));
    const { listener, endings } = listening();
    const line = await openLine(parts(listener));
    line.close();
    await gone.promise;
    expect(endings()).toBe(0);
  });
});

describe('a line that is still being opened', () => {
  it('says what was said meanwhile, in order', async () => {
    const said: unknown[] = [];
    takeUp((socket) =>
      socket.on('message', (data: Buffer) => {
        said.push(JSON.parse(data.toString()));
        if (said.length === 2) socket.close(1000);
      }),
    );
    const { ended, listener } = listening();
    const line = pendingLine(openLine(parts(listener)), listener);
    line.send({ type: 'one' });
    line.send({ type: 'two' });
    await ended.promise;
    expect(said).toEqual([{ type: 'one' }, { type: 'two' }]);
  });

  it('tells that it cannot be opened, unless it was hung up before', async () => {
    const told = listening();
    pendingLine(Promise.reject(new SpokenProblem('refused')), told.listener);
    expect(await told.ended.promise).toBe('refused');

    const hungUp = listening();
    const opening = Promise.reject(new SpokenProblem('refused'));
    pendingLine(opening, hungUp.listener).close();
    await opening.catch(() => undefined);
    expect(hungUp.endings()).toBe(0);
  });
});
