// A server under test in a process of its own: started on a home, connected to, weighed, stopped.

import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import type { Connection } from './connection.js';
import type { Contender } from './contender.js';
import type { Home } from './homes.js';
import { connectPipes, connectWebSocket, type PipedChild } from './wires.js';

const KIBIBYTE = 1024;
const STOP_MS = 5000;
const BANNER = /ws:\/\/[^\s:]+:(\d+)/;

export type TransportName = 'stdio' | 'ws';

export interface ServerProcess {
  /** The client on the pipes, or a further one over WebSocket. Not yet initialized. */
  connect(): Promise<Connection>;
  /** Where it listens; empty over stdio. */
  readonly url: string;
  /** Resident memory now, in bytes. */
  residentBytes(): number;
  /** Resolves when the process has ended. */
  stop(): Promise<void>;
}

/** Resolves at once over stdio, and over WebSocket when the server has told its port. */
export async function startServer(
  contender: Contender,
  home: Home,
  transport: TransportName,
): Promise<ServerProcess> {
  const listen = transport === 'stdio' ? [] : ['--listen', 'ws://127.0.0.1:0'];
  const child = spawn(contender.command, [...contender.args, ...listen], {
    cwd: home.workFolder,
    env: home.env,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  if (transport === 'stdio') {
    child.stderr.resume();
    const connection = connectPipes(child);
    return serverProcess(child, '', async () => connection);
  }
  const port = await announcedPort(child);
  return serverProcess(child, `ws://127.0.0.1:${port}`, () => connectWebSocket(port));
}

function serverProcess(child: PipedChild, url: string, connect: () => Promise<Connection>): ServerProcess {
  const { pid } = child;
  if (pid === undefined) throw new Error('The server could not be started.');
  // A benchmark that is stopped in the middle leaves no server behind.
  const kill = (): void => void child.kill('SIGKILL');
  process.once('exit', kill);
  child.once('exit', () => process.off('exit', kill));
  return { url, connect, residentBytes: () => residentBytes(pid), stop: () => stop(child) };
}

function announcedPort(child: PipedChild): Promise<number> {
  return new Promise((resolve, reject) => {
    let said = '';
    const listen = (chunk: Buffer): void => {
      said += chunk.toString();
      const [, port] = BANNER.exec(said) ?? [];
      if (port !== undefined) resolve(Number(port));
    };
    child.stderr.on('data', listen);
    child.stdout.on('data', listen);
    child.once('exit', () => reject(new Error(`The server ended before it listened: ${said}`)));
  });
}

// Ending its input ends a stdio server and SIGTERM any other; the clients are expected to be gone.
async function stop(child: PipedChild): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.stdin.end();
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
  await ended;
  clearTimeout(timer);
}

function residentBytes(pid: number): number {
  const status = `/proc/${pid}/status`;
  const kibibytes = existsSync(status)
    ? /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(status, 'utf8'))?.[1]
    : execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' });
  return Number(kibibytes) * KIBIBYTE;
}
