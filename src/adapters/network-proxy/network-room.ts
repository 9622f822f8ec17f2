// A network that has nothing in it but two doors to the proxy: a process of our own makes it, opens both doors in it,
// hands them out to us and is gone. Open files keep the network.

import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import type { Server, Socket } from 'node:net';
import type { NetworkRoomFiles } from '../../domain/command-ports.js';
import { DomainError } from '../../domain/errors.js';
import { messageOf } from '../../util/coded-error.js';

const DOORS = ['http', 'socks'] as const;
type Door = (typeof DOORS)[number];

const SCRIPT = `const net = require('node:net');
for (const door of ${JSON.stringify(DOORS)}) {
  const server = net.createServer().listen(0, '127.0.0.1', () => {
    const { port } = server.address();
    process.send({ door, port, pid: process.pid }, server, () => server.close());
  });
}
process.on('message', () => {});
process.on('disconnect', () => process.exit());`;

const SANDBOX = 'bwrap';
const MOST_MS = 10_000;

export interface NetworkRoom {
  readonly files: NetworkRoomFiles;
  readonly ports: Readonly<Record<Door, number>>;
  close(): void;
}

/** @throws DomainError `sandboxUnavailable` */
export function openRoom(serve: Readonly<Record<Door, (socket: Socket) => void>>): Promise<NetworkRoom> {
  return new Promise((resolve, reject) => {
    const keeper = startKeeper();
    const servers: Server[] = [];
    const open: number[] = [];
    const ports = new Map<Door, number>();
    let said = '';
    const close = (): void => {
      keeper.kill('SIGKILL');
      for (const server of servers) server.close();
      for (const fd of open.splice(0)) closeSync(fd);
    };
    const fileOf = (pid: number, kind: 'user' | 'net'): string => {
      const fd = openSync(`/proc/${pid}/ns/${kind}`, 'r');
      open.push(fd);
      return `/proc/${process.pid}/fd/${fd}`;
    };
    const give = (why: string): void => {
      clearTimeout(timer);
      close();
      reject(
        new DomainError({
          code: 'sandboxUnavailable',
          message: `Commands that reach the network through a proxy only cannot run: their network could not be made (${why}). Install bubblewrap and util-linux, or choose danger-full-access.`,
        }),
      );
    };
    const timer = setTimeout(() => give('it took too long'), MOST_MS);
    keeper.on('error', ({ message }) => give(message));
    keeper.on('exit', () => give(said.trim() || 'its process ended'));
    keeper.stderr?.on('data', (data: Buffer) => {
      said = (said + data.toString()).slice(-300);
    });
    keeper.on('message', ({ door, port, pid }: { door: Door; port: number; pid: number }, handle) => {
      const server = handle as Server; // the script sends nothing else
      servers.push(server);
      server.on('connection', (socket) => {
        // Who has asked all waits for the answer.
        socket.allowHalfOpen = true;
        serve[door](socket);
      });
      server.on('error', () => {});
      ports.set(door, port);
      if (ports.size < DOORS.length) return;
      keeper.removeAllListeners('exit');
      try {
        const files = { user: fileOf(pid, 'user'), net: fileOf(pid, 'net') };
        resolve({ files, ports: { http: ports.get('http') ?? 0, socks: ports.get('socks') ?? 0 }, close });
        clearTimeout(timer);
        keeper.kill('SIGKILL');
      } catch (thrown) {
        give(messageOf(thrown));
      }
    });
  });
}

function startKeeper(): ChildProcess {
  const outside = ['--die-with-parent', '--unshare-user', '--unshare-net', '--dev-bind', '/', '/'];
  return spawn(SANDBOX, [...outside, '--', process.execPath, '-e', SCRIPT], {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    cwd: '/',
    env: { PATH: process.env.PATH },
  });
}
