// The part of npm run build that runs the built CLI, so that what V8 compiles for it is kept beside the files, for
// `src/cli/kept-code.ts`: the starts of commands, and a server's way to the end of its first turn.
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';

/** None of them needs a server to load what it runs. */
const COMMANDS = [
  ['list'],
  ['--help'],
  ['describe', 'turn/start'],
  ['model-list', '--url', 'ws://127.0.0.1:9'],
];
/** Each version loads tables of its own. */
const PROFILES = ['0.169.0', '0.118.0'];
/** A server that has not played its part by then is given up: it starts without kept code. */
const PATIENCE_MS = 30_000;

type Message = Readonly<Record<string, unknown>>;
/** What a client says next, once the server has said something that fits. */
type Line = readonly [after: (said: Message) => boolean, next: (said: Message) => Message];

export async function keepCode(root: string, start: string): Promise<void> {
  const script = path.join(root, 'scripts', 'keep-code.cjs');
  for (const args of COMMANDS) spawnSync(process.execPath, [script, start, ...args], { stdio: 'ignore' });
  for (const profile of PROFILES) await playFirstTurn([script, start, 'app-server', '--profile', profile]);
}

const answers =
  (id: number) =>
  (said: Message): boolean =>
    said.id === id && said.result !== undefined;

const CONVERSATION: readonly Line[] = [
  [answers(1), () => ({ id: 2, method: 'thread/start', params: {} })],
  [
    answers(2),
    ({ result }) => ({
      id: 3,
      method: 'turn/start',
      params: {
        threadId: (result as { thread: { id: string } }).thread.id,
        input: [{ type: 'text', text: 'hello', text_elements: [] }],
      },
    }),
  ],
  [({ method }) => method === 'turn/completed', () => ({ id: 4, method: 'thread/list', params: {} })],
];

/** On a home of its own, with the scripted backend that a server brings along. Resolves when the server has ended. */
async function playFirstTurn(args: readonly string[]): Promise<void> {
  const home = mkdtempSync(path.join(tmpdir(), 'astc-build-'));
  try {
    const env = { PATH: process.env.PATH, HOME: home, CODEX_HOME: home, XDG_STATE_HOME: home };
    const child = spawn(process.execPath, args, {
      cwd: home,
      env,
      stdio: ['pipe', 'pipe', 'ignore'],
      timeout: PATIENCE_MS,
    });
    const ended = new Promise((resolve) => child.once('close', resolve));
    const say = (message: Message): void => {
      child.stdin.write(`${JSON.stringify(message)}\n`);
    };
    child.stdin.on('error', () => {});
    const lines = [...CONVERSATION];
    say({ id: 1, method: 'initialize', params: { clientInfo: { name: 'build', version: '1' } } });
    for await (const text of createInterface(child.stdout)) {
      const said = JSON.parse(text) as Message;
      if (lines[0]?.[0](said)) say(lines.shift()?.[1](said) ?? {});
      else if (answers(4)(said)) child.stdin.end();
    }
    await ended;
  } finally {
    rmSync(home, { recursive: true, force: true, maxRetries: 3 });
  }
}
