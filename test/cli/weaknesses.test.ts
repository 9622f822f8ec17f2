// What the upstream client's users suffer from, one by one, and that it does not happen here: the short proof. What
// goes deeper, by number:
//    1 verdicts          test/e2e/story.test.ts, test/real/commands.real.test.ts
//    2 output            test/cli/junit.test.ts, test/cli/expectations.test.ts, test/cli/output/
//    3 any method        test/cli/commands/call.test.ts, reference.test.ts, complete.test.ts
//    4 approvals         test/cli/commands/approvals.test.ts, watch-and-join.test.ts
//    5 time-outs         test/cli/commands/send-message.test.ts
//    6 addresses, tokens test/cli/commands/bearer-token.test.ts, test/transport/
//    7 cross-talk        test/client/turn-stream.test.ts, test/lint/rules.test.ts
//    8 many clients      test/e2e/story.test.ts, test/cli/load/load.test.ts
//    9 redaction         test/cli/redact.test.ts, test/recording/redact.test.ts, compare.test.ts
//   10 serve             needs the built binary, so it is not below: test/e2e/serve.test.ts has the log of each port
//                        that is kept for one run, the pid of the server itself, readiness, and --kill without lsof
//   11 PATH              below
//   12 installing        test/e2e/installed.test.ts
//   13 offline           test/e2e/demo.test.ts, test/e2e/documents.test.ts
//   14 recordings        test/real/recording.real.test.ts, test/e2e/tap.test.ts, test/recording/
//   15 config.toml       below

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { commands } from '../../src/cli/commands/index.js';
import { withOwnFolderFirst } from '../../src/cli/offline-home.js';
import { connect } from '../../src/client/index.js';
import { createAppServer } from '../../src/server/index.js';
import { connectTransport } from '../../src/transport/index.js';
import {
  about,
  agentMessage,
  type Handler,
  LATER,
  playTurn,
  THREAD,
  talkative,
  turn,
} from '../client/fake-server.js';
import { against, fakeListener, run } from './harness.js';

const words = ['One ', 'two.'];
const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function freshFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'astc-weakness-'));
  folders.push(folder);
  return folder;
}

function ending(status: string): Record<string, Handler> {
  return {
    ...talkative(words),
    'turn/start': (_params, server, reply) => {
      reply.succeed({ turn: turn('inProgress') });
      const error = status === 'failed' ? { message: 'HTTP 400' } : null;
      server.notify('turn/completed', { threadId: THREAD, turn: turn(status, { error }) });
      return LATER;
    },
  };
}

describe('what the upstream client gets wrong', () => {
  it.each([
    ['failed', 5],
    ['interrupted', 6],
    ['completed', 0],
  ])('1: a turn that ends %s exits %i', async (status, code) => {
    expect((await against(ending(status), ['send-message', 'hi'])).code).toBe(code);
  });

  it('2: every line of --json is an object, and the last one is the verdict', async () => {
    const { json } = await against(talkative(words), ['send-message', 'hi', '--json']);
    const lines = json();
    expect(lines.length).toBeGreaterThan(8);
    expect(lines.every((line) => typeof line.t === 'number' && typeof line.kind === 'string')).toBe(true);
    expect(lines.at(-1)).toMatchObject({ kind: 'verdict', ok: true, code: 0 });
  });

  it('3: any method can be called, its params are checked first, and methods can be completed', async () => {
    const handlers = { 'thread/archive': () => ({}) };
    const good = await against(handlers, ['call', 'thread/archive', '--field', `threadId=${THREAD}`]);
    expect({ code: good.code, asked: good.server?.asked('thread/archive') }).toEqual({
      code: 0,
      asked: [{ threadId: THREAD }],
    });
    const bad = await against(handlers, ['call', 'thread/archive', '--field', 'threadid=x']);
    expect(bad).toMatchObject({ code: 2, stderr: /threadId/ });
    expect(bad.server?.asked('thread/archive')).toEqual([]);
    expect(commands.map(({ name }) => name)).toContain('complete');
  });

  it('4: a viewer approves nothing, and a request nobody knows ends nothing', async () => {
    const answers: unknown[] = [];
    const listener = await fakeListener();
    const controller = new AbortController();
    try {
      const watching = run(['--url', listener.url, 'watch'], {
        signal: controller.signal,
        onOutput: (stdout) => {
          if (stdout.includes('last word')) controller.abort();
        },
      });
      await expect.poll(() => listener.connections[0]?.notified).toContain('initialized');
      const server = listener.connections[0];
      for (const method of ['item/commandExecution/requestApproval', 'from/the/future']) {
        server?.peer.request(method, about({ itemId: 'c' })).then(
          (answer) => answers.push(answer),
          () => {},
        );
      }
      server?.notify('warning', { message: 'last word' });
      expect((await watching).code).toBe(130);
      expect(answers).toEqual([]);
    } finally {
      await listener.close();
    }
  });

  it('5: what is never answered ends with a time-out of its own', async () => {
    const silent = { ...talkative(words), 'turn/start': () => LATER };
    expect((await against(silent, ['send-message', 'hi', '--timeout', '0.05'])).code).toBe(7);
    expect((await against({ 'model/list': () => LATER }, ['model-list', '--timeout', '0.05'])).code).toBe(7);
  });

  it('6: a server behind a bearer token and one on a unix socket can be reached', async () => {
    const auth = async (authorization: string | undefined) =>
      authorization === 'Bearer s3cret' ? undefined : 'no';
    const listener = await fakeListener({ 'model/list': () => ({ data: [], nextCursor: null }) }, auth);
    const env = { TOKEN: 's3cret' };
    expect((await run(['--url', listener.url, 'model-list', '--ws-token-env', 'TOKEN'], { env })).code).toBe(
      0,
    );
    await listener.close();
    const socket = path.join(freshFolder(), 'app.sock');
    const server = createAppServer({
      env: { HOME: freshFolder(), CODEX_HOME: freshFolder() },
      cwd: freshFolder(),
    });
    await server.listen(`unix://${socket}`);
    expect(await run(['--url', `unix://${socket}`, 'model-list', '--quiet'])).toMatchObject({ code: 0 });
    await server.close();
  });

  it('7: items of another thread are not taken for those of this turn, and stray answers are reported', async () => {
    const handlers: Record<string, Handler> = {
      ...talkative(words),
      'turn/start': (_params, server, reply) => {
        reply.succeed({ turn: turn('inProgress') });
        const item = agentMessage('Not for you.', 'other');
        server.notify('item/completed', { threadId: 'another', turnId: 'another', item });
        playTurn(server, words);
        return LATER;
      },
    };
    const { json } = await against(handlers, ['send-message', 'hi', '--json']);
    expect(json().at(-1)).toMatchObject({
      result: { text: 'One two.' },
      summary: { turns: [{ items: ['agentMessage'] }] },
    });
    const stray: Record<string, Handler> = {
      'model/list': (_params, server) => {
        server.sendRaw('{"id":4711,"result":{}}');
        return { data: [], nextCursor: null };
      },
    };
    expect(await against(stray, ['model-list'])).toMatchObject({
      code: 9,
      stderr: /answered request 4711, which nobody waits for/,
    });
  });

  it('8: several clients share a thread in one process', async () => {
    const folder = freshFolder();
    const server = createAppServer({ env: { HOME: folder, CODEX_HOME: folder }, cwd: folder });
    const { url } = await server.listen('ws://127.0.0.1:0');
    const [one, two] = await Promise.all([0, 1].map(async () => connect(await connectTransport(url))));
    try {
      const started = await one?.startThread({});
      const first = await one?.turn(started?.thread.id ?? '', 'hello').completed;
      const joined = await two?.joinThread(started?.thread.id ?? '');
      expect(joined?.view.turns.at(-1)?.text).toBe(first?.text);
      expect(first?.text).toContain('hello');
    } finally {
      await Promise.all([one?.close(), two?.close()]);
      await server.close();
    }
  });

  it('9: tokens never reach the output, and two runs print the same', async () => {
    const jwt = `eyJhbGciOiJIUzI1NiJ9.${Buffer.from('{"sub":"somebody"}').toString('base64url')}.c2lnbmF0dXJlLXNpZ25hdHVyZQ`;
    const handlers = {
      'model/list': () => ({ data: [], nextCursor: null, accessToken: 'abc-def-ghi', note: jwt }),
    };
    const [first, second] = [
      await against(handlers, ['model-list', '--raw']),
      await against(handlers, ['model-list', '--raw']),
    ];
    expect(first.stdout).not.toMatch(/abc-def-ghi|eyJhbGci/);
    expect(first.stdout).toBe(second.stdout);
  });

  it('11: the folder of the binary goes onto the PATH with the separator of the platform', () => {
    const { PATH } = withOwnFolderFirst('/opt/codex/bin/codex', { PATH: '/usr/bin' });
    expect(PATH?.split(path.delimiter)).toEqual([path.resolve('/opt/codex/bin'), '/usr/bin']);
  });

  it('12: it installs as one package, under the name of the upstream binary too', () => {
    const manifest = JSON.parse(readFileSync('package.json', 'utf8'));
    expect(manifest.bin).toMatchObject({
      'codex-app-server-test-client': 'dist/cli/main.js',
      astc: 'dist/cli/main.js',
    });
    expect(manifest.private).toBeUndefined();
  });

  it('13: a turn needs neither model nor account nor network', async () => {
    const folder = freshFolder();
    const env = { HOME: folder, CODEX_HOME: path.join(folder, 'codex') };
    const ran = await run(['send-message', 'hello', '--embedded', '--expect', 'text~“hello”'], { env });
    expect(ran).toMatchObject({ code: 0 });
  });

  it('14: it records, replays, compares, shows and times', async () => {
    const names = commands.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['record', 'replay', 'diff', 'show', 'tap']));
    const { json } = await against(talkative(words), ['send-message', 'hi', '--json']);
    const times = json().map(({ t }) => Number(t));
    expect(times).toEqual(times.toSorted((a, b) => a - b));
  });

  it('15: a malformed config.toml of this machine does not stop a call to a server elsewhere', async () => {
    const folder = freshFolder();
    mkdirSync(path.join(folder, '.codex'));
    writeFileSync(path.join(folder, '.codex', 'config.toml'), 'this = [is not TOML');
    const env = { HOME: folder, CODEX_HOME: path.join(folder, '.codex') };
    const handlers = { 'model/list': () => ({ data: [], nextCursor: null }) };
    expect((await against(handlers, ['model-list'], { env })).code).toBe(0);
  });
});
