// The scripted backend in a process of its own, so that it shares no thread with what measures.

import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Contender } from './contender.js';

type Version = Contender['codexVersion'];

export interface BackendProcess {
  /** config.toml text that makes a codex of this version use the backend. */
  config(version: Version): string;
  stop(): void;
}

export async function startBackend(): Promise<BackendProcess> {
  const child = fork(fileURLToPath(new URL('./backend-main.ts', import.meta.url)), {
    execArgv: ['--import', 'tsx'],
  });
  const configs = await firstMessage(child);
  return { config: (version) => configs[version], stop: () => child.disconnect() };
}

function firstMessage(child: ChildProcess): Promise<Record<Version, string>> {
  return new Promise((resolve, reject) => {
    // backend-main.ts sends exactly this.
    child.once('message', (configs) => resolve(configs as Record<Version, string>));
    child.once('exit', (code) => reject(new Error(`The backend ended with code ${code}.`)));
  });
}
