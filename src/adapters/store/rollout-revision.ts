// Takes turns out of a thread as 0.169.0 does: the thread goes on in another file, its next revision, and the old one
// stays as it is. That version's revision names what it begins with; ours holds it, since 0.169.0 shows nothing of a
// beginning that it has not read as a thread before.

import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { timeOrderedId } from '../../util/ids.js';
import { textAt } from '../../util/peek.js';
import type { RolloutTail } from './rollout-file.js';
import { readLine } from './rollout-line.js';
import { byRevision } from './rollout-paths.js';

/**
 * Writes the revision of the file at `path` that ends before the turn begins. Null when the turn does not begin in
 * this file, or when the clock was set back: the newest revision has the greatest id.
 * @param nameOf the path of a revision
 * @throws the file system's error; nothing is left behind then
 */
export function writeRevision(
  path: string,
  { turnId, nameOf }: { turnId: string; nameOf(revision: string): string },
): { path: string; tail: RolloutTail } | null {
  const bytes = readFileSync(path);
  const cut = startOf(turnId, bytes);
  const target = nameOf(timeOrderedId());
  if (cut === null || byRevision(path, target) >= 0) return null;
  writeDurably(target, bytes.subarray(0, cut.offset));
  return { path: target, tail: { goodLength: cut.offset, needsNewline: false, nextOrdinal: cut.ordinal } };
}

/** Where the line lies that begins the turn. */
function startOf(turnId: string, bytes: Buffer): { offset: number; ordinal: number } | null {
  const mention = Buffer.from('"task_started"');
  let found: { offset: number; ordinal: number } | null = null;
  for (let offset = 0; offset < bytes.length; ) {
    const newline = bytes.indexOf(0x0a, offset);
    const end = newline === -1 ? bytes.length : newline;
    const slice = bytes.subarray(offset, end);
    if (slice.includes(mention)) {
      const line = readLine(slice.toString('utf8'));
      const isStart =
        textAt(line?.payload, 'type') === 'task_started' && textAt(line?.payload, 'turn_id') === turnId;
      if (line && isStart && line.ordinal !== null) found = { offset, ordinal: line.ordinal };
    }
    offset = end + 1;
  }
  return found;
}

function writeDurably(path: string, bytes: Buffer): void {
  const draft = `${path}.${process.pid}.tmp`;
  mkdirSync(dirname(path), { recursive: true });
  try {
    writeFileSync(draft, bytes, { flag: 'wx', flush: true, mode: 0o644 });
    renameSync(draft, path);
  } catch (cause) {
    rmSync(draft, { force: true });
    throw cause;
  }
}
