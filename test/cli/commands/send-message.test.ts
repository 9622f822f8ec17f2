import { describe, expect, it } from 'vitest';
import { RpcError } from '../../../src/jsonrpc/errors.js';
import {
  about,
  agentMessage,
  type Handler,
  LATER,
  THREAD,
  TURN,
  talkative,
  turn,
} from '../../client/fake-server.js';
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

describe('send-message', () => {
  it('shows the answer as it comes and exits 0', async () => {
    const { server, code, stdout, stderr } = await against(talkative(words), ['send-message', 'hi']);
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: expect.stringMatching(/^turn completed in \d+ ms, first text after \d+ ms\n$/),
    });
    expect(stdout).toContain('> turn/start "hi"\n');
    expect(stdout).toContain('\nOne two three.\n');
    expect(stdout).toContain('< turn/completed completed\n');
    expect(server?.asked('initialize')).toMatchObject([{ capabilities: { experimentalApi: false } }]);
  });

  it('prints nothing but the answer with --quiet', async () => {
    const { stdout, stderr } = await against(talkative(words), ['send-message', 'hi', '--quiet']);
    expect({ stdout, stderr }).toEqual({ stdout: 'One two three.\n', stderr: '' });
  });

  it('shows an answer that came whole, without deltas', async () => {
    const handlers = {
      ...talkative([]),
      'turn/start': ((_params, server, reply) => {
        reply.succeed({ turn: turn('inProgress') });
        server.notify('item/completed', about({ item: agentMessage('All at once.') }));
        server.notify('turn/completed', { threadId: THREAD, turn: turn('completed') });
        return LATER;
      }) satisfies Handler,
    };
    const { stdout } = await against(handlers, ['send-message', 'hi', '--quiet']);
    expect(stdout).toBe('All at once.\n');
  });

  it('prints whole frames with --raw', async () => {
    const { stdout } = await against(talkative(words), ['send-message', 'hi', '--raw']);
    expect(stdout).toContain('> {"id":1,"method":"initialize"');
    expect(stdout).toContain('< {"method":"item/agentMessage/delta"');
  });

  it('prints frames and a verdict as JSON lines with --json, and nothing else', async () => {
    const ran = await against(talkative(words), ['--json', 'send-message', 'hi']);
    const lines = ran.json();
    expect(lines[0]).toMatchObject({
      dir: 'out',
      kind: 'request',
      method: 'initialize',
      t: expect.any(Number),
    });
    expect(lines.filter(({ kind }) => kind === 'success').map(({ method }) => method)).toEqual([
      'initialize',
      'thread/start',
      'turn/start',
    ]);
    expect(lines.at(-1)).toMatchObject({
      kind: 'verdict',
      ok: true,
      code: 0,
      outcome: 'completed',
      result: { threadId: THREAD, turnId: TURN, text: 'One two three.' },
    });
    expect(ran.stderr).toBe('');
  });

  it.each([
    [
      'failed',
      turn('failed', { error: { message: 'the model said no' } }),
      5,
      /The turn failed: the model said no\./,
    ],
    ['interrupted', turn('interrupted'), 6, /The turn was interrupted\./],
  ])('tells by its exit code that the turn %s', async (_status, end, code, message) => {
    const ran = await against(endsWith(end), ['send-message', 'hi']);
    expect(ran).toMatchObject({ code, stderr: message });
  });

  it('exits 1 when the server refuses, with its text', async () => {
    const handlers = {
      'thread/start': () => {
        throw new RpcError(-32600, 'failed to load configuration: bad provider');
      },
    };
    const ran = await against(handlers, ['send-message', 'hi']);
    expect(ran).toMatchObject({
      code: 1,
      stderr: 'The server refused thread/start: failed to load configuration: bad provider. (code -32600)\n',
    });
  });

  it('exits 4 when the server dies in the middle of the turn', async () => {
    const handlers = {
      ...talkative([]),
      'turn/start': ((_params, server, reply) => {
        reply.succeed({ turn: turn('inProgress') });
        server.notify('turn/started', { threadId: THREAD, turn: turn('inProgress') });
        setTimeout(() => server.drop('crash'), 5);
        return LATER;
      }) satisfies Handler,
    };
    const ran = await against(handlers, ['send-message', 'hi']);
    expect(ran).toMatchObject({ code: 4, stderr: /^The connection was lost: / });
  });

  it('exits 7 when the turn never completes, and interrupts it', async () => {
    const handlers = {
      ...talkative([]),
      'turn/start': ((_params, server, reply) => {
        reply.succeed({ turn: turn('inProgress') });
        server.notify('turn/started', { threadId: THREAD, turn: turn('inProgress') });
        return LATER;
      }) satisfies Handler,
      'turn/interrupt': () => ({}),
    };
    const ran = await against(handlers, ['send-message', 'hi', '--timeout', '0.05']);
    expect(ran).toMatchObject({ code: 7, stderr: 'turn not ended\nThe turn did not end within 0.05 s.\n' });
    expect(ran.server?.asked('turn/interrupt')).toEqual([{ threadId: THREAD, turnId: TURN }]);
  });

  it('exits 7 when the server never answers', async () => {
    const ran = await against({ 'thread/start': () => LATER }, ['send-message', 'hi', '--timeout', '0.05']);
    expect(ran).toMatchObject({ code: 7, stderr: 'thread/start got no answer within 50 ms.\n' });
  });

  it('interrupts the turn and exits 130 when it is stopped', async () => {
    const controller = new AbortController();
    const handlers = {
      ...talkative([]),
      'turn/start': ((_params, server, reply) => {
        reply.succeed({ turn: turn('inProgress') });
        server.notify('turn/started', { threadId: THREAD, turn: turn('inProgress') });
        setTimeout(() => controller.abort(), 5);
        return LATER;
      }) satisfies Handler,
      'turn/interrupt': ((_params, server) => {
        server.notify('turn/completed', { threadId: THREAD, turn: turn('interrupted') });
        return {};
      }) satisfies Handler,
    };
    const ran = await against(handlers, ['send-message', 'hi'], { signal: controller.signal });
    expect(ran.code).toBe(130);
    expect(ran.server?.asked('turn/interrupt')).toHaveLength(1);
  });

  it('does not let foreign text steer the terminal', async () => {
    const { stdout } = await against(talkative(['a\u001b[2Jb', '\u0007c']), [
      'send-message',
      'hi',
      '--quiet',
    ]);
    expect(stdout).toBe('abc\n');
  });
});
