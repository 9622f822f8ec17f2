// What a real 0.169.0 leaves running: the sandboxed copy of itself that opens files for it may outlive it, for ever.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const OPENS_FILES = '--codex-run-as-fs-helper';

/** Ends those of servers whose homes lie in `folder`: their programs are found by way of it. */
export function endFileReaders(folder: string): void {
  if (process.platform !== 'linux') return;
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    if (!textOf(pid, 'cmdline').includes(`\0${OPENS_FILES}\0`)) continue;
    if (textOf(pid, 'environ').includes(`${folder}/`)) end(Number(pid));
  }
}

/** Empty for a process that is gone meanwhile. */
function textOf(pid: string, name: string): string {
  try {
    return readFileSync(join('/proc', pid, name), 'utf8');
  } catch {
    return '';
  }
}

function end(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has just ended by itself.
  }
}
