import { afterEach, describe, expect, test } from 'vitest';
import type { Agent } from '../../src/domain/agent.js';
import { deferred } from '../../src/util/deferred.js';
import { fakeClock } from '../util/fake-clock.js';
import { delta, messageDone, messageStart } from './support/manual-model.js';
import { settle, type TestServer, type TestServerOptions, testServer, text } from './support/test-server.js';

let server: TestServer | undefined;
const start = async (options: TestServerOptions = {}): Promise<TestServer> => {
  server = await testServer(options);
  return server;
};
afterEach(async () => {
  await server?.close();
  server = undefined;
});

const THREAD = '01900000-0000-7000-8000-000000000000';

/** An agent whose thread/list takes until `release`. */
function slowList() {
  const gate = deferred();
  return {
    release: () => gate.resolve(),
    wrapAgent: (agent: Agent): Agent => ({
      ...agent,
      listThreads: async (query) => {
        await gate.promise;
        return agent.listThreads(query);
      },
    }),
  };
}

describe('a burst of requests', () => {
  test('of ten thousand, written without reading, is answered to the last one, in order', async () => {
    const { connect } = await start();
    const client = await connect();
    const count = 10_000;
    const answers = Array.from({ length: count }, () => client.ask('thread/loaded/list', {}));
    await Promise.all(answers.slice(-1));
    await settle();
    expect(client.log.slice(1)).toEqual(Array.from({ length: count }, (_, index) => `#${index + 2}`));
  });

  test('behind a slow one waits its turn on a connection that can be paused', async () => {
    const { release, wrapAgent } = slowList();
    const { connect } = await start({ wrapAgent });
    const client = await connect();
    const slow = client.ask('thread/list', {});
    const answers = Array.from({ length: 1000 }, () => client.ask('thread/loaded/list', {}));
    await settle();
    expect(client.log).toEqual(['#1']);
    release();
    const all = await Promise.all([slow, ...answers]);
    expect(all.filter(({ error }) => error !== undefined)).toEqual([]);
    expect(client.log.slice(1, 4)).toEqual(['#2', '#3', '#4']);
  });

  test('behind a slow one is refused above the limit where pausing would not do, and no refusal is lost', async () => {
    const { release, wrapAgent } = slowList();
    const { open } = await start({ wrapAgent });
    const client = open({ slowReader: 'close' });
    await client.initialize();
    const slow = client.ask('thread/list', {});
    const answers = Array.from({ length: 1000 }, () => client.ask('thread/loaded/list', {}));
    await settle();
    const refused = client.frames.filter(({ error }) => error !== undefined);
    expect(refused).toHaveLength(1000 - 128);
    expect(refused[0]?.error).toEqual({ code: -32001, message: 'Server overloaded; retry later.' });
    release();
    await Promise.all([slow, ...answers]);
    expect(client.frames).toHaveLength(1 + 1 + 1000);
  });

  test('of one connection does not keep another one waiting', async () => {
    const { release, wrapAgent } = slowList();
    const { connect } = await start({ wrapAgent });
    const [busy, other] = [await connect(), await connect()];
    const slow = busy.ask('thread/list', {});
    const rest = Array.from({ length: 500 }, () => busy.ask('thread/loaded/list', {}));
    expect((await other.ask('thread/loaded/list', {})).result).toBeDefined();
    release();
    await Promise.all([slow, ...rest]);
  });
});

/** Starts a turn on a fresh thread and returns the model's end of it. */
async function streaming(running: TestServer) {
  const client = await running.connect();
  const { thread } = await client.call('thread/start');
  await client.call('turn/start', { threadId: thread.id, input: text('hello') });
  const play = await running.model.play();
  play.send(...messageStart('msg_1'));
  await client.notification('item/started');
  return { client, threadId: thread.id as string, play };
}

describe('a client that does not read', () => {
  const FILLER = 'x'.repeat(1000);

  test('is cut off with a logged reason where that may be, and nobody else notices', async () => {
    const running = await start({ limits: { egress: { maxCount: 50, maxBytes: 1_000_000 } } });
    const { client, threadId, play } = await streaming(running);
    const lazy = running.open({ slowReader: 'close', highWaterBytes: 2000 });
    await lazy.initialize();
    await lazy.call('thread/resume', { threadId });
    let end = '';
    lazy.transport.onClose((reason) => {
      end = reason.message;
    });
    lazy.transport.pause();
    for (let count = 0; count < 100; count += 1) play.send(delta(FILLER));
    play.send(messageDone('msg_1', FILLER.repeat(100)));
    play.complete();
    await client.notification('turn/completed');
    await settle();
    expect(client.log.filter((method) => method === 'item/agentMessage/delta')).toHaveLength(100);
    lazy.transport.resume();
    await expect.poll(() => end).toContain('does not read');
    expect(running.logs.find(({ level }) => level === 'warn')?.message).toContain('50 messages');
    expect(running.core.connectionCount).toBe(1);
  });

  test('is cut off when it stands still, even if little waits for it', async () => {
    const clock = fakeClock();
    const running = await start({ clock });
    const { threadId, play } = await streaming(running);
    const lazy = running.open({ slowReader: 'close', highWaterBytes: 2000 });
    await lazy.initialize();
    await lazy.call('thread/resume', { threadId });
    lazy.transport.pause();
    for (let count = 0; count < 10; count += 1) play.send(delta(FILLER));
    await settle();
    clock.advance(29_999);
    expect(running.core.connectionCount).toBe(2);
    clock.advance(1);
    await settle();
    expect(running.core.connectionCount).toBe(1);
  });

  test('over stdio makes the model wait, and gets everything when it reads again', async () => {
    const running = await start();
    const { threadId, play } = await streaming(running);
    const lazy = running.open({ slowReader: 'wait', highWaterBytes: 5000 });
    await lazy.initialize();
    await lazy.call('thread/resume', { threadId });
    lazy.transport.pause();
    for (let count = 0; count < 200; count += 1) play.send(delta(FILLER));
    play.send(messageDone('msg_1', FILLER.repeat(200)));
    play.complete();
    await settle();
    expect(play.taken).toBeLessThan(20);
    lazy.transport.resume();
    await lazy.notification('turn/completed');
    expect(lazy.log.filter((method) => method === 'item/agentMessage/delta')).toHaveLength(200);
  });

  test('that goes away while everybody waits for it lets them go on', async () => {
    const running = await start();
    const { client, threadId, play } = await streaming(running);
    const lazy = running.open({ slowReader: 'wait', highWaterBytes: 5000 });
    await lazy.initialize();
    await lazy.call('thread/resume', { threadId });
    lazy.transport.pause();
    for (let count = 0; count < 200; count += 1) play.send(delta(FILLER));
    play.send(messageDone('msg_1', FILLER.repeat(200)));
    play.complete();
    await settle();
    lazy.transport.terminate();
    await client.notification('turn/completed');
  });

  test('and asks without end is stopped from asking, not answered without end', async () => {
    const running = await start({ limits: { egress: { maxCount: 100, maxBytes: 1_000_000 } } });
    const lazy = running.open({ slowReader: 'close', highWaterBytes: 2000 });
    await lazy.initialize();
    lazy.transport.pause();
    const answers = Array.from({ length: 2000 }, () => lazy.ask('model/list', {}));
    await running.core.load();
    await settle();
    expect(running.core.connectionCount).toBe(1);
    lazy.transport.resume();
    await Promise.all(answers);
    expect(lazy.frames).toHaveLength(2001);
  });
});

describe('frames above the ceiling', () => {
  test('end the connection over memory, and nobody else notices', async () => {
    const running = await start();
    const other = await running.connect();
    const big = running.open({ maxFrameBytes: 1000 });
    big.sendRaw(
      `{"id":1,"method":"thread/read","params":{"threadId":"${THREAD}","x":"${'y'.repeat(2000)}"}}`,
    );
    await settle();
    expect(running.core.connectionCount).toBe(1);
    expect(running.logs.find(({ level }) => level === 'warn')?.message).toContain('ceiling');
    expect((await other.ask('thread/loaded/list', {})).result).toBeDefined();
  });
});
