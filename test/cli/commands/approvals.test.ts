import { describe, expect, it } from 'vitest';
import { about, type Handler, LATER, playTurn, THREAD, talkative, turn } from '../../client/fake-server.js';
import { against } from '../harness.js';

const words = ['One ', 'two ', 'three.'];
const COMMAND = 'item/commandExecution/requestApproval';

/** A turn in which the server asks to run a command before it completes. */
const asking: Record<string, Handler> = {
  ...talkative(words),
  'turn/start': (_params, server, reply) => {
    reply.succeed({ turn: turn('inProgress') });
    server.notify('turn/started', { threadId: THREAD, turn: turn('inProgress') });
    void server.peer.request(COMMAND, about({ itemId: 'c', command: 'touch x' })).then(() => {
      server.notify('turn/completed', { threadId: THREAD, turn: turn('completed') });
    });
    return LATER;
  },
};

function answersOf(ran: { json(): Record<string, unknown>[] }): unknown[] {
  return ran
    .json()
    .filter(({ dir, kind }) => dir === 'out' && kind === 'success')
    .map(({ result }) => result);
}

describe('approvals', () => {
  it('are declined where nobody can be asked, which exits 8 although the turn completes', async () => {
    const ran = await against(asking, ['--json', 'send-message', 'hi']);
    expect(answersOf(ran)).toEqual([{ decision: 'decline' }]);
    expect(ran).toMatchObject({ code: 8, stderr: /Declined, since nobody can be asked here: run touch x/ });
  });

  it.each(['accept', 'decline', 'cancel'])('take the word of --approve %s', async (decision) => {
    const ran = await against(asking, ['--json', 'send-message', 'hi', '--approve', decision]);
    expect(answersOf(ran)).toEqual([{ decision }]);
    expect(ran.code).toBe(0);
  });

  it('are asked for on a terminal, until the answer can be understood', async () => {
    const ran = await against(asking, ['send-message', 'hi'], {
      isInteractive: true,
      answers: ['what?', 'y'],
    });
    expect(ran.code).toBe(0);
    expect(ran.stderr.match(/Allow to run touch x\?/g)).toHaveLength(2);
    expect(ran.stdout).toContain('> answer to item/commandExecution/requestApproval: {"decision":"accept"}');
  });

  it('of a kind nobody knows are refused with an error, reported, and not fatal', async () => {
    const handlers = {
      ...talkative(words),
      'turn/start': ((_params, server, reply) => {
        reply.succeed({ turn: turn('inProgress') });
        server.peer.request('from/the/future', {}).catch(() => playTurn(server, words));
        return LATER;
      }) satisfies Handler,
    };
    const ran = await against(handlers, ['send-message', 'hi', '--approve', 'accept']);
    expect(ran).toMatchObject({
      code: 0,
      stderr: /The server asked from\/the\/future, which this client cannot answer/,
    });
  });
});
