import { describe, expect, it } from 'vitest';
import { type Client, connect, type TurnEvent, type TurnStream } from '../../src/client/index.js';
import { RpcError } from '../../src/jsonrpc/errors.js';
import type { Clock } from '../../src/util/clock.js';
import {
  about,
  agentMessage,
  type FakeServer,
  fakeServer,
  type Handler,
  LATER,
  playTurn,
  THREAD,
  TURN,
  talkative,
  turn,
} from './fake-server.js';

async function clientOf(handlers: Record<string, Handler>, clock?: Clock): Promise<[Client, FakeServer]> {
  const { transport, server } = fakeServer(handlers);
  return [await connect(transport, { clock }), server];
}

async function read(stream: TurnStream): Promise<TurnEvent[]> {
  const events: TurnEvent[] = [];
  for await (const event of stream) events.push(event);
  return events;
}

describe('TurnStream', () => {
  it('yields every event of the turn and its outcome', async () => {
    const [client, server] = await clientOf(talkative(['Hel', 'lo']));
    const stream = client.turn(THREAD, 'hi');
    const events = await read(stream);
    expect(events.map(({ type }) => type)).toEqual([
      'turnStarted',
      'itemStarted',
      'delta',
      'delta',
      'itemCompleted',
      'turnCompleted',
    ]);
    await expect(stream.completed).resolves.toMatchObject({
      status: 'completed',
      turnId: TURN,
      text: 'Hello',
    });
    await expect(stream.accepted).resolves.toBe(TURN);
    expect(server.asked('turn/start')).toEqual([
      { threadId: THREAD, input: [{ type: 'text', text: 'hi', text_elements: [] }] },
    ]);
  });

  it('keeps events that come before the reply to turn/start, an end included', async () => {
    const [client] = await clientOf({
      'turn/start': (_params, server) => {
        playTurn(server, ['early']);
        return { turn: turn('inProgress') };
      },
    });
    const stream = client.turn(THREAD, 'hi');
    expect(await read(stream)).toHaveLength(5);
    await expect(stream.completed).resolves.toMatchObject({ status: 'completed', text: 'early' });
  });

  it('leaves out events of other threads and other turns', async () => {
    const [client] = await clientOf({
      'turn/start': (_params, server, reply) => {
        reply.succeed({ turn: turn('inProgress') });
        server.notify('turn/started', { threadId: THREAD, turn: turn('inProgress') });
        server.notify('item/agentMessage/delta', {
          ...about({}),
          threadId: 'other',
          itemId: 'a',
          delta: 'no',
        });
        server.notify('item/agentMessage/delta', { ...about({}), turnId: 'older', itemId: 'a', delta: 'no' });
        server.notify('turn/completed', { threadId: THREAD, turn: turn('completed', { id: 'older' }) });
        server.notify('turn/completed', { threadId: THREAD, turn: turn('completed') });
        return LATER;
      },
    });
    const events = await read(client.turn(THREAD, 'hi'));
    expect(events.map(({ type }) => type)).toEqual(['turnStarted', 'turnCompleted']);
  });

  it('collects the text of an item that was never announced', async () => {
    const [client] = await clientOf({
      'turn/start': (_params, server, reply) => {
        reply.succeed({ turn: turn('inProgress') });
        server.notify('item/agentMessage/delta', about({ itemId: 'm', delta: 'tail of it' }));
        server.notify('turn/completed', { threadId: THREAD, turn: turn('completed') });
        return LATER;
      },
    });
    const { view, text } = await client.turn(THREAD, 'hi').completed;
    expect(text).toBe('tail of it');
    expect(view.items).toMatchObject([{ type: 'agentMessage', isHeadMissing: true, isComplete: false }]);
  });

  it('follows the running turn that took the input in, when the accepted one never starts', async () => {
    const [client] = await clientOf({
      'turn/start': (_params, server, reply) => {
        reply.succeed({ turn: turn('inProgress', { id: 'never-starts' }) });
        server.notify(
          'item/agentMessage/delta',
          about({ itemId: 'm1', delta: 'answer to the first message' }),
        );
        server.notify('item/started', about({ item: { type: 'userMessage', id: 'u', content: [] } }));
        server.notify('item/agentMessage/delta', about({ itemId: 'm2', delta: 'merged' }));
        server.notify('turn/completed', { threadId: THREAD, turn: turn('completed') });
        return LATER;
      },
    });
    await expect(client.turn(THREAD, 'hi').completed).resolves.toMatchObject({
      turnId: TURN,
      text: 'merged',
    });
  });

  it('tells how a turn failed', async () => {
    const error = { message: 'no model', codexErrorInfo: 'other', additionalDetails: null };
    const [client] = await clientOf({
      'turn/start': (_params, server, reply) => {
        reply.succeed({ turn: turn('inProgress') });
        server.notify('turn/started', { threadId: THREAD, turn: turn('inProgress') });
        server.notify('error', about({ error, willRetry: false }));
        server.notify('turn/completed', { threadId: THREAD, turn: turn('failed', { error }) });
        return LATER;
      },
    });
    await expect(client.turn(THREAD, 'hi').completed).resolves.toMatchObject({ status: 'failed', error });
  });

  it('ends as failed when the server accepts the turn and then cannot start it', async () => {
    const error = {
      message: 'input must not be empty',
      codexErrorInfo: 'badRequest',
      additionalDetails: null,
    };
    const [client] = await clientOf({
      'turn/start': (_params, server, reply) => {
        reply.succeed({ turn: turn('inProgress') });
        server.notify('error', about({ error, willRetry: false }));
        return LATER;
      },
    });
    await expect(client.turn(THREAD, []).completed).resolves.toMatchObject({ status: 'failed', error });
  });

  it('fails with thread_closed when the thread is unloaded in the middle', async () => {
    const [client] = await clientOf({
      'turn/start': (_params, server, reply) => {
        reply.succeed({ turn: turn('inProgress') });
        server.notify('turn/started', { threadId: THREAD, turn: turn('inProgress') });
        server.notify('thread/closed', { threadId: THREAD });
        return LATER;
      },
    });
    await expect(client.turn(THREAD, 'hi').completed).rejects.toMatchObject({ code: 'thread_closed' });
  });

  it('fails with closed when the connection is lost, after what was still unread', async () => {
    const [client] = await clientOf({
      'turn/start': (_params, server, reply) => {
        reply.succeed({ turn: turn('inProgress') });
        server.notify('turn/started', { threadId: THREAD, turn: turn('inProgress') });
        queueMicrotask(() => queueMicrotask(() => server.drop('it died')));
        return LATER;
      },
    });
    const stream = client.turn(THREAD, 'hi');
    await expect(read(stream)).rejects.toMatchObject({ code: 'closed', message: /it died/ });
    await expect(stream.completed).rejects.toMatchObject({ code: 'closed' });
  });

  it('fails with the refusal of turn/start', async () => {
    const [client] = await clientOf({
      'turn/start': () => {
        throw new RpcError(-32600, `thread not found: ${THREAD}`);
      },
    });
    const stream = client.turn(THREAD, 'hi');
    await expect(stream.accepted).rejects.toMatchObject({ code: -32600 });
    await expect(stream.completed).rejects.toMatchObject({ message: `thread not found: ${THREAD}` });
  });

  it('fails with bad_answer when the reply names no turn', async () => {
    const [client] = await clientOf({ 'turn/start': () => ({}) });
    await expect(client.turn(THREAD, 'hi').completed).rejects.toMatchObject({ code: 'bad_answer' });
  });

  it('gives up with timeout when the end never comes', async () => {
    const clock = new HeldClock();
    const [client] = await clientOf({ 'turn/start': () => ({ turn: turn('inProgress') }) }, clock);
    const stream = client.turn(THREAD, 'hi', { timeoutMs: 7000 });
    await stream.accepted;
    clock.run(7000);
    await expect(stream.completed).rejects.toMatchObject({
      code: 'timeout',
      message: /did not end within 7 s/,
    });
  });

  it('interrupts the turn once it runs', async () => {
    const [client, server] = await clientOf({
      'turn/start': () => ({ turn: turn('inProgress') }),
      'turn/interrupt': (_params, self) => {
        self.notify('turn/completed', { threadId: THREAD, turn: turn('interrupted') });
        return {};
      },
    });
    const stream = client.turn(THREAD, 'hi');
    const interrupted = stream.interrupt();
    await stream.accepted;
    expect(server.asked('turn/interrupt')).toEqual([]);
    server.notify('turn/started', { threadId: THREAD, turn: turn('inProgress') });
    await interrupted;
    await expect(stream.completed).resolves.toMatchObject({ status: 'interrupted' });
    expect(server.asked('turn/interrupt')).toEqual([{ threadId: THREAD, turnId: TURN }]);
  });

  it('stops following at the signal', async () => {
    const [client] = await clientOf({ 'turn/start': () => ({ turn: turn('inProgress') }) });
    const controller = new AbortController();
    const stream = client.turn(THREAD, 'hi', { signal: controller.signal });
    await stream.accepted;
    controller.abort();
    await expect(stream.completed).rejects.toMatchObject({ code: 'aborted' });
  });

  it('keeps an agent message apart from the retry that replaces it', async () => {
    const [client] = await clientOf({
      'turn/start': (_params, server, reply) => {
        reply.succeed({ turn: turn('inProgress') });
        server.notify('item/started', about({ item: agentMessage('', 'first') }));
        server.notify('item/agentMessage/delta', about({ itemId: 'first', delta: 'half' }));
        server.notify('error', about({ error: { message: 'Reconnecting... 1/2' }, willRetry: true }));
        server.notify('item/started', about({ item: agentMessage('', 'second') }));
        server.notify('item/completed', about({ item: agentMessage('whole', 'second') }));
        server.notify('turn/completed', { threadId: THREAD, turn: turn('completed') });
        return LATER;
      },
    });
    const { view, text } = await client.turn(THREAD, 'hi').completed;
    expect(text).toBe('whole');
    expect(view.item('first')).toMatchObject({ text: 'half', isComplete: false });
  });
});

/** Time that stands still until told to run. */
class HeldClock implements Clock {
  #now = 0;
  #timers: { at: number; task: () => void }[] = [];

  now(): number {
    return this.#now;
  }

  monotonic(): number {
    return this.#now;
  }

  setTimeout(task: () => void, ms: number): () => void {
    const timer = { at: this.#now + ms, task };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((known) => known !== timer);
    };
  }

  run(ms: number): void {
    this.#now += ms;
    for (const { task } of this.#timers.filter(({ at }) => at <= this.#now)) task();
  }
}
