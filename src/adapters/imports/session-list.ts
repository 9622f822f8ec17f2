// Sessions of another agent that have not become threads yet, the latest first.

import { readdirSync, realpathSync } from 'node:fs';
import { join, sep } from 'node:path';
import type { ForeignSession } from '../../domain/imports/foreign-session.js';
import { isFolder } from '../files/look.js';
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
    .map((path) => ({ path, modified: modifiedAt(path) }))
    .filter(({ path, modified }) => {
      if (BigInt(modified) / 1_000_000_000n < BigInt(oldest)) return false;
      return known.get(realpathSync(path))?.source_modified_at !== modified;
    })
    .sort((a, b) => (BigInt(a.modified) < BigInt(b.modified) ? 1 : -1))
    .slice(0, limits.maxSessions ?? MOST_SESSIONS);
  return files.flatMap(({ path }): FoundSession[] => {
    if (known.has(realpathSync(path)) && ledger.holds(realpathSync(path))) return [];
    const session = sessionIn(path);
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

/** Null also where it cannot be read. */
function sessionIn(path: string): ForeignSession | null {
  try {
    return readSession(path);
  } catch {
    return null;
  }
}

function filesIn(folder: string): string[] {
  if (!isFolder(folder)) return [];
  return readdirSync(folder)
    .map((name) => join(folder, name))
    .filter(isFolder)
    .flatMap((project) =>
      readdirSync(project, { withFileTypes: true })
        .filter((entry) => entry.isFile() && entry.name.endsWith('.jsonl'))
        .map(({ name }) => join(project, name)),
    );
}
