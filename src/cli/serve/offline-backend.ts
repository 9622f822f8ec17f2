// The scripted backend of `serve --offline`, from the side that starts it: a process of its own that ends
// with the server it serves.

import type { ChildProcess } from 'node:child_process';
import type { Clock } from '../../util/clock.js';
import { textAt } from '../../util/peek.js';
import { CommandError } from '../errors.js';
import { startInBackground } from './background.js';

export interface OfflineBackend {
  readonly pid: number;
  /** config.toml that makes codex use it. */
  readonly configToml: string;
  /** Tells the backend whose end is its own, and lets go of it. */
  bindTo(serverPid: number): void;
  /** Ends it at once: no server came of it. */
  abandon(): void;
}

export interface OfflineBackendStart {
  /** The script of this very CLI. */
  readonly selfScript: string;
  readonly codexVersion: string | undefined;
  readonly log: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
}

/** @throws CommandError `start_failed` */
export async function startOfflineBackend(start: OfflineBackendStart): Promise<OfflineBackend> {
  const { selfScript, codexVersion, log, env, clock } = start;
  const child = await startInBackground({
    command: process.execPath,
    args: [selfScript, 'offline-backend', ...(codexVersion === undefined ? [] : [codexVersion])],
    env,
    log,
    hasChannel: true,
  });
  const configToml = await firstMessage(child, clock);
  return {
    pid: child.pid ?? -1,
    configToml,
    bindTo(serverPid) {
      child.send({ serverPid }, () => child.disconnect());
    },
    abandon() {
      // The backend takes the end of the channel as its own, unless it was bound.
      if (child.connected) child.disconnect();
    },
  };
}

function firstMessage(child: ChildProcess, clock: Clock): Promise<string> {
  return new Promise((resolve, reject) => {
    const fail = (): void => reject(new CommandError('start_failed', 'The scripted backend did not start.'));
    const cancel = clock.setTimeout(fail, 10_000);
    child.once('exit', fail);
    child.once('message', (message) => {
      cancel();
      child.off('exit', fail);
      resolve(textAt(message, 'configToml') ?? '');
    });
  });
}
