// Where and as whom a codex binary is run: in a throw-away home, and never with root's rights, since a server
// carries out what it is asked with the rights it runs with.
import { chmodSync, chownSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** How a binary is run: at home in its throw-away folder; as nobody where this process is root. */
export interface Sandbox {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly uid?: number;
  readonly gid?: number;
}

const NOBODY = 65534;
const isRoot = process.getuid?.() === 0;

/** The spawn options that keep a binary in `home`. */
export function sandboxOf(home: string): Sandbox {
  const env = { PATH: process.env.PATH ?? '', HOME: home, CODEX_HOME: join(home, 'codex') };
  return { cwd: home, env, ...(isRoot ? { uid: NOBODY, gid: NOBODY } : {}) };
}

/** Makes a home, hands it to `use`, and removes it whatever happens. */
export function withHome<T>(use: (home: string) => Promise<T>): Promise<T> {
  const home = mkdtempSync(join(parentOfHomes(), 'astc-profile-'));
  const codexHome = join(home, 'codex');
  mkdirSync(codexHome);
  if (isRoot) for (const folder of [home, codexHome]) chownSync(folder, NOBODY, NOBODY);
  return use(home).finally(() => rmSync(home, { recursive: true, force: true, maxRetries: 5 }));
}

/** The binary itself, or a copy in `home` when nobody could not reach the original. */
export function reachable(binary: string, home: string): string {
  if (!isRoot || isOpenToAll(binary)) return binary;
  const copy = join(home, 'codex-binary');
  copyFileSync(binary, copy);
  chmodSync(copy, 0o755);
  return copy;
}

// Beside the project, because newer binaries refuse a home below /tmp; where the project lies in a private folder
// that nobody cannot enter, in the other temporary folder.
function parentOfHomes(): string {
  const beside = join(process.cwd(), '.cache');
  mkdirSync(beside, { recursive: true });
  return !isRoot || isOpenToAll(beside) ? beside : '/var/tmp';
}

function isOpenToAll(path: string): boolean {
  for (let at = path; ; at = dirname(at)) {
    if ((statSync(at).mode & 0o001) === 0) return false;
    if (at === dirname(at)) return true;
  }
}
