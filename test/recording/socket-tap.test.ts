import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseRecording } from '../../src/recording/reader.js';
import { Recorder } from '../../src/recording/recorder.js';
import { relay } from '../../src/recording/tap/relay.js';
import { type RunningTap, tapSockets } from '../../src/recording/tap/socket-tap.js';
import type { CloseReason, Listener, Transport } from '../../src/transport/contract.js';
import { connectTransport, createMemoryPair, listen, parseListenUrl } from '../../src/transport/index.js';

function recorderInto(lines: string[]): Recorder {
  return new Recorder(undefined, { transport: 'websocket', target: [], write: (text) => lines.push(text) });
}

/** Says back what it gets, and more of it. */
function echo(listener: Listener): void {
  listener.onConnection((transport) => {
    transport.onFrame((frame) => {
      const { id, params } = JSON.parse(frame);
      transport.send(JSON.stringify({ id, result: { text: 'x'.repeat(params?.length ?? 1) } }));
      if (params?.bye === true) void transport.close('that was all');
    });
  });
}

function frameOf(transport: Transport): Promise<string> {
  return new Promise((resolve) => transport.onFrame(resolve));
}

describe('a tap between sockets', () => {
  let folder: string;
  let server: Listener;
  let lines: string[];
  let taps: RunningTap[];
  const problems: string[] = [];
  const tapOn = async (listenUrl: string, target: string): Promise<RunningTap> => {
    const address = parseListenUrl(listenUrl);
    if (address.kind !== 'websocket' && address.kind !== 'unix') throw new Error('no address');
    const tap = await tapSockets({
      listen: address.kind === 'unix' ? { kind: 'unix', path: address.path ?? '' } : address,
      target,
      recorder: recorderInto(lines),
      onProblem: (message) => problems.push(message),
    });
    taps.push(tap);
    return tap;
  };
  const recorded = () => parseRecording(lines.join(''));

  beforeEach(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'tap-'));
    [lines, taps] = [[], []];
    server = await listen({ kind: 'websocket', host: '127.0.0.1', port: 0 });
    echo(server);
  });
  afterEach(async () => {
    for (const tap of taps) await tap.close();
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it.each([1, 125, 126, 70_000, 1_000_000])(
    'passes and records an answer of %i characters',
    async (length) => {
      const tap = await tapOn('ws://127.0.0.1:0', server.address);
      const client = await connectTransport(tap.url);
      const answer = frameOf(client);
      client.send(JSON.stringify({ id: 1, method: 'say', params: { length } }));
      const text = await answer;
      await client.close('done');
      await tap.close();
      expect(text).toBe(`{"id":1,"result":{"text":"${'x'.repeat(length)}"}}`);
      expect(recorded().frames.map((frame) => `${frame.dir} ${frame.text}`)).toEqual([
        `out {"id":1,"method":"say","params":{"length":${length}}}`,
        `in ${text}`,
      ]);
    },
  );

  it('counts connections, and tells who said goodbye with which words', async () => {
    const tap = await tapOn('ws://127.0.0.1:0', server.address);
    const one = await connectTransport(tap.url);
    const two = await connectTransport(tap.url);
    const ended = new Promise<CloseReason>((resolve) => two.onClose(resolve));
    two.onFrame(() => {});
    two.send('{"id":1,"method":"go","params":{"bye":true}}');
    expect((await ended).wsCode).toBe(1001);
    one.onFrame(() => {});
    await one.close('enough');
    await tap.close();
    expect(recorded().entries.filter(({ kind }) => kind === 'open' || kind === 'close')).toMatchObject([
      { kind: 'open', conn: 1 },
      { kind: 'open', conn: 2 },
      { kind: 'close', conn: 2, by: 'server', code: 1001, reason: 'that was all' },
      { kind: 'close', conn: 1, by: 'client', code: 1000, reason: 'enough' },
    ]);
  });

  it('goes between a unix socket and a port', async () => {
    const tap = await tapOn(`unix://${path.join(folder, 's.sock')}`, server.address);
    const client = await connectTransport(tap.url);
    const answer = frameOf(client);
    client.send('{"id":1,"method":"say"}');
    expect(await answer).toBe('{"id":1,"result":{"text":"x"}}');
    await client.close();
  });

  it('lets the server itself check the token, and answer probes', async () => {
    const guarded = await listen(
      { kind: 'websocket', host: '127.0.0.1', port: 0 },
      { auth: async (header) => (header === 'Bearer good' ? undefined : 'missing token') },
    );
    echo(guarded);
    const tap = await tapOn('ws://127.0.0.1:0', guarded.address);
    await expect(connectTransport(tap.url)).rejects.toMatchObject({ code: 'refused', status: 401 });
    const client = await connectTransport(tap.url, { bearerToken: 'good' });
    await client.close();
    const probe = await fetch(`${tap.url.replace('ws:', 'http:')}/readyz`);
    expect(probe.status).toBe(200);
    await guarded.close();
    expect(lines.join('')).not.toContain('good');
  });

  it('ends a client whose server is not there, and says so', async () => {
    const tap = await tapOn('ws://127.0.0.1:0', 'ws://127.0.0.1:9');
    await expect(connectTransport(tap.url)).rejects.toMatchObject({ code: 'unreachable' });
    expect(problems.at(-1)).toContain('Cannot reach ws://127.0.0.1:9');
  });
});

describe('a relay', () => {
  it('puts faults in, and records what each side really got', async () => {
    const lines: string[] = [];
    const [client, front] = createMemoryPair();
    const [back, server] = createMemoryPair();
    relay({
      listener: { address: 'memory', onConnection: (handler) => handler(front), close: async () => {} },
      connect: async () => back,
      recorder: recorderInto(lines),
      faults: { faults: ['duplicate:at=1', 'drop:dir=out,method=lost'] },
      onProblem: () => {},
    });
    const got: string[] = [];
    const two = new Promise<void>((resolve) => {
      client.onFrame((frame) => {
        if (got.push(frame) === 2) resolve();
      });
    });
    const asked: string[] = [];
    server.onFrame((frame) => {
      asked.push(frame);
      server.send('{"id":2,"result":{}}');
    });
    client.send('{"id":1,"method":"lost"}');
    client.send('{"id":2,"method":"kept"}');
    await two;
    expect(asked).toEqual(['{"id":2,"method":"kept"}']);
    const { entries } = parseRecording(lines.join(''));
    expect(
      entries.flatMap((entry) => (entry.kind === 'frame' ? [[entry.dir, entry.faults ?? []]] : [])),
    ).toEqual([
      ['out', []],
      ['in', ['duplicate']],
      ['in', ['duplicate']],
    ]);
    const ended = new Promise<CloseReason>((resolve) => server.onClose(resolve));
    await client.close('done');
    expect((await ended).cause).toBe('remote');
  });
});
