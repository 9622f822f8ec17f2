// Runs command lines in this process: captured output, an environment of its own, fake servers over ws.

import type { CliIo } from '../../src/cli/io.js';
import { runProgram } from '../../src/cli/program.js';
import { listenWebSocket } from '../../src/transport/websocket-server.js';
import type { WsAuth } from '../../src/transport/ws-auth.js';
import { systemClock } from '../../src/util/clock.js';
import { FakeServer, type Handler } from '../client/fake-server.js';

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** The lines of stdout as JSON. */
  readonly json: () => Record<string, unknown>[];
}

export interface RunOptions {
  readonly env?: Record<string, string | undefined>;
  readonly signal?: AbortSignal;
  readonly isTTY?: boolean;
  readonly isInteractive?: boolean;
  /** Answers to questions, in order; input ends behind the last. */
  readonly answers?: readonly string[];
  /** What the person needs for each of them. */
  readonly beforeAnswer?: () => Promise<void>;
  /** What comes through standard input, a line each. */
  readonly lines?: readonly string[];
  /** Sees stdout as it grows. */
  readonly onOutput?: (stdout: string) => void;
}

/** Runs `astc` with these arguments. */
export async function run(argv: readonly string[], options: RunOptions = {}): Promise<Ran> {
  let [stdout, stderr] = ['', ''];
  const answers = [...(options.answers ?? [])];
  const isTTY = options.isTTY ?? false;
  const io: CliIo = {
    stdout: {
      isTTY,
      write: (text) => {
        stdout += text;
        options.onOutput?.(stdout);
        return true;
      },
      onDrain: () => {},
    },
    stderr: {
      isTTY,
      write: (text) => {
        stderr += text;
        return true;
      },
      onDrain: () => {},
    },
    isInteractive: options.isInteractive ?? false,
    ask: async (question) => {
      stderr += question;
      await options.beforeAnswer?.();
      return answers.shift();
    },
    readLines: async () => ({
      isTTY: false,
      onLine: (handler) => {
        for (const line of options.lines ?? []) handler(line);
      },
      onInterrupt: () => {},
      onEnd: (handler) => handler(),
      prompt: () => {},
      close: () => {},
    }),
    env: { PATH: process.env.PATH, ...options.env },
    cwd: process.cwd(),
    clock: systemClock,
    selfScript: 'not-used',
  };
  const code = await runProgram(argv, io, options.signal ?? new AbortController().signal);
  const json = () =>
    stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  return { code, stdout, stderr, json };
}

export interface FakeListener {
  readonly url: string;
  readonly connections: FakeServer[];
  close(): Promise<void>;
}

/** A fake server on a free port; every connection gets the same handlers. */
export async function fakeListener(
  handlers: Readonly<Record<string, Handler>> = {},
  auth?: WsAuth,
): Promise<FakeListener> {
  const listener = await listenWebSocket({ host: '127.0.0.1', port: 0, auth });
  const connections: FakeServer[] = [];
  listener.onConnection((transport) => connections.push(new FakeServer(transport, handlers)));
  return { url: listener.address, connections, close: () => listener.close() };
}

/** Runs a command line against a fake server of its own. */
export async function against(
  handlers: Readonly<Record<string, Handler>>,
  argv: readonly string[],
  options?: RunOptions,
): Promise<Ran & { readonly server: FakeServer | undefined }> {
  const listener = await fakeListener(handlers);
  try {
    const ran = await run(['--url', listener.url, ...argv], options);
    return { ...ran, server: listener.connections[0] };
  } finally {
    await listener.close();
  }
}
