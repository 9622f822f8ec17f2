import { describe, expect, it } from 'vitest';
import { RpcError } from '../../../src/jsonrpc/errors.js';
import { type Handler, LATER, THREAD, TURN, turn } from '../../client/fake-server.js';
import { against } from '../harness.js';

const turnParams = JSON.stringify({ threadId: THREAD, input: [] });

/** Answers turn/start, then ends another thread's turn, then this one. */
const turnStart =
  (status: string, extra: object = {}): Handler =>
  (_params, server, reply) => {
    reply.succeed({ turn: turn('inProgress') });
    server.notify('turn/completed', { threadId: 'other', turn: turn('completed') });
    server.notify('turn/completed', { threadId: THREAD, turn: turn(status, extra) });
    return LATER;
  };

describe('call', () => {
  it('prints the result as JSON and nothing else with --quiet', async () => {
    const ran = await against({ 'thread/loaded/list': () => ({ data: [], nextCursor: null }) }, [
      'call',
      'thread/loaded/list',
      '--quiet',
    ]);
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(ran.stdout)).toEqual({ data: [], nextCursor: null });
    expect(ran.server?.asked('thread/loaded/list')).toEqual([{}]);
  });

  it('sends no params where the method takes none', async () => {
    const ran = await against({ 'account/logout': () => ({}) }, ['call', 'account/logout']);
    expect(ran.code).toBe(0);
    expect(ran.server?.asked('account/logout')).toEqual([undefined]);
  });

  it('says where params do not fit, and sends nothing', async () => {
    const ran = await against({}, ['call', 'turn/start', '{"threadID":"x","input":[{"type":"txt"}]}']);
    expect(ran.code).toBe(2);
    expect(ran.stderr).toContain('  threadId is missing\n');
    expect(ran.stderr).toContain('  threadID is not known here; did you mean threadId?\n');
    expect(ran.stderr).toContain('  input[0].type must be one of "text"');
    expect(ran.server?.requests.map(({ method }) => method)).toEqual(['initialize']);
  });

  it.each([
    ['thread/strat', 'Did you mean thread/start?'],
    ['thread/rollback', 'thread/rollback is a method of 0.118.0, not of 0.169.0.'],
  ])('sends no %s to a server that does not know it', async (method, words) => {
    const ran = await against({}, ['call', method, '{}']);
    expect(ran.code).toBe(2);
    expect(ran.stderr).toContain(words);
  });

  it('sends anything with --unchecked, and reports the refusal', async () => {
    const handlers = {
      'thread/strat': () => {
        throw new RpcError(-32600, 'no such thing');
      },
    };
    const ran = await against(handlers, ['call', 'thread/strat', '[1]', '--unchecked']);
    expect(ran.code).toBe(1);
    expect(ran.stderr).toContain('The server refused thread/strat: no such thing. (code -32600)');
    expect(ran.server?.asked('thread/strat')).toEqual([[1]]);
  });

  it.each([
    ['completed', {}, 0],
    ['failed', { error: { message: 'out of luck' } }, 5],
    ['interrupted', {}, 6],
  ])('follows a turn to its end, and a %s one gives its exit code', async (status, extra, code) => {
    const ran = await against({ 'turn/start': turnStart(status, extra) }, [
      'call',
      'turn/start',
      turnParams,
      '--json',
    ]);
    expect(ran.code).toBe(code);
    const verdict = ran.json().at(-1) as { result: { end: { params: { turn: { id: string } } } } };
    expect(verdict.result.end.params.turn.id).toBe(TURN);
  });

  it('goes on until the notification that was asked for', async () => {
    const handler: Handler = (_params, server, reply) => {
      reply.succeed({ data: [], nextCursor: null });
      server.notify('skills/changed', {});
      return LATER;
    };
    const ran = await against({ 'thread/loaded/list': handler }, [
      'call',
      'thread/loaded/list',
      '--until',
      'skills/changed',
      '--json',
    ]);
    expect(ran.code).toBe(0);
    expect(ran.json().at(-1)).toMatchObject({ result: { end: { method: 'skills/changed' } } });
  });

  it('gives up after --timeout when the end does not come', async () => {
    const ran = await against({ 'turn/start': () => ({ turn: turn('inProgress') }) }, [
      'call',
      'turn/start',
      turnParams,
      '--timeout',
      '0.2',
    ]);
    expect(ran.code).toBe(7);
  });

  it.each([
    [
      'account/login/start',
      { type: 'chatgptDeviceCode' },
      { loginId: 'L' },
      'account/login/cancel',
      { loginId: 'L' },
    ],
    [
      'process/spawn',
      { command: ['sleep', '9'], processHandle: 'p', cwd: '/' },
      {},
      'process/kill',
      { processHandle: 'p' },
    ],
  ])(
    'takes %s back when it is stopped, or nothing ends it in time',
    async (method, params, result, undo, named) => {
      const controller = new AbortController();
      const handlers: Record<string, Handler> = {
        [method]: () => {
          setTimeout(() => controller.abort(), 50);
          return result;
        },
        [undo]: () => ({}),
      };
      const argv = ['call', method, JSON.stringify(params), '--unchecked'];
      const stopped = await against(handlers, argv, { signal: controller.signal });
      expect({ code: stopped.code, undone: stopped.server?.asked(undo) }).toEqual({
        code: 130,
        undone: [named],
      });
      const late = await against(handlers, [...argv, '--timeout', '0.2']);
      expect({ code: late.code, undone: late.server?.asked(undo) }).toEqual({ code: 7, undone: [named] });
    },
  );

  it.each([
    ['thread/realtime/closed', { threadId: 't', reason: 'transport_closed' }, 0],
    ['thread/realtime/error', { threadId: 't', message: 'nobody speaks' }, 1],
  ])('follows a conversation by voice to %s', async (method, told, code) => {
    const start: Handler = (_params, server, reply) => {
      reply.succeed({});
      server.notify('thread/realtime/closed', { threadId: 'other', reason: 'requested' });
      server.notify(method, told);
      return LATER;
    };
    const params = JSON.stringify({ threadId: 't', outputModality: 'audio' });
    const ran = await against({ 'thread/realtime/start': start, 'thread/resume': () => ({}) }, [
      'call',
      'thread/realtime/start',
      params,
      '--unchecked',
      '--json',
    ]);
    expect(ran.code).toBe(code);
    expect(ran.stdout).toContain(`"method":"${method}"`);
  });

  it('waits for the end of what it takes back, not for what it was told to wait for', async () => {
    const undo: Handler = (_params, server, reply) => {
      reply.succeed({});
      server.notify('process/exited', { processHandle: 'p', exitCode: 137 });
      return LATER;
    };
    const params = JSON.stringify({ command: ['sleep', '9'], processHandle: 'p', cwd: '/' });
    const began = performance.now();
    const ran = await against({ 'process/spawn': () => ({}), 'process/kill': undo }, [
      'call',
      'process/spawn',
      params,
      '--unchecked',
      '--until',
      'skills/changed',
      '--timeout',
      '0.2',
    ]);
    expect({ code: ran.code, undone: ran.server?.asked('process/kill') }).toEqual({
      code: 7,
      undone: [{ processHandle: 'p' }],
    });
    expect(performance.now() - began).toBeLessThan(1800);
  });

  it('says that a login failed, with its own exit code', async () => {
    const handler: Handler = (_params, server, reply) => {
      reply.succeed({
        type: 'chatgptDeviceCode',
        loginId: 'L',
        verificationUrl: 'http://x',
        userCode: 'A-B',
      });
      server.notify('account/login/completed', { loginId: 'L', success: false, error: 'denied' });
      return LATER;
    };
    const ran = await against({ 'account/login/start': handler }, [
      'call',
      'account/login/start',
      '--field',
      'type=chatgptDeviceCode',
    ]);
    expect(ran.code).toBe(3);
    expect(ran.stderr).toContain('The login failed: denied.');
  });

  it('connects without the experimental API with --stable', async () => {
    const ran = await against({ 'thread/loaded/list': () => ({}) }, [
      'call',
      'thread/loaded/list',
      '--stable',
    ]);
    expect(ran.server?.asked('initialize')).toMatchObject([{ capabilities: { experimentalApi: false } }]);
  });

  it('joins the thread first, or it would never hear how the turn ends', async () => {
    const handlers = { 'thread/resume': () => ({}), 'turn/start': turnStart('completed') };
    const ran = await against(handlers, ['call', 'turn/start', turnParams]);
    expect(ran.code).toBe(0);
    const asked = ran.server?.requests.map(({ method }) => method);
    expect(asked).toEqual(['initialize', 'thread/resume', 'turn/start']);
  });
});
