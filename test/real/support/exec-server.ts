// An executor of the real codex on a port of its own, and a line to it that can be cut.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { freshFolder, realBinary } from './target.js';

export interface ExecServer {
  readonly url: string;
  readonly port: number;
  /** Its CODEX_HOME, and where it runs. */
  readonly home: string;
  stop(): Promise<void>;
}

/** `port` 0: any free one. `env`: variables besides the usual ones. */
export async function startExecServer(
  port = 0,
  env: Readonly<Record<string, string>> = {},
): Promise<ExecServer> {
  const home = freshFolder('exec-server');
  const child = spawn(realBinary('0.169.0'), ['exec-server', '--listen', `ws://127.0.0.1:${port}`], {
    cwd: home,
    env: { PATH: process.env.PATH, HOME: home, CODEX_HOME: home, SHELL: '/bin/bash', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const bound = await portOf(child);
  return {
    url: `ws://127.0.0.1:${bound}`,
    port: bound,
    home,
    async stop() {
      const ended = child.exitCode === null && child.signalCode === null ? once(child, 'exit') : null;
      child.kill('SIGKILL');
      await ended;
      rmSync(home, { recursive: true, force: true });
    },
  };
}

function portOf(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    let said = '';
    const hear = (chunk: Buffer): void => {
      said += chunk.toString();
      const port = /ws:\/\/127\.0\.0\.1:(\d+)/.exec(said)?.[1];
      if (port !== undefined) resolve(Number(port));
    };
    child.stdout?.on('data', hear);
    child.stderr?.on('data', hear);
    child.once('exit', () => reject(new Error(`the exec-server ended: ${said}`)));
  });
}

/** Passes bytes on to `port`. */
export async function cuttableLine(port: number): Promise<{ url: string; cut(): void; close(): void }> {
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(port, '127.0.0.1');
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(one);
      one.pipe(other);
      one.on('error', () => other.destroy());
      one.on('close', () => {
        sockets.delete(one);
        other.destroy();
      });
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const cut = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  const { port: own } = server.address() as AddressInfo;
  return {
    url: `ws://127.0.0.1:${own}`,
    cut,
    close() {
      cut();
      server.close();
    },
  };
}
