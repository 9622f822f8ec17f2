import { afterEach, describe, expect, it } from 'vitest';
import { RpcError } from '../../src/jsonrpc/errors.js';
import {
  about,
  agentMessage,
  type FakeServer,
  type Handler,
  LATER,
  playTurn,
  THREAD,
  TURN,
  talkative,
  turn,
} from '../client/fake-server.js';
import { type FakeListener, fakeListener, type RunOptions, run } from './harness.js';

let listener: FakeListener | undefined;
afterEach(() => listener?.close());

async function against(handlers: Record<string, Handler>, argv: string[], options?: RunOptions) {
  listener = await fakeListener(handlers);
  return run(['--url', listener.url, ...argv], options);
}

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
    const { code, stdout, stderr } = await against(talkative(words), ['send-message', 'hi']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('> turn/start "hi"\n');
    expect(stdout).toContain('\nOne two three.\n');
    expect(stdout).toContain('< turn/completed completed\n');
    expect(listener?.connections[0]?.asked('initialize')).toMatchObject([
      { capabilities: { experimentalApi: false } },
    ]);
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
    expect(ran).toMatchObject({ code: 7, stderr: 'The turn did not end within 0.05 s.\n' });
    expect(listener?.connections[0]?.asked('turn/interrupt')).toEqual([{ threadId: THREAD, turnId: TURN }]);
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
    expect(listener?.connections[0]?.asked('turn/interrupt')).toHaveLength(1);
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

describe('dynamic tools', () => {
  const tool = '{"name":"weather","description":"d","inputSchema":{}}';

  it('are offered in thread/start, one object as an array', async () => {
    const argv = ['send-message-v2', '--experimental-api', 'hi', '--dynamic-tools', tool];
    const { code } = await against(talkative(words), argv);
    expect(code).toBe(0);
    expect(listener?.connections[0]?.asked('thread/start')).toMatchObject([
      { dynamicTools: [{ name: 'weather' }] },
    ]);
    expect(listener?.connections[0]?.asked('initialize')).toMatchObject([
      { capabilities: { experimentalApi: true } },
    ]);
  });

  it.each([
    [['send-message-v2', 'hi', '--dynamic-tools', tool], /needs the experimental API/],
    [['send-message-v2', '--experimental-api', 'hi', '--dynamic-tools', '{'], /is not valid JSON/],
    [['send-message-v2', '--experimental-api', 'hi', '--dynamic-tools', '[1]'], /wants one JSON object/],
    [['send-message-v2', '--experimental-api', 'hi', '--dynamic-tools', '@/no/such/file'], /cannot be read/],
  ])('are checked: %j', async (argv, message) => {
    expect(await against(talkative(words), argv)).toMatchObject({ code: 2, stderr: message });
  });
});

describe('resume-message-v2 and send-follow-up-v2', () => {
  it('resumes the thread and then sends the message', async () => {
    const handlers = { ...talkative(words), 'thread/resume': () => ({ thread: { id: THREAD, turns: [] } }) };
    const { code } = await against(handlers, ['resume-message-v2', THREAD, 'more']);
    expect(code).toBe(0);
    const methods = listener?.connections[0]?.requests.map(({ method }) => method);
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
    const { code } = await against(talkative(words), ['send-follow-up-v2', 'first', 'second']);
    expect(code).toBe(0);
    const texts = listener?.connections[0]?.asked('turn/start');
    expect(texts).toMatchObject([{ input: [{ text: 'first' }] }, { input: [{ text: 'second' }] }]);
  });

  it('does not send the second message when the first turn fails', async () => {
    const ran = await against(endsWith(turn('failed')), ['send-follow-up-v2', 'first', 'second']);
    expect(ran.code).toBe(5);
    expect(listener?.connections[0]?.asked('turn/start')).toHaveLength(1);
  });
});

describe('lists', () => {
  const model = (id: string) => ({
    id,
    displayName: id.toUpperCase(),
    description: 'd',
    isDefault: id === 'a',
    hidden: false,
    supportedReasoningEfforts: [{ reasoningEffort: 'low' }],
  });

  it('model-list follows the pages to the end', async () => {
    const handlers: Record<string, Handler> = {
      'model/list': (params) =>
        (params as { cursor?: string }).cursor === '1'
          ? { data: [model('b')], nextCursor: null }
          : { data: [model('a')], nextCursor: '1' },
    };
    const ran = await against(handlers, ['model-list', '--quiet']);
    expect(ran).toMatchObject({ code: 0, stdout: 'a  A  default  low  d\nb  B           low  d\n' });
  });

  it('model-list does not run in circles', async () => {
    const handlers = { 'model/list': () => ({ data: [model('a')], nextCursor: 'same' }) };
    const ran = await against(handlers, ['model-list', '--json', '--quiet']);
    expect(ran.code).toBe(0);
    expect(ran.json()).toHaveLength(1);
  });

  it('thread-list shows a page and says how to go on', async () => {
    const thread = {
      id: THREAD,
      status: { type: 'idle' },
      updatedAt: Date.now() / 1000,
      name: null,
      preview: 'Hi\nyou',
    };
    const handlers = { 'thread/list': () => ({ data: [thread], nextCursor: 'c2' }) };
    const ran = await against(handlers, ['thread-list', '--limit', '1']);
    expect(ran.stdout).toContain(`${THREAD}  idle  just now  Hi you\n`);
    expect(ran.stderr).toContain("--cursor 'c2'");
    expect(listener?.connections[0]?.asked('thread/list')).toEqual([{ limit: 1 }]);
  });

  it('config-read shows what is set, with its origin, and no secrets', async () => {
    const config = { model: 'm', profile: null, mcp: { auth: { bearer_token: 'hush-hush' } } };
    const handlers = {
      'config/read': () => ({
        config,
        origins: { model: { name: { type: 'user', file: '/h/config.toml' } } },
        layers: null,
      }),
    };
    const ran = await against(handlers, ['config-read', '--cwd', '/x']);
    expect(ran.stdout).toContain('model = "m"  # user\nmcp.auth.bearer_token = "[redacted]"\n');
    expect(ran.stdout).not.toContain('hush-hush');
    expect(listener?.connections[0]?.asked('config/read')).toEqual([{ includeLayers: false, cwd: '/x' }]);
  });
});

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

describe('an endpoint that is not there', () => {
  it('exits 4 with one sentence that names the url and how to start a server', async () => {
    const { url } = await fakeListener().then(async (free) => {
      await free.close();
      return free;
    });
    const ran = await run(['--url', url, 'model-list']);
    expect(ran.code).toBe(4);
    expect(ran.stderr).toMatch(
      new RegExp(`^Cannot connect to ${url}: nothing listens there\\. Start one with: astc serve`),
    );
    expect(ran.stderr.trim().split('\n')).toHaveLength(1);
  });

  it.each([
    ['/no/such/codex', /cannot be started: there is no such file\. Give the path of a codex executable/],
    ['package.json', /cannot be started: it is not on the PATH|not executable/],
    ['./package.json', /it is not executable/],
  ])('exits 4 when the codex binary is %s', async (path, message) => {
    expect(await run(['--codex-bin', path, 'model-list'])).toMatchObject({ code: 4, stderr: message });
  });

  it('exits 4 when the binary is no app-server, with its last words', async () => {
    const ran = await run(['--codex-bin', process.execPath, 'model-list']);
    expect(ran).toMatchObject({
      code: 4,
      stderr: /Cannot find module .*app-server[\s\S]*The connection was lost: .*exited with code 1\./,
    });
  });
});
