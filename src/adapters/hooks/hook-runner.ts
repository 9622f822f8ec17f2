// Runs a hook: a command of the user's shell that reads what happened on stdin and says what it wants.

import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { HookExit, HookRunner } from '../../domain/hooks/hook.js';
import { randomId } from '../../util/ids.js';
import { osErrorText } from '../files/os-error.js';

/** What is read of either stream; more is not kept. */
const MOST_BYTES = 4 * 1024 * 1024;

export function createHookRunner(
  shellPath: string,
  env: Readonly<Record<string, string | undefined>>,
): HookRunner {
  return {
    run: ({ command, cwd, input, timeoutMs, variables }, signal) =>
      new Promise<HookExit>((resolve) => {
        // A group of its own: what the command started ends with it.
        const child = spawn(shellPath, ['-c', command], {
          cwd,
          env: { ...env, ...variables },
          detached: true,
          stdio: 'pipe',
        });
        const stdout = collected(child.stdout);
        const stderr = collected(child.stderr);
        const end = (exit: HookExit): void => {
          clearTimeout(timer);
          signal.removeEventListener('abort', onAbort);
          resolve(exit);
        };
        const stop = (exit: HookExit): void => {
          killGroup(child);
          end(exit);
        };
        const onAbort = (): void => stop({ type: 'killed' });
        const timer = setTimeout(() => stop({ type: 'timedOut' }), timeoutMs);
        signal.addEventListener('abort', onAbort, { once: true });
        child.once('error', (thrown) => end({ type: 'failed', message: osErrorText(thrown) }));
        child.once('close', (code) =>
          end(
            code === null ? { type: 'killed' } : { type: 'exited', code, stdout: stdout(), stderr: stderr() },
          ),
        );
        // A hook need not read.
        child.stdin.on('error', () => {});
        child.stdin.end(input);
        if (signal.aborted) onAbort();
      }),
    async keep(threadId, text) {
      const folder = join(env.TMPDIR ?? '/tmp', 'hook_outputs', threadId);
      const file = join(folder, `${randomId()}.txt`);
      try {
        await mkdir(folder, { recursive: true });
        await writeFile(file, text);
        return file;
      } catch {
        return null; // the model reads the rest without it
      }
    },
  };
}

function collected(stream: NodeJS.ReadableStream): () => string {
  const chunks: Buffer[] = [];
  let bytes = 0;
  stream.on('data', (chunk: Buffer) => {
    if (bytes < MOST_BYTES) chunks.push(chunk);
    bytes += chunk.length;
  });
  return () => Buffer.concat(chunks).toString().slice(0, MOST_BYTES);
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}
