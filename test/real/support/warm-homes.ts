// Runs around all tests here. At its first start a real server makes databases and unpacks skills, which takes it
// longer than most plays: it does so once for each version, and fresh homes are copies of that.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, existsSync, linkSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { inject } from 'vitest';
import type { TestProject } from 'vitest/node';

const BINARIES = { '0.169.0': process.env.ASTC_REAL_0_169_0, '0.118.0': process.env.ASTC_REAL_0_118_0 };

export default async function warmHomes({ provide }: TestProject): Promise<() => void> {
  // Outside of the temp directory, where 0.169.0 wants no home.
  const folder = mkdtempSync('/var/tmp/astc-warm-');
  provide('warmHomes', folder);
  await Promise.all(
    Object.entries(BINARIES).map(async ([version, binary]) => {
      if (binary) await warm(binary, join(folder, version));
    }),
  );
  return () => rmSync(folder, { recursive: true, force: true });
}

async function warm(binary: string, codexHome: string): Promise<void> {
  mkdirSync(codexHome, { recursive: true });
  const env = { PATH: process.env.PATH, HOME: codexHome, CODEX_HOME: codexHome };
  const server = spawn(binary, ['app-server'], { cwd: codexHome, env, stdio: ['pipe', 'pipe', 'ignore'] });
  const ended = once(server, 'exit');
  // Two lines may come at once: whoever waited for each as an event would miss the second.
  const lines = createInterface(server.stdout)[Symbol.asyncIterator]();
  const ask = async (id: number, method: string, params: object): Promise<void> => {
    server.stdin.write(`${JSON.stringify({ id, method, params })}\n`);
    for (;;) {
      const { value, done } = await lines.next();
      if (done === true || JSON.parse(value).id === id) return;
    }
  };
  await ask(1, 'initialize', { clientInfo: { name: 'warm', version: '1' } });
  await ask(2, 'thread/list', {});
  await ask(3, 'skills/list', {});
  server.stdin.end();
  await ended;
}

/** Makes the folder, as a server of that version leaves it at its first start. */
export function copyWarmHome(version: string, codexHome: string): void {
  const warm = join(inject('warmHomes'), version);
  if (existsSync(warm)) copyFolder(warm, codexHome, copyFileSync);
}

/** Cheaper than cpSync, which costs most of what a warm start saves: new files are dear, so there are few. */
function copyFolder(from: string, to: string, put: (from: string, to: string) => void): void {
  mkdirSync(to, { recursive: true });
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    // Servers replace the skills they unpack, and never write into them.
    if (entry.isDirectory()) copyFolder(source, target, entry.name === 'skills' ? linkSync : put);
    // SQLite's own index of its log, which it makes anew.
    else if (!entry.name.endsWith('.sqlite-shm')) put(source, target);
  }
}

declare module 'vitest' {
  interface ProvidedContext {
    /** Folder with a home that was started on once, by version. */
    warmHomes: string;
  }
}
