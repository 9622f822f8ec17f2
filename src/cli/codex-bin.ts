// `--codex-bin` over stdio: starts the binary for the life of one command, offline if asked to.

import { rmSync } from 'node:fs';
import path from 'node:path';
import { spawnTransport } from '../transport/child-process.js';
import { stateDir } from '../util/state-dir.js';
import type { CommandContext } from './command.js';
import type { Endpoint } from './endpoint.js';
import type { Line } from './line.js';
import { codexVersion, makeOfflineHome, withOwnFolderFirst } from './offline-home.js';

/** @throws TransportError `not_found`, `not_executable`, `spawn_failed` */
export async function openCodexBin(
  endpoint: Extract<Endpoint, { kind: 'codexBin' }>,
  context: CommandContext,
): Promise<Line> {
  const { io, options, output } = context;
  const offline = endpoint.offline ? await goOffline(endpoint.path, context) : undefined;
  try {
    const transport = await spawnTransport({
      command: endpoint.path,
      args: [...endpoint.overrides.flatMap((override) => ['-c', override]), 'app-server'],
      env: withOwnFolderFirst(endpoint.path, offline?.env ?? io.env),
      onStderr: options.raw ? (text) => output.note(text.trimEnd()) : undefined,
      clock: io.clock,
    });
    return {
      transport,
      lastWords: () => (options.raw ? '' : transport.stderrTail),
      release: async () => offline?.release(),
    };
  } catch (thrown) {
    await offline?.release();
    throw thrown;
  }
}

/** A fresh home and a backend in this process. */
async function goOffline(
  command: string,
  { io }: CommandContext,
): Promise<{ env: Record<string, string | undefined>; release(): Promise<void> }> {
  const { createBackend } = await import('../backend/index.js');
  const version = await codexVersion(command);
  const backend = await createBackend().listen();
  const dir = path.join(stateDir(io.env, 'stdio'), String(process.pid));
  const env = makeOfflineHome(dir, backend.codexConfig({ codexVersion: version }), io.env);
  return {
    env,
    async release() {
      await backend.close();
      // Codex may still be writing its databases; a leftover folder is no reason to fail.
      rmSync(dir, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}
