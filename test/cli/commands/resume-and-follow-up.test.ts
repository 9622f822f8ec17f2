import { describe, expect, it } from 'vitest';
import { RpcError } from '../../../src/jsonrpc/errors.js';
import { type Handler, LATER, THREAD, talkative, turn } from '../../client/fake-server.js';
import { against } from '../harness.js';

const words = ['One ', 'two ', 'three.'];

function endsWith(end: object): Record<string, Handler> {
  return {
    ...talkative([]),
    'turn/start': (_params, server, reply) => {
      reply.succeed({ turn: turn('inProgress') });
      server.notify('turn/started', { threadId: THREAD, turn: turn('inProgress') });
      server.notify('turn/completed', { threadId: THREAD, turn: end });
      return LATER;
    },
  };
}

describe('resume-message-v2 and send-follow-up-v2', () => {
  it('resumes the thread and then sends the message', async () => {
    const handlers = { ...talkative(words), 'thread/resume': () => ({ thread: { id: THREAD, turns: [] } }) };
    const { server, code } = await against(handlers, ['resume-message-v2', THREAD, 'more']);
    expect(code).toBe(0);
    const methods = server?.requests.map(({ method }) => method);
    expect(methods).toEqual(['initialize', 'thread/resume', 'turn/start']);
  });

  it('exits 1 for a thread that the server does not know, and says what to do', async () => {
    const handlers = {
      'thread/resume': () => {
        throw new RpcError(-32600, `no rollout found for thread id ${THREAD}`);
      },
    };
    const ran = await against(handlers, ['resume-message-v2', THREAD, 'more']);
    expect(ran).toMatchObject({
      code: 1,
      stderr: /no rollout found for thread id .* astc thread-list shows/,
    });
  });

  it('sends both messages to one thread', async () => {
    const { server, code } = await against(talkative(words), ['send-follow-up-v2', 'first', 'second']);
    expect(code).toBe(0);
    const texts = server?.asked('turn/start');
    expect(texts).toMatchObject([{ input: [{ text: 'first' }] }, { input: [{ text: 'second' }] }]);
  });

  it('does not send the second message when the first turn fails', async () => {
    const ran = await against(endsWith(turn('failed')), ['send-follow-up-v2', 'first', 'second']);
    expect(ran.code).toBe(5);
    expect(ran.server?.asked('turn/start')).toHaveLength(1);
  });
});
