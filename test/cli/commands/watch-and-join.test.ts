import { describe, expect, it } from 'vitest';
import {
  about,
  agentMessage,
  type FakeServer,
  type Handler,
  LATER,
  THREAD,
  turn,
} from '../../client/fake-server.js';
import { against } from '../harness.js';

const COMMAND = 'item/commandExecution/requestApproval';

describe('watch and thread-resume', () => {
  const partial = () => ({
    thread: {
      id: THREAD,
      status: { type: 'active', activeFlags: [] },
      turns: [
        turn('completed', {
          id: 'earlier',
          items: [{ type: 'userMessage', id: 'u', content: [{ type: 'text', text: 'Q' }] }],
        }),
        turn('inProgress', { items: [agentMessage('One ')] }),
      ],
    },
    model: 'm',
  });
  const rejoin: Handler = (_params, server, reply) => {
    reply.succeed(partial());
    for (const delta of ['two ', 'three.'])
      server.notify('item/agentMessage/delta', about({ itemId: 'msg_1', delta }));
    server.notify('turn/completed', { threadId: THREAD, turn: turn('completed') });
    return LATER;
  };

  it('shows the snapshot, continues the message where it stood, and ends with the turn', async () => {
    const ran = await against({ 'thread/resume': rejoin }, ['thread-resume', THREAD, '--until-idle']);
    expect(ran.code).toBe(0);
    expect(ran.stdout).toContain('── turn earlier completed\nuser message "Q"\n');
    expect(ran.stdout).toContain('\nOne two three.\n< turn/completed completed\n');
  });

  it('says so when the server leaves out what was said before', async () => {
    const silent: Handler = (_params, server, reply) => {
      reply.succeed({ thread: { id: THREAD, turns: [turn('inProgress')] }, model: 'm' });
      for (const delta of ['two ', 'three.'])
        server.notify('item/agentMessage/delta', about({ itemId: 'm', delta }));
      server.notify('turn/completed', { threadId: THREAD, turn: turn('completed') });
      return LATER;
    };
    const { stdout } = await against({ 'thread/resume': silent }, ['thread-resume', THREAD, '--until-idle']);
    expect(stdout).toContain('\n… what was said before is not in the snapshot of this server\ntwo three.\n');
  });

  it('ends at once with --until-idle when nothing runs', async () => {
    const idle = () => ({ thread: { id: THREAD, status: { type: 'idle' }, turns: [] }, model: 'm' });
    expect(await against({ 'thread/resume': idle }, ['thread-resume', THREAD, '--until-idle'])).toMatchObject(
      { code: 0 },
    );
  });

  it('takes the exit code of the turn with --until-idle', async () => {
    const failing: Handler = (_params, server, reply) => {
      reply.succeed(partial());
      const error = { message: 'boom' };
      server.notify('turn/completed', { threadId: THREAD, turn: turn('failed', { error }) });
      return LATER;
    };
    const ran = await against({ 'thread/resume': failing }, ['thread-resume', THREAD, '--until-idle']);
    expect(ran).toMatchObject({ code: 5, stderr: /The turn failed: boom\./ });
  });

  it('exits 8 when the time is over and the turn still waits for an answer', async () => {
    const waiting: Handler = (_params, server, reply) => {
      reply.succeed(partial());
      server.peer.request(COMMAND, about({ command: 'rm x' })).catch(() => {});
      return LATER;
    };
    const argv = ['thread-resume', THREAD, '--until-idle', '--timeout', '0.1'];
    const ran = await against({ 'thread/resume': waiting }, argv);
    expect(ran).toMatchObject({ code: 8, stderr: /waits for an answer that nobody gave: run rm x\./ });
  });

  it.each([['watch'], ['thread-resume', THREAD]])('%s goes on until it is stopped', async (...argv) => {
    const controller = new AbortController();
    const stopAt = (stdout: string): void => {
      if (stdout.includes('remoteControl')) controller.abort();
    };
    const handlers = {
      initialize: ((_params, server, reply) => {
        reply.succeed({ userAgent: 'x/0.169.0 (y)' });
        setTimeout(() => server.notify('remoteControl/status/changed', {}), 10);
        return LATER;
      }) satisfies Handler,
      'thread/resume': () => partial(),
    };
    const ran = await against(handlers, argv, { signal: controller.signal, onOutput: stopAt });
    expect(ran.code).toBe(130);
  });

  it('watch prints what comes in whole, and nothing that goes out', async () => {
    const handlers = {
      initialize: ((_params, server, reply) => {
        reply.succeed({ userAgent: 'x/0.169.0 (y)' });
        server.notify('account/updated', { authMode: null, accessToken: 'secret-secret' });
        setTimeout(() => server.drop('bye'), 10);
        return LATER;
      }) satisfies Handler,
    };
    const ran = await against(handlers, ['watch']);
    expect(ran.stdout).toBe(
      '< {"id":1,"result":{"userAgent":"x/0.169.0 (y)"}}\n' +
        '< {"method":"account/updated","params":{"authMode":null,"accessToken":"[redacted]"}}\n',
    );
    expect(ran).toMatchObject({ code: 4, stderr: /^The connection was lost: / });
  });

  it('watch answers nothing', async () => {
    let answered = false;
    const handlers = {
      initialize: ((_params, server: FakeServer, reply) => {
        reply.succeed({ userAgent: 'x/0.169.0 (y)' });
        server.peer.request(COMMAND, {}).then(
          () => {
            answered = true;
          },
          () => {},
        );
        setTimeout(() => server.drop('bye'), 20);
        return LATER;
      }) satisfies Handler,
    };
    await against(handlers, ['watch']);
    expect(answered).toBe(false);
  });

  it('watch ends with 7 after --timeout', async () => {
    expect(await against({}, ['watch', '--timeout', '0.05'])).toMatchObject({ code: 7 });
  });
});
