// Every command against everything that can end it: the exit code is what scripts go by. A command that is not in the
// table fails the first test, so somebody decides what each cause means to it.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { commands } from '../../src/cli/commands/index.js';
import { type FakeServer, type Handler, LATER, THREAD, talkative, turn } from '../client/fake-server.js';
import { against, fakeListener, run } from './harness.js';

const folder = mkdtempSync(path.join(tmpdir(), 'astc-exit-codes-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function fileOf(name: string, frames: readonly (readonly ['in' | 'out', object])[]): string {
  const file = path.join(folder, name);
  const lines = frames.map(([dir, frame], t) => JSON.stringify({ t, conn: 1, kind: 'frame', dir, frame }));
  writeFileSync(file, `${lines.join('\n')}\n`);
  return file;
}

const INITIALIZE = { id: 1, method: 'initialize', params: { clientInfo: { name: 'a', version: '1' } } };
const recorded = fileOf('a.jsonl', [
  ['out', INITIALIZE],
  ['in', { id: 1, result: { userAgent: 'other/0.169.0' } }],
  ['out', { method: 'initialized' }],
  ['out', { id: 2, method: 'model/list', params: {} }],
  ['in', { id: 2, result: { data: [{ id: 'm' }] } }],
]);
const other = fileOf('b.jsonl', [
  ['out', INITIALIZE],
  ['in', { id: 1, error: { code: -32600, message: 'no' } }],
]);
const broken = fileOf('c.jsonl', [
  ['out', { id: 1, method: 'model/list', params: {} }],
  ['in', { id: 1, result: { data: [] } }],
]);
const TURN_START = JSON.stringify({ threadId: THREAD, input: [{ type: 'text', text: 'hi' }] });

interface Talker {
  readonly args: readonly string[];
  /** Whether it runs a turn. */
  readonly turn?: true;
  /** What it means that the server refuses its request; undefined where it sends none. */
  readonly refused?: number | undefined;
}

/** Commands that go to a server, as they are called. */
const TALKERS: Readonly<Record<string, Talker>> = {
  'send-message': { args: ['hi'], turn: true },
  'send-message-v2': { args: ['hi'], turn: true },
  'resume-message-v2': { args: [THREAD, 'hi'], turn: true },
  'send-follow-up-v2': { args: ['hi', 'again'], turn: true },
  call: { args: ['turn/start', TURN_START], turn: true },
  repl: { args: [] },
  'trigger-cmd-approval': { args: [], turn: true },
  'trigger-patch-approval': { args: [], turn: true },
  'no-trigger-cmd-approval': { args: [], turn: true },
  'trigger-zsh-fork-multi-cmd-approval': { args: [], turn: true },
  'thread-increment-elicitation': { args: [THREAD] },
  'thread-decrement-elicitation': { args: [THREAD] },
  'live-elicitation-timeout-pause': { args: [], turn: true },
  'thread-resume': { args: [THREAD] },
  watch: { args: [], refused: undefined },
  'thread-list': { args: [] },
  'model-list': { args: [] },
  'config-read': { args: [] },
  'test-login': { args: [], refused: 3 },
  'get-account-rate-limits': { args: [] },
};

/** Commands that need no server, or make their own way to it, and what ends them otherwise than well. */
const OTHERS: Readonly<Record<string, readonly (readonly [code: number, ...args: string[]])[]>> = {
  serve: [[2, '--listen', 'http://x']],
  'app-server': [[2, '--listen', 'nowhere']],
  backend: [[2, '--script', '/no/such/script.yaml']],
  'offline-backend': [],
  demo: [],
  list: [[0], [1, 'no-such-method'], [2, '--profile', '9.9.9']],
  describe: [
    [0, 'turn/start'],
    [2, 'no/such/method'],
  ],
  complete: [
    [0, 'bash'],
    [2, 'tcsh'],
  ],
  conform: [
    [0, '--list'],
    [2, 'no/such-scenario', '--embedded'],
  ],
  drift: [
    [0, '0.169.0', '0.169.0'],
    [10, '0.118.0', '0.169.0'],
    [2, '0.118.0', '9.9.9'],
  ],
  lint: [
    [0, recorded],
    [9, broken],
    [2, '/no/such/file'],
  ],
  record: [[2, path.join(folder, 'r.jsonl')]],
  tap: [[2, '--listen', 'ws://127.0.0.1:0']],
  replay: [
    [2, '/no/such/file', '--as', 'client'],
    [2, recorded],
  ],
  diff: [
    [0, recorded, recorded],
    [10, recorded, other],
    [2, recorded, '/no/such/file'],
  ],
  show: [
    [0, recorded],
    [2, '/no/such/file'],
    [2, recorded, '--filter', '((('],
  ],
  redact: [[2, '/no/such/file', path.join(folder, 'clean.jsonl')]],
  export: [[2, '/no/such/file', '--har']],
  load: [[2, '--connections', '0']],
  doctor: [[2, '--timeout', 'soon']],
};

const all = Object.entries(TALKERS).map(([name, talker]) => ({
  name,
  ...talker,
  argv: [name, ...talker.args],
}));
const talkers = all.map(({ name, argv }) => [name, argv] as const);
const turns = all.filter((talker) => talker.turn).map(({ name, argv }) => [name, argv] as const);
const askers = all.flatMap((talker) => {
  const code = 'refused' in talker ? talker.refused : 1;
  return code === undefined ? [] : [[code, talker.name, talker.argv] as const];
});
/** What the prompt is told to do. */
const lines = ['model/list'];

/** A server on which every turn ends like this. */
function ending(status: string): Record<string, Handler> {
  const handlers = talkative([]);
  return {
    ...handlers,
    'thread/resume': handlers['thread/start'] as Handler,
    'turn/start': (_params, server, reply) => {
      reply.succeed({ turn: turn('inProgress') });
      const error = status === 'failed' ? { message: 'HTTP 400' } : null;
      server.notify('turn/completed', { threadId: THREAD, turn: turn(status, { error }) });
      return LATER;
    },
  };
}

/** A server on which turns begin, and then this happens. */
function running(then: (server: FakeServer) => void): Record<string, Handler> {
  return {
    ...ending('completed'),
    'turn/start': (_params, server, reply) => {
      reply.succeed({ turn: turn('inProgress') });
      server.notify('turn/started', { threadId: THREAD, turn: turn('inProgress') });
      setTimeout(() => then(server), 20);
      return LATER;
    },
    'turn/interrupt': (_params, server) => {
      server.notify('turn/completed', { threadId: THREAD, turn: turn('interrupted') });
      return {};
    },
  };
}

/** One sentence at the end, and no stack. */
function expectEnd(ran: { code: number; stderr: string }, code: number): void {
  expect({ code: ran.code, stderr: ran.stderr }).toEqual({ code, stderr: expect.stringMatching(/\S/) });
  expect(ran.stderr).not.toMatch(/^\s+at /m);
}

describe('the exit code', () => {
  it('is decided for every command', () => {
    const decided = [...Object.keys(TALKERS), ...Object.keys(OTHERS)];
    expect(decided.toSorted()).toEqual(commands.map(({ name }) => name).toSorted());
  });

  it.each(commands.map(({ name }) => name))(
    'is 2 for a wrong option of %s, and 0 for its help',
    async (name) => {
      expectEnd(await run([name, '--no-such-option']), 2);
      expect((await run([name, '--help'])).code).toBe(0);
    },
  );

  it.each(
    Object.entries(OTHERS).flatMap(([name, ends]) =>
      ends.map(([code, ...args]) => [name, args, code] as const),
    ),
  )('of %s %j is %i', async (name, args, code) => {
    const ran = await run([name, ...args]);
    expect({ code: ran.code, stderr: ran.stderr }).toEqual({ code, stderr: expect.any(String) });
    if (code !== 0 && code !== 10) expect(ran.stderr + ran.stdout).toMatch(/\S/);
  });

  it.each([...talkers, ['load', ['load']], ['replay', ['replay', recorded, '--as', 'client']]] as const)(
    'is 4 when there is no server for %s',
    async (_name, argv) => {
      const free = await fakeListener();
      await free.close();
      expectEnd(await run(['--url', free.url, ...argv], { lines }), 4);
    },
  );

  it.each(talkers)('is 4 when the connection of %s is lost', async (_name, argv) => {
    const lost: Handler = (_params, server) => {
      server.drop('gone');
      return LATER;
    };
    expectEnd(await against({ initialize: lost }, argv, { lines }), 4);
  });

  it.each(talkers)('is 1 when the server refuses the handshake of %s', async (_name, argv) => {
    const refuse: Handler = () => {
      throw new Error('not today');
    };
    expectEnd(await against({ initialize: refuse }, argv, { lines }), 1);
  });

  it.each(askers)('is %i when the server refuses what %s asks', async (code, _name, argv) => {
    expectEnd(await against({}, argv, { lines }), code);
  });

  it.each(talkers)('is 7 when the server does not answer %s in time', async (_name, argv) => {
    expectEnd(await against({ initialize: () => LATER }, [...argv, '--timeout', '0.2'], { lines }), 7);
  });

  it.each(talkers)('is 130 when %s is stopped', async (_name, argv) => {
    const controller = new AbortController();
    const hang: Handler = () => {
      controller.abort();
      return LATER;
    };
    expectEnd(await against({ initialize: hang }, argv, { lines, signal: controller.signal }), 130);
  });

  it.each(turns)('is 5 when the turn of %s fails', async (_name, argv) => {
    expectEnd(await against(ending('failed'), argv), 5);
  });

  it.each(turns)('is 6 when the turn of %s is interrupted', async (_name, argv) => {
    expectEnd(await against(ending('interrupted'), argv), 6);
  });

  it.each(turns)('is 4 when the connection is lost in the turn of %s', async (_name, argv) => {
    expectEnd(
      await against(
        running((server) => server.drop('gone')),
        argv,
      ),
      4,
    );
  });

  it.each(turns)(
    'is 7 when the turn of %s does not end in time, which is interrupted',
    async (_name, argv) => {
      const ran = await against(
        running(() => {}),
        [...argv, '--timeout', '0.2'],
      );
      expectEnd(ran, 7);
      expect(ran.server?.asked('turn/interrupt')).toHaveLength(1);
    },
  );

  it.each(turns)('is 130 when %s is stopped in its turn, which is interrupted', async (_name, argv) => {
    const controller = new AbortController();
    const handlers = running(() => controller.abort());
    const ran = await against(handlers, argv, { signal: controller.signal });
    expectEnd(ran, 130);
    expect(ran.server?.asked('turn/interrupt')).toHaveLength(1);
  });

  it('is 10 when the live server of a replayed client says something else', async () => {
    const ran = await against({ 'model/list': () => ({ data: [] }) }, ['replay', recorded, '--as', 'client']);
    expect(ran.code).toBe(10);
  });
});
