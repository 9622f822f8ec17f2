// The server dies at the worst moments: after that nothing of it runs, the thread goes on, and files are whole.

import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Backend, createBackend, type Script } from '../../src/backend/index.js';
import { isAlive } from '../../src/cli/serve/process-table.js';
import { loadProfile } from '../../src/protocol/index.js';
import { connectTransport, startTransport, type Transport } from '../../src/transport/index.js';
import { type Frame, loadChecks, TestClient } from '../server/support/test-client.js';
import { sandboxHere } from '../util/sandbox-here.js';
import { ASTC, freePort, World } from './binary.js';

const VERSION = '0.169.0';
const QUESTION = 'item/commandExecution/requestApproval';

let world: World;
let backend: Backend;
let port: number;
beforeEach(async () => {
  world = new World();
  mkdirSync(path.join(world.dir, 'codex'));
  backend = await createBackend({ script: { replies: [] } }).listen();
  writeFileSync(path.join(world.dir, 'codex', 'config.toml'), backend.codexConfig());
  port = await freePort();
});
afterEach(async () => {
  world.destroy();
  await backend.close();
});

interface Server {
  readonly client: TestClient;
  readonly pid: number;
}

type Wire = 'a socket' | 'stdio';

/** A server of the built binary, and a client of it. */
async function serve(script: Script, wire: Wire): Promise<Server> {
  backend.setScript(script);
  const env = { CODEX_HOME: path.join(world.dir, 'codex'), SHELL: '/bin/bash' };
  const { pid, transport } = await (wire === 'stdio' ? start(env) : startInBackground(env));
  pids.push(pid);
  const client = new TestClient(transport, await loadChecks(loadProfile(VERSION)));
  await client.initialize();
  return { client, pid };
}

interface Started {
  readonly pid: number;
  readonly transport: Transport;
}

async function start(env: Record<string, string>): Promise<Started> {
  const transport = await startTransport({
    command: process.execPath,
    args: [ASTC, 'app-server', '--profile', VERSION],
    cwd: world.dir,
    env: { PATH: process.env.PATH, HOME: world.dir, ...env },
  });
  return { pid: transport.pid, transport };
}

async function startInBackground(env: Record<string, string>): Promise<Started> {
  const { code, stdout, stderr } = await world.run(
    ['serve', '--profile', VERSION, '--listen', `ws://127.0.0.1:${port}`, '--json'],
    env,
  );
  if (code !== 0) throw new Error(stderr);
  const { result } = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as {
    result: { pid: number; url: string };
  };
  return { pid: result.pid, transport: await connectTransport(result.url) };
}

const pids: number[] = [];
afterEach(() => {
  for (const pid of pids.splice(0)) if (isAlive(pid)) process.kill(pid, 'SIGKILL');
});

async function startTurn({ client }: Server, threadId: string, more: object = {}): Promise<void> {
  const input = [{ type: 'text', text: 'go', text_elements: [] }];
  await client.call('turn/start', { threadId, input, approvalPolicy: 'never', ...more });
}

async function kill({ pid }: Server): Promise<void> {
  process.kill(pid, 'SIGKILL');
  await until(() => !isAlive(pid));
}

async function until(condition: () => boolean): Promise<void> {
  for (let tries = 0; tries < 1200 && !condition(); tries += 1) {
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  expect(condition()).toBe(true);
}

/** Starts the server anew, and runs a turn on the thread. @returns the turns before that one */
async function goOn(threadId: string, wire: Wire): Promise<{ id: string; status: string }[]> {
  const again = await serve({ replies: ['I am back.'] }, wire);
  const { thread } = await again.client.call('thread/resume', { threadId });
  expect(thread.status).toEqual({ type: 'idle' });
  await startTurn(again, threadId);
  await again.client.notification('turn/completed');
  const read = await again.client.call('thread/read', { threadId, includeTurns: true });
  expect(read.thread.turns.at(-1).status).toBe('completed');
  expect(again.client.log).not.toContain(QUESTION);
  await kill(again);
  await again.client.close();
  return thread.turns;
}

/** From then on the server has seen to it that the command does not outlive it. */
const isShown = ({ method, params }: Frame): boolean =>
  method === 'item/started' && params.item.type === 'commandExecution';

const run = (cmd: string): Script => ({
  replies: [
    { call: { name: 'exec_command', id: 'call_1', arguments: { cmd, yield_time_ms: 20_000 } } },
    'done',
  ],
});

const wires: readonly Wire[] = ['a socket', 'stdio'];

describe.skipIf(process.platform !== 'linux').each(wires)(
  'a server that speaks over %s and is killed',
  (wire) => {
    it.for([
      ['without a sandbox', { type: 'dangerFullAccess' }, true],
      ['in its sandbox', { type: 'workspaceWrite' }, sandboxHere],
    ] as const)(
      'during a command %s leaves no process behind',
      { timeout: 120_000 },
      async ([, sandboxPolicy, isPossible], { skip }) => {
        skip(!isPossible, 'no sandbox here');
        const before = await serve(run('sleep 271 & echo started > started; sleep 271'), wire);
        const { thread } = await before.client.call('thread/start', { cwd: world.dir });
        await startTurn(before, thread.id, { sandboxPolicy });
        await before.client.until(isShown);
        await until(() => existsSync(path.join(world.dir, 'started')));
        await until(() => running(world.dir).length >= 2);
        await kill(before);
        await until(() => running(world.dir).length === 0);
        const turns = await goOn(thread.id, wire);
        expect(turns.map(({ status }) => status)).toEqual(['interrupted']);
      },
    );

    it('while a person is asked does not ask again, and runs nothing', async () => {
      const before = await serve(run('touch made.txt'), wire);
      const { thread } = await before.client.call('thread/start', { cwd: world.dir });
      await startTurn(before, thread.id, {
        approvalPolicy: 'untrusted',
        sandboxPolicy: { type: 'dangerFullAccess' },
      });
      await before.client.until(({ method }) => method === QUESTION);
      await kill(before);
      const turns = await goOn(thread.id, wire);
      expect(turns.map(({ status }) => status)).toEqual(['interrupted']);
      expect(existsSync(path.join(world.dir, 'made.txt'))).toBe(false);
    }, 60_000);

    it('during a patch leaves the file as it was or as it was to be', async () => {
      const folder = path.join(world.dir, 'files');
      mkdirSync(folder);
      const file = path.join(folder, 'big.txt');
      const filler = `${'x'.repeat(99)}\n`.repeat(60_000);
      const [old, patched] = ['a', 'b'].map((word) => `${word}\n${filler}`);
      const patch = '*** Begin Patch\n*** Update File: files/big.txt\n@@\n-a\n+b\n*** End Patch\n';
      const script: Script = {
        replies: [{ parts: [{ customCall: { name: 'apply_patch', input: patch, id: 'patch' } }] }, 'done'],
      };
      let threadId: string | undefined;
      for (const moment of ['something is written', 'the file is another'] as const) {
        writeFileSync(file, old ?? '');
        const { ino, mtimeMs } = statSync(file);
        const others = readdirSync(folder).length;
        const isAnother = (): boolean => {
          const now = statSync(file);
          return now.ino !== ino || now.mtimeMs !== mtimeMs;
        };
        const isHit = (): boolean =>
          isAnother() || (moment === 'something is written' && readdirSync(folder).length > others);
        const server = await serve(script, wire);
        const opened = await (threadId === undefined
          ? server.client.call('thread/start', { cwd: world.dir })
          : server.client.call('thread/resume', { threadId }));
        threadId = opened.thread.id as string;
        const cut = startTurn(server, threadId, { sandboxPolicy: { type: 'dangerFullAccess' } }).catch(
          () => {},
        );
        // The moment is short: it is looked for whenever nothing else is to be done.
        while (!isHit()) await new Promise((resolve) => setImmediate(resolve));
        await kill(server);
        await cut;
        expect([old, patched].includes(readFileSync(file, 'utf8'))).toBe(true);
      }
      await goOn(threadId ?? '', wire);
    }, 90_000);
  },
);

/** The processes that sleep in this folder, whoever started them. */
function running(cwd: string): string[] {
  return readdirSync('/proc').filter((pid) => {
    if (!/^\d+$/.test(pid)) return false;
    try {
      return (
        readlinkSync(`/proc/${pid}/cwd`) === cwd &&
        readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('sleep')
      );
    } catch {
      // Gone, or somebody else's.
      return false;
    }
  });
}
