// Any codex executable as a target: started anew for each scenario, over stdio or listening on a free port, on a
// home of the scenario's own. It never sees the user's home, account or network settings.

import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { ProfileName } from '../../protocol/index.js';
import { resolveCommand } from '../../transport/command-resolution.js';
import { connectTransport, startTransport } from '../../transport/index.js';
import { TextTail } from '../../util/text-tail.js';
import type { ConnectOptions, RunningServer, ServerProcess, Setup, Target } from '../target.js';

export interface ProcessTargetOptions {
  /** A codex executable, or anything with its command line. */
  readonly command: string;
  readonly profile: ProfileName;
  readonly name?: string;
  readonly concurrency?: number;
  /** Where PATH and the like come from. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** The variables of the surroundings that a server may see. */
const KEPT = [
  'PATH',
  'TZ',
  'LANG',
  'LC_ALL',
  'SystemRoot',
  'ComSpec',
  'PATHEXT',
  'TEMP',
  'TMP',
  'ASTC_PROFILE',
];
const START_MS = 15_000;
const GRACE_MS = 3_000;

export function processTarget(options: ProcessTargetOptions): Target {
  const { profile, concurrency = 2, env = process.env } = options;
  // Servers run in folders of their own, where a relative path would lead elsewhere.
  const command = /[/\\]/.test(options.command) ? path.resolve(options.command) : options.command;
  return {
    name: options.name ?? `${path.basename(options.command)} ${profile}`,
    profile,
    abilities: new Set(['home', 'backend', 'stdio', 'websocket', 'process'] as const),
    concurrency,
    flags: `--codex-bin ${options.command}`,
    async start(setup) {
      const user = path.join(setup.home.root, 'user');
      mkdirSync(user, { recursive: true });
      writeFileSync(path.join(setup.home.codexHome, 'config.toml'), setup.config);
      const kept = Object.fromEntries(KEPT.map((name) => [name, env[name]]));
      const whole = {
        ...kept,
        HOME: user,
        CODEX_HOME: setup.home.codexHome,
        TERM: 'xterm-256color',
        NO_PROXY: '127.0.0.1,localhost',
        ...setup.env,
      };
      return setup.way === 'stdio' ? overStdio(command, setup, whole) : listening(command, setup, whole);
    },
  };
}

type Env = Readonly<Record<string, string | undefined>>;

async function overStdio(command: string, { args, home }: Setup, env: Env): Promise<RunningServer> {
  const transport = await startTransport({ command, args: ['app-server', ...args], cwd: home.cwd, env });
  let isTaken = false;
  const ended = new Promise<{ code: number | undefined; signal: string | undefined }>((resolve) => {
    transport.onClose(({ exitCode, signal }) => resolve({ code: exitCode, signal }));
  });
  const child: ServerProcess = {
    pid: transport.pid,
    signal: (name) => void process.kill(transport.pid, name),
    endInput: () => void transport.close(),
    get stderr() {
      return transport.stderrTail;
    },
    stdout: '',
    ended,
  };
  return {
    url: undefined,
    process: child,
    connect() {
      if (isTaken) return Promise.reject(new Error('A server over stdio has one connection.'));
      isTaken = true;
      return Promise.resolve(transport);
    },
    close: () => transport.close(),
  };
}

async function listening(command: string, { args, home }: Setup, env: Env): Promise<RunningServer> {
  const listen = args.includes('--listen') ? [] : ['--listen', 'ws://127.0.0.1:0'];
  const resolved = resolveCommand(command, ['app-server', ...listen, ...args]);
  const child = spawn(resolved.file, [...resolved.args], {
    cwd: home.cwd,
    env: env as NodeJS.ProcessEnv, // undefined values mean "not set" to spawn as well
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const [stderr, stdout] = [new TextTail(64 * 1024), new TextTail(64 * 1024)];
  child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk.toString()));
  const ended = new Promise<{ code: number | undefined; signal: string | undefined }>((resolve) => {
    child.once('close', (code, signal) => resolve({ code: code ?? undefined, signal: signal ?? undefined }));
    child.once('error', () => resolve({ code: undefined, signal: undefined }));
  });
  const url = await addressIn(child, stderr, ended);
  const seen: ServerProcess = {
    pid: child.pid ?? -1,
    signal: (name) => void child.kill(name),
    endInput: () => void child.stdin.end(),
    get stderr() {
      return stderr.text;
    },
    get stdout() {
      return stdout.text;
    },
    ended,
  };
  return {
    url,
    process: seen,
    connect: ({ path: below = '', ...options }: ConnectOptions = {}) => {
      if (url === undefined) throw new Error(`The server does not listen: ${stderr.text.trim()}`);
      return connectTransport(`${url}${below}`, options);
    },
    close: () => end(child, ended),
  };
}

/** The address of the banner; undefined when the process ended without one. */
async function addressIn(
  child: ChildProcess,
  stderr: TextTail,
  ended: Promise<unknown>,
): Promise<string | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const address = new Promise<string | undefined>((resolve, reject) => {
    child.stderr?.on('data', (chunk: Buffer) => {
      stderr.push(chunk.toString());
      // The line must have ended: a chunk may stop in the middle of the port. A terminal's colours stand around it.
      const found = /listening on: \S*?(ws:\/\/[\d.:[\]a-f]+)[^\n]*\n/.exec(stderr.text);
      if (found !== null) resolve(found[1]);
    });
    timer = setTimeout(
      () => reject(new Error(`No address within ${START_MS / 1000} s: ${stderr.text}`)),
      START_MS,
    );
    void ended.then(() => resolve(undefined));
  });
  try {
    return await address;
  } catch (thrown) {
    child.kill('SIGKILL');
    throw thrown;
  } finally {
    clearTimeout(timer);
  }
}

/** TERM, a second one for a server that drains, then KILL. */
async function end(child: ChildProcess, ended: Promise<unknown>): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    child.kill('SIGTERM');
    const again = setTimeout(() => child.kill('SIGTERM'), 200);
    const hard = setTimeout(() => child.kill('SIGKILL'), GRACE_MS);
    await ended;
    clearTimeout(again);
    clearTimeout(hard);
  }
  await ended;
}
