// A WebSocket server for the length of one command, for those that need more than one connection to it.

import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { stateDir } from '../util/state-dir.js';
import type { CommandContext } from './command.js';
import type { Endpoint } from './endpoint.js';
import { codexVersion, makeOfflineHome, withOwnFolderFirst } from './offline-home.js';
import { freshLog, startInBackground, untilReady } from './serve/background.js';
import { resolveListen } from './serve/port.js';
import { stopProcesses } from './serve/stop-processes.js';

export interface ListeningServer {
  readonly url: string;
  close(): Promise<void>;
}

export interface ServerUse {
  /** The folder below the state folder where its log lies meanwhile. */
  readonly name: string;
  /** Whether its model has to be the scripted one, even without `--offline`. */
  readonly isScripted: boolean;
  /** False for what is measured: spans take time. */
  readonly isTraced: boolean;
}

const READY_MS = 20_000;

/**
 * The server that is meant, or one of its own on a free port of this machine.
 * @throws CommandError `start_failed`, TransportError
 */
export async function listeningServer(
  endpoint: Endpoint,
  context: CommandContext,
  use: ServerUse,
): Promise<ListeningServer> {
  switch (endpoint.kind) {
    case 'url':
      return { url: endpoint.url, close: async () => {} };
    case 'embedded':
      return ownServer(endpoint, context, use);
    case 'codexBin':
      return codexServer(endpoint, context, use);
  }
}

async function ownServer(
  endpoint: Extract<Endpoint, { kind: 'embedded' }>,
  context: CommandContext,
  { isTraced }: ServerUse,
): Promise<ListeningServer> {
  const { createEmbeddedServer } = await import('./embedded.js');
  const server = await createEmbeddedServer(endpoint, context, isTraced);
  const { url } = await server.listen('ws://127.0.0.1:0');
  return { url, close: () => server.close() };
}

async function codexServer(
  { path: bin, overrides, offline }: Extract<Endpoint, { kind: 'codexBin' }>,
  { io, stopped }: CommandContext,
  { name, isScripted }: ServerUse,
): Promise<ListeningServer> {
  const dir = path.join(stateDir(io.env, name), String(process.pid));
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const undo: (() => unknown)[] = [() => rmSync(dir, { recursive: true, force: true, maxRetries: 3 })];
  const close = async (): Promise<void> => {
    for (const step of undo.splice(0).reverse()) await step();
  };
  try {
    let env: Record<string, string | undefined> = { ...io.env };
    if (isScripted || offline) {
      const { createBackend } = await import('../backend/index.js');
      const backend = await createBackend().listen();
      undo.push(() => backend.close());
      const config = backend.codexConfig({ codexVersion: await codexVersion(bin) });
      env = makeOfflineHome(path.join(dir, 'offline'), config, env);
    }
    const port = await resolveListen('ws://127.0.0.1:0');
    const log = freshLog(path.join(dir, 'app-server.log'));
    const args = [...overrides.flatMap((override) => ['-c', override]), 'app-server', '--listen', port.url];
    const child = await startInBackground({ command: bin, args, env: withOwnFolderFirst(bin, env), log });
    const { pid } = child;
    if (pid !== undefined) undo.push(() => stopProcesses([pid], io.clock));
    await untilReady(child, { ...port, timeoutMs: READY_MS, log, clock: io.clock, signal: stopped });
    return { url: port.url, close };
  } catch (thrown) {
    await close();
    throw thrown;
  }
}
