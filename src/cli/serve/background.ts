// Starts processes that outlive this one, with their output in a log, and waits until a server is ready.

import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, renameSync } from 'node:fs';
import { get } from 'node:http';
import { resolveCommand } from '../../transport/command-resolution.js';
import { spawnError } from '../../transport/spawn-error.js';
import { type Clock, sleep } from '../../util/clock.js';
import { CommandError } from '../errors.js';

type Env = Readonly<Record<string, string | undefined>>;

/** A fresh log that only this user can read; the one before it is kept as `.1`. */
export function freshLog(file: string): string {
  if (existsSync(file)) renameSync(file, `${file}.1`);
  closeSync(openSync(file, 'w', 0o600));
  return file;
}

export interface BackgroundStart {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Env;
  readonly log: string;
  /** Opens a channel for messages between the two processes. */
  readonly hasChannel?: boolean;
}

/**
 * Starts a process in a session of its own; it lives on when this one ends.
 * @throws TransportError `not_found`, `not_executable`, `spawn_failed`
 */
export async function startInBackground({
  command,
  args,
  env,
  log,
  hasChannel,
}: BackgroundStart): Promise<ChildProcess> {
  const out = openSync(log, 'a');
  try {
    const resolved = resolveCommand(command, args);
    const child = spawn(resolved.file, [...resolved.args], {
      detached: true,
      windowsHide: true,
      env: env as NodeJS.ProcessEnv, // undefined values mean "not set" to spawn as well
      stdio: ['ignore', out, out, ...(hasChannel === true ? (['ipc'] as const) : [])],
    });
    await new Promise<void>((resolve, reject) => {
      child.once('spawn', resolve);
      child.once('error', reject);
    });
    child.unref();
    return child;
  } catch (thrown) {
    throw spawnError(command, undefined, thrown);
  } finally {
    closeSync(out);
  }
}

export interface Readiness {
  readonly host: string;
  readonly port: number;
  readonly timeoutMs: number;
  readonly log: string;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** Resolves when `/readyz` answers. @throws CommandError `start_failed`, or the signal's reason */
export async function untilReady(child: ChildProcess, ready: Readiness): Promise<void> {
  const { clock, timeoutMs, log, signal } = ready;
  const end = clock.monotonic() + timeoutMs;
  while (!(await isReady(ready.host, ready.port))) {
    if (child.exitCode !== null || child.signalCode !== null) {
      const how =
        child.exitCode === null ? `was ended by ${child.signalCode}` : `exited with code ${child.exitCode}`;
      throw new CommandError('start_failed', `The server ${how} before it was ready.${lastWords(log)}`);
    }
    if (clock.monotonic() >= end) {
      throw new CommandError(
        'start_failed',
        `The server was not ready within ${timeoutMs / 1000} s.${lastWords(log)}`,
      );
    }
    await sleep(clock, 20, signal);
  }
}

function isReady(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const request = get({ host, port, path: '/readyz', agent: false, timeout: 1000 }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    request.on('timeout', () => request.destroy());
    request.on('error', () => resolve(false));
  });
}

/** The end of the log, for the sentence that says why nothing came of it. */
function lastWords(log: string): string {
  const lines = readFileSync(log, 'utf8').trim().split('\n').slice(-8);
  return lines.join('') === ''
    ? ` Its log is empty: ${log}`
    : ` The end of its log, ${log}:\n${lines.join('\n')}`;
}
