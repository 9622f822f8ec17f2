// Sessions of another agent that have not become threads yet, the latest first.

import { readdirSync, realpathSync } from 'node:fs';
import { join, sep } from 'node:path';
import { isFolder } from '../files/look.js';
import { ImportProblem } from './import-problem.js';
import type { ImportScope } from './import-scope.js';
import { modifiedAt, type SessionLedger } from './session-ledger.js';
import { readSession } from './session-records.js';

const MOST_SESSIONS = 50;
const MOST_DAYS = 30;
const DAY_MS = 24 * 60 * 60 * 1000;

export interface SessionLimits {
  readonly maxSessions: number | null;
  readonly maxDays: number | null;
  /** Unix milliseconds. */
  readonly now: number;
}

export interface FoundSession {
  readonly path: string;
  readonly cwd: string;
  readonly title: string | null;
}

export function sessionsFolder(scope: ImportScope): string {
  return join(scope.source, 'projects');
}

/** @throws ImportProblem */
export function foundSessions(
  scope: ImportScope,
  ledger: SessionLedger,
  limits: SessionLimits,
): FoundSession[] {
  const known = ledger.newest();
  const oldest = Math.floor((limits.now - (limits.maxDays ?? MOST_DAYS) * DAY_MS) / 1000);
  const files = filesIn(sessionsFolder(scope))
    .flatMap(
      (path) => unlessGone(() => ({ path, real: realpathSync(path), modified: modifiedAt(path) })) ?? [],
    )
    .filter(({ real, modified }) => {
      if (BigInt(modified) / 1_000_000_000n < BigInt(oldest)) return false;
      return known.get(real)?.source_modified_at !== modified;
    })
    .sort((a, b) => (BigInt(a.modified) < BigInt(b.modified) ? 1 : -1))
    .slice(0, limits.maxSessions ?? MOST_SESSIONS);
  return files.flatMap(({ path, real }): FoundSession[] => {
    if (known.has(real) && unlessGone(() => ledger.holds(real)) !== false) return [];
    const session = unlessGone(() => readSession(path));
    const isTimed = session?.messages.some(({ at }) => at !== null) ?? false;
    return session !== null && isTimed ? [{ path, cwd: session.cwd, title: session.title }] : [];
  });
}

/** The file without links, if it is a session of this agent; null otherwise. */
export function sessionFile(path: string, scope: ImportScope): string | null {
  try {
    const real = realpathSync(path);
    return path.endsWith('.jsonl') && real.startsWith(realpathSync(sessionsFolder(scope)) + sep)
      ? real
      : null;
  } catch {
    return null;
  }
}

/** Null for a file that cannot be read, or no longer: the others are found all the same. @throws ImportProblem */
function unlessGone<T>(look: () => T): T | null {
  try {
    return look();
  } catch (thrown) {
    if (thrown instanceof ImportProblem) throw thrown;
    return null;
  }
}

function filesIn(folder: string): string[] {
  if (!isFolder(folder)) return [];
  return readdirSync(folder)
    .map((name) => join(folder, name))
    .filter(isFolder)
    .flatMap((project) =>
      (unlessGone(() => readdirSync(project, { withFileTypes: true })) ?? [])
        .filter((entry) => entry.isFile() && entry.name.endsWith('.jsonl'))
        .map(({ name }) => join(project, name)),
    );
}
