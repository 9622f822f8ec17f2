// The app-server as a process: banner, signals, end of stdin, exit codes; through `astc-codex`, the stand-in.

import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { connectTransport, type Transport } from '../../src/transport/index.js';

const BINARY = path.resolve(import.meta.dirname, '..', '..', 'dist', 'cli', 'astc-codex.js');
const HELLO = '{"id":1,"method":"initialize","params":{"clientInfo":{"name":"x","version":"1"}}}\n';

class Process {
  readonly child: ChildProcessWithoutNullStreams;
  readonly ended: Promise<{ code: number | null; signal: string | null }>;
  stdout = '';
  stderr = '';
  #look: () => void = () => {};

  constructor(args: readonly string[], env: Record<string, string>) {
    this.child = spawn(process.execPath, [BINARY, ...args], { env: { PATH: process.env.PATH, ...env } });
    this.child.stdout.on('data', (chunk: Buffer) => this.#heard('stdout', chunk));
    this.child.stderr.on('data', (chunk: Buffer) => this.#heard('stderr', chunk));
    this.child.stdin.on('error', () => {});
    this.ended = new Promise((resolve) =>
      this.child.on('close', (code, signal) => resolve({ code, signal })),
    );
  }

  /** The first match on the stream, now or later. */
  until(stream: 'stdout' | 'stderr', pattern: RegExp): Promise<RegExpExecArray> {
    return new Promise((resolve, reject) => {
      this.#look = () => {
        const found = pattern.exec(this[stream]);
        if (found) resolve(found);
      };
      this.#look();
      void this.ended.then(() =>
        reject(new Error(`It ended without ${pattern}: ${this.stdout}${this.stderr}`)),
      );
    });
  }

  #heard(stream: 'stdout' | 'stderr', chunk: Buffer): void {
    this[stream] += chunk.toString();
    this.#look();
  }
}

let home: string;
let running: Process[];
beforeEach(() => {
  home = mkdtempSync(path.join(tmpdir(), 'astc-process-'));
  running = [];
});
afterEach(() => {
  for (const { child } of running) child.kill('SIGKILL');
  rmSync(home, { recursive: true, force: true, maxRetries: 3 });
});

const start = (args: readonly string[], env: Record<string, string> = {}): Process => {
  const started = new Process(args, { HOME: home, ...env });
  running.push(started);
  return started;
};

const speaking = (version: string, ...args: string[]): Process =>
  start(['app-server', ...args], { ASTC_PROFILE: version });

/** Asks over an open transport, one request at a time. */
function asker(transport: Transport) {
  let id = 0;
  const waiting = new Map<number, (result: unknown) => void>();
  const seen: string[] = [];
  transport.onFrame((text) => {
    const frame: { id?: number; method?: string; result?: unknown } = JSON.parse(text);
    if (frame.method !== undefined) seen.push(frame.method);
    else waiting.get(frame.id ?? 0)?.(frame.result);
  });
  // biome-ignore lint/suspicious/noExplicitAny: the shape depends on the method
  const ask = (method: string, params: object = {}): Promise<any> =>
    new Promise((resolve) => {
      id += 1;
      waiting.set(id, resolve);
      transport.send(JSON.stringify({ id, method, params }));
    });
  return { ask, seen };
}

describe('over stdio', () => {
  test('ends with 0 when stdin ends, after the answers to what came before', async () => {
    const server = speaking('0.169.0');
    server.child.stdin.end(`${HELLO}{"id":2,"method":"model/list","params":{"limit":1}}\n`);
    expect(await server.ended).toEqual({ code: 0, signal: null });
    expect(server.stdout).toMatch(/^\{"id":1,"result"/);
    expect(server.stdout).toContain('{"id":2,"result"');
  });

  test.each([
    ['0.169.0', 'SIGTERM', { code: 0, signal: null }],
    ['0.169.0', 'SIGINT', { code: null, signal: 'SIGINT' }],
    ['0.169.0', 'SIGHUP', { code: null, signal: 'SIGHUP' }],
    ['0.118.0', 'SIGTERM', { code: null, signal: 'SIGTERM' }],
  ] as const)('%s on %s', async (version, signal, end) => {
    const server = speaking(version);
    server.child.stdin.write(HELLO);
    await server.until('stdout', /"id":1/);
    server.child.kill(signal);
    expect(await server.ended).toEqual(end);
  });

  test('ends on a signal although its client has stopped reading', async () => {
    const server = speaking('0.169.0');
    server.child.stdin.write(HELLO);
    await server.until('stdout', /"id":1/);
    const { stdin, stdout } = server.child;
    stdout.pause();
    // Answers to these are more than any pipe holds.
    for (let id = 2; id < 500; id += 1) stdin.write(`{"id":${id},"method":"model/list","params":{}}\n`);
    while (stdout.readableLength < stdout.readableHighWaterMark) await new Promise(setImmediate);
    const exit = new Promise((resolve) => server.child.once('exit', resolve));
    server.child.kill('SIGTERM');
    expect(await exit).toBe(0);
  });

  test('ends when nobody hears it any more', async () => {
    const server = speaking('0.169.0');
    server.child.stdin.write(HELLO);
    await server.until('stdout', /"id":1/);
    server.child.stdout.destroy();
    server.child.stdin.write('{"id":2,"method":"model/list","params":{}}\n');
    expect(await server.ended).toEqual({ code: 0, signal: null });
  });
});

describe('over WebSocket', () => {
  const listening = async (version: string): Promise<{ server: Process; url: string }> => {
    const server = speaking(version, '--listen', 'ws://127.0.0.1:0');
    const [, url = ''] = await server.until('stderr', /listening on: (ws:\S+)[\s\S]*note: .*\n/);
    return { server, url };
  };

  test('says where it listens the way programs expect, and survives the end of stdin', async () => {
    const { server, url } = await listening('0.169.0');
    const address = url.slice('ws://'.length);
    expect(server.stderr).toBe(
      [
        'codex app-server (WebSockets)',
        `  listening on: ${url}`,
        `  readyz: http://${address}/readyz`,
        `  healthz: http://${address}/healthz`,
        '  note: binds localhost only (use SSH port-forwarding for remote access)\n',
      ].join('\n'),
    );
    server.child.stdin.end();
    const transport = await connectTransport(url);
    await transport.close();
    expect(server.stdout).toBe('');
  });

  test.each([
    ['0.169.0', 'SIGTERM', { code: 0, signal: null }],
    ['0.169.0', 'SIGHUP', { code: 0, signal: null }],
    ['0.118.0', 'SIGINT', { code: 0, signal: null }],
    ['0.118.0', 'SIGHUP', { code: null, signal: 'SIGHUP' }],
  ] as const)('%s, idle, on %s', async (version, signal, end) => {
    const { server } = await listening(version);
    server.child.kill(signal);
    expect(await server.ended).toEqual(end);
  });

  const withTurn = async () => {
    const { server, url } = await listening('0.169.0');
    const { ask, seen } = asker(await connectTransport(url));
    await ask('initialize', { clientInfo: { name: 'x', version: '1' } });
    const { thread } = await ask('thread/start');
    await ask('turn/start', { threadId: thread.id, input: [{ type: 'text', text: 'hello' }] });
    return { server, url, ask, seen, threadId: thread.id as string };
  };

  test('a running turn comes to its end first, and everything is served until then', async () => {
    const { server, url, ask, seen, threadId } = await withTurn();
    server.child.kill('SIGTERM');
    expect((await ask('thread/loaded/list')).data).toEqual([threadId]);
    const late = await connectTransport(url);
    expect(await server.ended).toEqual({ code: 0, signal: null });
    expect(seen).toContain('turn/completed');
    await late.close();
  });

  test('a second signal does not wait', async () => {
    const { server, ask, seen } = await withTurn();
    server.child.kill('SIGTERM');
    await ask('thread/loaded/list');
    server.child.kill('SIGTERM');
    expect(await server.ended).toEqual({ code: 0, signal: null });
    expect(seen).not.toContain('turn/completed');
  });
});

describe('what it refuses', () => {
  test.each([
    [
      ['app-server', '--listen', 'nowhere'],
      2,
      /^error: invalid value 'nowhere' for '--listen <URL>': unsupported/,
    ],
    [['app-server', '--listen', 'off'], 1, /^Error: no transport configured/],
    [
      ['app-server', '-c', 'oops'],
      1,
      /^Error: error parsing -c overrides: Invalid override \(missing '='\): oops/,
    ],
    [['app-server', '--ws-token-file', 'x'], 1, /^Error: websocket auth flags require/],
    [['exec'], 2, /^error: unrecognized subcommand 'exec'/],
  ])('%j', async (args, code, message) => {
    const server = start(args);
    expect((await server.ended).code).toBe(code);
    expect(server.stderr).toMatch(message);
    expect(server.stderr).not.toMatch(/^\s+at /m);
  });

  test('a CODEX_HOME that is not there', async () => {
    const server = start(['app-server'], { CODEX_HOME: path.join(home, 'nope') });
    expect((await server.ended).code).toBe(1);
    expect(server.stderr).toMatch(/^Error: CODEX_HOME points to ".*nope", but that path does not exist\n$/);
  });

  test('a version it has no profile of', async () => {
    const server = speaking('0.1.0');
    expect((await server.ended).code).toBe(2);
    expect(server.stderr).toMatch(/no profile 0\.1\.0/);
  });
});

test.each(['0.169.0', '0.118.0'])('tells its version the way codex %s does', async (version) => {
  const server = start(['--version'], { ASTC_PROFILE: version });
  await server.ended;
  expect(server.stdout).toBe(`codex-cli ${version}\n`);
});
