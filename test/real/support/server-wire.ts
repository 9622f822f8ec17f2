// What leads to a server under comparison and back: the pipes of a process, or a place among many in one process.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { inject } from 'vitest';

export interface Wire {
  write(text: string): void;
  onText(take: (text: string) => void): void;
  /** What it wrote to stderr last. */
  stderr(): string;
  isEnded(): boolean;
  /** Resolves when the server is gone. */
  readonly ended: Promise<unknown>;
  /** Ends its stdin and resolves when it is gone, killed if need be. */
  end(): Promise<void>;
}

const PATIENCE_MS = 5_000;
const KEPT_OF_STDERR = 4_000;

/** A server in a process of its own. */
export function childWire(
  program: string,
  args: readonly string[],
  options: { readonly cwd: string; readonly env: NodeJS.ProcessEnv },
): Wire {
  const child = spawn(program, args, { ...options, stdio: ['pipe', 'pipe', 'pipe'] });
  const ended = once(child, 'exit');
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => {
    stderr = (stderr + chunk.toString()).slice(-KEPT_OF_STDERR);
  });
  child.stdin.on('error', () => {});
  const isEnded = (): boolean => child.exitCode !== null || child.signalCode !== null;
  return {
    write: (text) => child.stdin.write(text),
    onText: (take) => child.stdout.setEncoding('utf8').on('data', take),
    stderr: () => stderr,
    isEnded,
    ended,
    async end() {
      if (isEnded()) return;
      child.stdin.end();
      const timer = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS);
      await ended;
      clearTimeout(timer);
    },
  };
}

/** A server of ours in the process that all plays share (our-servers.ts), by options of `createAppServer`. */
export async function hostedWire(options: Readonly<Record<string, unknown>>): Promise<Wire> {
  const socket = connect({ path: inject('ourServers'), allowHalfOpen: true });
  await once(socket, 'connect');
  const ended = new Promise((resolve) => socket.once('close', resolve));
  socket.on('error', () => {});
  socket.write(`${JSON.stringify(options)}\n`);
  return {
    write: (text) => socket.write(text),
    onText(take) {
      socket.setEncoding('utf8').on('data', take);
      socket.once('end', () => socket.end());
    },
    stderr: () => '',
    isEnded: () => socket.destroyed || socket.readableEnded,
    ended,
    async end() {
      socket.end();
      const timer = setTimeout(() => socket.destroy(), PATIENCE_MS);
      await ended;
      clearTimeout(timer);
    },
  };
}

declare module 'vitest' {
  interface ProvidedContext {
    /** Socket of the process in which servers of ours live. */
    ourServers: string;
  }
}
