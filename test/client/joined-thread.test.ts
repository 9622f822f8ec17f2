import { describe, expect, it } from 'vitest';
import { connect } from '../../src/client/index.js';
import { about, agentMessage, fakeServer, LATER, THREAD, TURN, turn } from './fake-server.js';

const FULL = 'one two three four five six';
const words = FULL.split(/(?<= )/);

/** A server that has said the first `said` words when somebody joins, and says the rest in the same breath. */
function midway(said: number) {
  return fakeServer({
    'thread/resume': (_params, server, reply) => {
      const item = agentMessage(words.slice(0, said).join(''));
      const turns = [turn('inProgress', { items: [item] })];
      server.notify('thread/status/changed', {
        threadId: THREAD,
        status: { type: 'active', activeFlags: [] },
      });
      reply.succeed({ thread: { id: THREAD, status: { type: 'active', activeFlags: [] }, turns } });
      for (const delta of words.slice(said)) {
        server.notify('item/agentMessage/delta', about({ itemId: 'msg_1', delta }));
      }
      server.notify('item/agentMessage/delta', {
        threadId: 'other',
        turnId: TURN,
        itemId: 'msg_1',
        delta: '!',
      });
      server.notify('thread/status/changed', { threadId: THREAD, status: { type: 'idle' } });
      server.notify('turn/completed', { threadId: THREAD, turn: turn('completed') });
      return LATER;
    },
    'model/list': () => ({ data: [], nextCursor: null }),
  });
}

describe('joinThread', () => {
  it.each(words.map((_word, index) => index))(
    'gives snapshot and stream with nothing lost and nothing twice, joining after %i words',
    async (said) => {
      const { transport } = midway(said);
      const client = await connect(transport);
      const joined = await client.joinThread(THREAD);
      await client.call('model/list', {});
      joined.close();
      const methods: string[] = [];
      for await (const { method } of joined) methods.push(method);
      expect(joined.snapshot.turns[0]?.items[0]).toMatchObject({ text: words.slice(0, said).join('') });
      expect(methods).toEqual([
        ...words.slice(said).map(() => 'item/agentMessage/delta'),
        'thread/status/changed',
        'turn/completed',
      ]);
      expect(joined.view.turn(TURN)?.text).toBe(FULL);
      expect(joined.view.turn(TURN)?.status).toBe('completed');
      expect(joined.view.status).toBe('idle');
      expect(joined.view.running).toBeUndefined();
    },
  );

  it('passes on the refusal of an unknown thread', async () => {
    const { transport } = fakeServer();
    const client = await connect(transport);
    await expect(client.joinThread(THREAD)).rejects.toMatchObject({ code: -32600 });
  });

  it('says bad_answer when the reply holds no thread', async () => {
    const { transport } = fakeServer({ 'thread/resume': () => ({}) });
    const client = await connect(transport);
    await expect(client.joinThread(THREAD)).rejects.toMatchObject({ code: 'bad_answer' });
  });

  it('fails the reader when the connection is lost', async () => {
    const { transport, server } = midway(2);
    const client = await connect(transport);
    const joined = await client.joinThread(THREAD);
    server.drop('gone');
    const read = async (): Promise<number> => {
      let count = 0;
      for await (const _ of joined) count += 1;
      return count;
    };
    await expect(read()).rejects.toMatchObject({ code: 'closed', message: /gone/ });
  });
});
