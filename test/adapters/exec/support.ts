// Commands for tests: in a folder of their own, with a small environment, and gone when the test is.

import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createCommandRunner } from '../../../src/adapters/exec/index.js';
import type { CommandRunner, CommandSpec, RunningCommand } from '../../../src/domain/command-ports.js';
import { systemClock } from '../../../src/util/clock.js';

/** Folders lie beside the repository's own caches: what is below /tmp is writable in most sandboxes. */
const SCRATCH = join(process.cwd(), '.cache', 'exec-tests');

export function scratchFolder(): string {
  mkdirSync(SCRATCH, { recursive: true });
  return realpathSync(mkdtempSync(join(SCRATCH, 'x-')));
}

export interface Fixture {
  readonly runner: CommandRunner;
  readonly cwd: string;
  close(): Promise<void>;
}

export function fixture(guarded: readonly string[] = []): Fixture {
  const runner = createCommandRunner({ clock: systemClock, guarded });
  const cwd = scratchFolder();
  return {
    runner,
    cwd,
    async close() {
      await runner.close();
      rmSync(cwd, { recursive: true, force: true });
    },
  };
}

export function spec(cwd: string, script: string, more: Partial<CommandSpec> = {}): CommandSpec {
  return {
    argv: ['/bin/sh', '-c', script],
    cwd,
    env: { PATH: process.env.PATH ?? '/usr/bin:/bin' },
    tty: null,
    stdin: 'closed',
    sandbox: null,
    sandboxCwd: cwd,
    ...more,
  };
}

export interface Ended {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export async function ended(running: RunningCommand): Promise<Ended> {
  const text = { stdout: '', stderr: '' };
  running.onOutput((stream, data) => {
    text[stream] += Buffer.from(data).toString();
  });
  return { ...(await running.exited), ...text };
}

/** Whether a process of this id runs; a zombie does not. */
export async function isAlive(pid: number): Promise<boolean> {
  const { readFileSync } = await import('node:fs');
  try {
    return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 250; tries += 1) {
    if (await condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error('did not come true within 5 s');
}
