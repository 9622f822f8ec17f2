// Runs around all tests here: the process that servers of ours live in while plays compare them.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TestProject } from 'vitest/node';

const MAIN = fileURLToPath(new URL('our-servers-main.mjs', import.meta.url));
const DIST = fileURLToPath(new URL('../../../dist', import.meta.url));

export default async function ourServers({ provide }: TestProject): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(tmpdir(), 'astc-ours-'));
  const socketPath = join(folder, 'socket');
  const host = spawn(process.execPath, [MAIN, socketPath, DIST], { stdio: ['pipe', 'pipe', 'inherit'] });
  await Promise.race([
    once(host.stdout, 'data'),
    once(host, 'exit').then(([code]) => {
      throw new Error(`the process for servers of ours ended with code ${code}: run npm run build first`);
    }),
  ]);
  provide('ourServers', socketPath);
  return async () => {
    const ended = once(host, 'exit');
    host.stdin.end();
    const [code] = host.exitCode === null ? await ended : [host.exitCode];
    rmSync(folder, { recursive: true, force: true });
    if (code !== 0) throw new Error('a server of ours failed in the background; stderr above says how');
  };
}
