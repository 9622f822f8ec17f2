import { describe, expect, it } from 'vitest';
import { connect } from '../../src/client/index.js';
import { RpcError } from '../../src/jsonrpc/errors.js';
import { parseRecording, type Recording } from '../../src/recording/reader.js';
import { Recorder } from '../../src/recording/recorder.js';
import { replayClient } from '../../src/recording/replay/client-replay.js';
import { createReplayServer, type ReplayServerOptions } from '../../src/recording/replay/replay-server.js';
import { connectionsOf } from '../../src/recording/replay/steps.js';
import type { Transport } from '../../src/transport/contract.js';
import { createMemoryPair } from '../../src/transport/memory.js';
import { systemClock } from '../../src/util/clock.js';

const THREAD = '01a21810-4861-7067-b9a9-000000000001';

function recordingOf(...frames: [dir: 'in' | 'out', frame: object | string][]): Recording {
  const lines: string[] = [];
  const recorder = new Recorder(undefined, {
    transport: 'memory',
    target: [],
    write: (text) => lines.push(text),
  });
  for (const [dir, frame] of frames)
    recorder.frame(dir, typeof frame === 'string' ? frame : JSON.stringify(frame));
  recorder.end();
  return parseRecording(lines.join(''));
}

const turn = recordingOf(
  ['out', { id: 0, method: 'initialize', params: { clientInfo: { name: 'a', version: '1' } } }],
  ['in', { id: 0, result: { userAgent: 'codex/0.169.0', codexHome: '/x/codex' } }],
  ['out', { method: 'initialized' }],
  ['out', { id: 1, method: 'thread/start', params: { cwd: '/recorded/place' } }],
  ['in', { id: 1, result: { thread: { id: THREAD }, cwd: '/recorded/place' } }],
  ['in', { method: 'thread/started', params: { thread: { id: THREAD } } }],
  [
    'out',
    { id: 2, method: 'turn/start', params: { threadId: THREAD, input: [{ type: 'text', text: 'hi' }] } },
  ],
  ['in', { id: 2, result: { turn: { id: 't', items: [], status: 'inProgress' } } }],
  [
    'in',
    { id: 77, method: 'item/commandExecution/requestApproval', params: { threadId: THREAD, itemId: 'c' } },
  ],
  ['out', { id: 77, result: { decision: 'accept' } }],
  [
    'in',
    {
      method: 'turn/completed',
      params: { threadId: THREAD, turn: { id: 't', items: [], status: 'completed' } },
    },
  ],
  ['out', { id: 3, method: 'model/list', params: {} }],
  ['in', { id: 3, result: { data: [] } }],
);

/** A live raw client of a replay, by hand. */
function rawClient(recording: Recording, options: ReplayServerOptions = {}) {
  const server = createReplayServer(recording, options);
  const [transport, other] = createMemoryPair();
  const frames: Record<string, unknown>[] = [];
  const wakes = new Set<() => void>();
  transport.onFrame((text) => {
    frames.push(JSON.parse(text));
    for (const wake of wakes) wake();
  });
  server.connect(other);
  const until = (fits: (frame: Record<string, unknown>) => boolean): Promise<Record<string, unknown>> =>
    new Promise((resolve) => {
      const look = (): void => {
        const found = frames.find(fits);
        if (found !== undefined) resolve(found);
      };
      wakes.add(look);
      look();
    });
  const say = (frame: object): void => void transport.send(JSON.stringify(frame));
  return {
    server,
    frames,
    say,
    until,
    call(id: unknown, method: string, params?: unknown) {
      say({ id, method, params });
      return until((frame) => frame.id === id && !('method' in frame));
    },
  };
}

describe('a recording as a server', () => {
  it('answers another client with other ids, another folder and another name', async () => {
    const { server, call, say, until } = rawClient(turn);
    await call('x-0', 'initialize', { clientInfo: { name: 'other', version: '9' } });
    const started = await call('x-1', 'thread/start', { cwd: '/live/spot' });
    expect(started.result).toEqual({ thread: { id: THREAD }, cwd: '/live/spot' });
    await call(9, 'turn/start', { threadId: THREAD, input: [{ type: 'text', text: 'hi' }] });
    const asked = await until(({ id, method }) => id === 77 && method !== undefined);
    say({ id: asked.id, result: { decision: 'accept' } });
    await until(({ method }) => method === 'turn/completed');
    await call(10, 'model/list', {});
    server.assertComplete();
    expect(server.received.methods).toEqual(['initialize', 'thread/start', 'turn/start', 'model/list']);
  });

  it('says exactly what differs from the recording, and goes on', async () => {
    const { server, call } = rawClient(turn);
    await call(0, 'initialize', {});
    const refused = await call(1, 'turn/start', { threadId: THREAD, input: [{ type: 'text', text: 'bye' }] });
    expect(refused.error).toMatchObject({
      code: -32600,
      message: expect.stringContaining('input[0].text: "hi" was recorded, "bye" came'),
    });
    expect((await call(2, 'thread/list', {})).error).toMatchObject({
      message: 'Not in the recording: thread/list is not among the recorded requests.',
    });
    await call(3, 'model/list', {});
    expect((await call(4, 'model/list', {})).error).toMatchObject({
      message: expect.stringContaining('was recorded once, and is sent once more'),
    });
    expect(() => server.assertComplete()).toThrow('thread/start (message 4 of the recording) was never sent');
  });

  it('notices an answer that was not given in the recording', async () => {
    const { server, call, say, until } = rawClient(turn);
    await call(0, 'initialize', {});
    await call(1, 'thread/start', { cwd: '/recorded/place' });
    await call(2, 'turn/start', { threadId: THREAD, input: [{ type: 'text', text: 'hi' }] });
    say({ id: 77, result: { decision: 'decline' } });
    await until(({ method }) => method === 'turn/completed');
    expect(server.problems[0]?.message).toBe(
      'item/commandExecution/requestApproval was answered otherwise than recorded: decision: "accept" was recorded, "decline" came.',
    );
  });

  it('is content with the method when it is loose, any number of times', async () => {
    const { call } = rawClient(turn, { matching: 'loose' });
    await call(0, 'initialize', {});
    for (const id of [1, 2, 3])
      expect((await call(id, 'model/list', { limit: id })).result).toEqual({ data: [] });
  });

  it('takes nothing but the next request when it is strict', async () => {
    const { call } = rawClient(turn, { matching: 'strict' });
    expect((await call(0, 'model/list', {})).error).toMatchObject({
      message: 'Not in the recording: model/list came where initialize (message 1) was recorded.',
    });
    expect((await call(1, 'initialize', { clientInfo: { name: 'b', version: '1' } })).error).toMatchObject({
      message: expect.stringContaining('clientInfo.name: "a" was recorded, "b" came'),
    });
    expect((await call(2, 'initialize', { clientInfo: { name: 'a', version: '1' } })).result).toBeDefined();
  });

  it.each([
    [
      'other params',
      [{ method: 'initialized', params: { late: true } }],
      'initialized differs from message 3 of the recording: {"late":true} came, nothing was recorded.',
    ],
    [
      'one more',
      [{ method: 'initialized' }, { method: 'initialized' }],
      'initialized was recorded once, and is sent once more.',
    ],
    ['a foreign one', [{ method: 'ready' }], 'ready is not among the recorded notifications.'],
    ['none', [], 'initialized (message 3 of the recording) was never sent.'],
  ])('takes notifications to the letter when it is strict: %s', async (_what, told, words) => {
    const messages = async (matching: 'strict' | 'tolerant'): Promise<string[]> => {
      const { server, call, say } = rawClient(turn, { matching });
      await call(0, 'initialize', { clientInfo: { name: 'a', version: '1' } });
      for (const frame of told) say(frame);
      await call(1, 'thread/start', { cwd: '/recorded/place' });
      return server.problems.map(({ message }) => message);
    };
    expect(await messages('strict')).toContain(words);
    expect(await messages('tolerant')).not.toContain(words);
  });

  it('says which place a notification had when it is strict', async () => {
    const start = ['out', { id: 1, method: 'thread/start', params: {} }] as const;
    const answer = ['in', { id: 1, result: {} }] as const;
    const told = ['out', { method: 'told' }] as const;
    const late = rawClient(recordingOf([...told], [...start], [...answer]), { matching: 'strict' });
    await late.call(1, 'thread/start', {});
    late.say({ method: 'told' });
    await expect
      .poll(() => late.server.problems.map(({ message }) => message))
      .toEqual(['told (message 1 of the recording) came after thread/start (message 2).']);
    const early = rawClient(recordingOf([...start], [...answer], [...told]), { matching: 'strict' });
    early.say({ method: 'told' });
    await early.call(1, 'thread/start', {});
    expect(early.server.problems.map(({ message }) => message)).toEqual([
      'told (message 3 of the recording) came before thread/start (message 1).',
    ]);
  });

  it('answers a client that waits where the recorded one did not', async () => {
    const piped = recordingOf(
      ['out', { id: 1, method: 'a' }],
      ['out', { id: 2, method: 'b' }],
      ['in', { id: 1, result: 'a' }],
      ['in', { id: 2, result: 'b' }],
    );
    const { call } = rawClient(piped, { patienceMs: 5 });
    expect((await call(1, 'a')).result).toBe('a');
    expect((await call(2, 'b')).result).toBe('b');
  });

  it('plays frames that are no JSON as they were', async () => {
    const server = createReplayServer(
      recordingOf(['in', 'garbage'], ['in', '{"id":9007199254740993,"result":1.0}']),
    );
    const [transport, other] = createMemoryPair();
    server.connect(other);
    const frames = await new Promise<string[]>((resolve) => {
      const got: string[] = [];
      transport.onFrame((text) => {
        if (got.push(text) === 2) resolve(got);
      });
    });
    expect(frames).toEqual(['garbage', '{"id":9007199254740993,"result":1.0}']);
  });

  it('serves a client of the library over a socket', async () => {
    const server = await createReplayServer(turn).listen('ws://127.0.0.1:0');
    const { connectTransport } = await import('../../src/transport/index.js');
    const client = await connect(await connectTransport(server.url));
    await expect(client.call('thread/read', { threadId: THREAD })).rejects.toBeInstanceOf(RpcError);
    await client.close();
    await server.close();
  });
});

describe('a recording as a client', () => {
  it('meets its own server again and finds no difference, ids translated', async () => {
    const other = THREAD.replace(/1$/, '9');
    const live = recordingOf(
      ...turn.frames.map(({ dir, text }): ['in' | 'out', string] => [dir, text.replaceAll(THREAD, other)]),
    );
    const server = createReplayServer(live, { matching: 'strict' });
    const [transport, end] = createMemoryPair();
    server.connect(end);
    const [steps = []] = connectionsOf(turn.frames);
    const { frames, waits, lost } = await replayClient(transport, steps, {
      clock: systemClock,
      timeoutMs: 1000,
    });
    expect({ waits, lost, problems: server.problems }).toEqual({ waits: [], lost: undefined, problems: [] });
    expect(
      frames
        .filter(({ dir }) => dir === 'out')
        .map(({ text }) => text)
        .join(),
    ).not.toContain(THREAD);
  });

  it('says what it waited for in vain, and ends', async () => {
    const server = createReplayServer(
      recordingOf(['out', { id: 0, method: 'initialize' }], ['in', { id: 0, result: {} }]),
    );
    const [transport, end] = createMemoryPair();
    server.connect(end);
    const [steps = []] = connectionsOf(turn.frames);
    const { waits } = await replayClient(transport, steps, { clock: systemClock, timeoutMs: 20 });
    expect(waits).toContain('turn/completed did not come while the server said nothing for 0.02 s.');
  });

  const liveId = THREAD.replace(/1$/, '9');
  const sayStarted = (live: Transport): void =>
    void live.send(JSON.stringify({ method: 'thread/started', params: { thread: { id: liveId } } }));
  /** The recorded client of a thread whose id no answer gives; a server that is scripted by hand. */
  const notified = async (
    onStart: (live: Transport) => void,
    timeoutMs = 1000,
  ): Promise<{ sent: string[]; waits: readonly string[] }> => {
    const recorded = recordingOf(
      ['out', { id: 1, method: 'thread/start' }],
      ['in', { id: 1, result: {} }],
      ['in', { method: 'thread/started', params: { thread: { id: THREAD } } }],
      ['out', { id: 2, method: 'turn/start', params: { threadId: THREAD } }],
      ['in', { id: 2, result: {} }],
    );
    const [transport, live] = createMemoryPair();
    const sent: string[] = [];
    live.onFrame((frame) => {
      sent.push(frame);
      const { id } = JSON.parse(frame);
      live.send(JSON.stringify({ id, result: {} }));
      if (id === 1) onStart(live);
    });
    const [steps = []] = connectionsOf(recorded.frames);
    const { waits } = await replayClient(transport, steps, { clock: systemClock, timeoutMs });
    return { sent, waits };
  };

  it('sends nothing with an id before the live server has given its own', async () => {
    const { sent, waits } = await notified((live) => setTimeout(() => sayStarted(live), 50));
    expect(waits).toEqual([]);
    expect(sent.map((text) => JSON.parse(text).params?.threadId)).toEqual([undefined, liveId]);
  });

  it('waits as long as the server goes on talking', async () => {
    const { sent, waits } = await notified((live) => {
      let count = 0;
      const timer = setInterval(() => {
        count += 1;
        if (count < 6) live.send('{"method":"warning","params":{"message":"busy"}}');
        else {
          sayStarted(live);
          clearInterval(timer);
        }
      }, 60);
    }, 250);
    expect({ waits, count: sent.length }).toEqual({ waits: [], count: 2 });
  });

  it('keeps a request back whose id never came, and says so', async () => {
    const { sent, waits } = await notified(() => {}, 20);
    expect(sent).toHaveLength(1);
    expect(waits).toEqual([
      'thread/started, which gives an id, did not come while the server said nothing for 0.02 s.',
      `turn/start was not sent: it names ${THREAD}, which the server never gave.`,
    ]);
  });
});
