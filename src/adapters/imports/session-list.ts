// Sessions of another agent that have not become threads yet, the latest first.

import { realpathSync } from 'node:fs';
import { join, sep } from 'node:path';
import { textAt } from '../../util/peek.js';
import { isFolder } from '../files/look.js';
import type { ImportScope } from './import-scope.js';
import { type SessionFormat, unlessGone } from './session-format.js';
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
  /** The path without links. */
  readonly file: string;
  readonly cwd: string;
  readonly title: string | null;
}

export function sessionsFolder(scope: ImportScope): string {
  return join(scope.source, 'projects');
}

/** @throws ImportProblem */
export function foundSessions(
  scope: ImportScope,
  format: SessionFormat,
  { ledger, limits }: { readonly ledger: SessionLedger; readonly limits: SessionLimits },
): FoundSession[] {
  const candidates = format.candidates(sessionsFolder(scope));
  if (candidates.length === 0) return [];
  const known = ledger.newest();
  const oldest = Math.floor((limits.now - (limits.maxDays ?? MOST_DAYS) * DAY_MS) / 1000);
  const files = candidates
    .flatMap(
      ({ path, cwd }) =>
        unlessGone(() => ({ path, cwd, real: realpathSync(path), modified: modifiedAt(path) })) ?? [],
    )
    .filter(({ real, modified }) => {
      if (BigInt(modified) / 1_000_000_000n < BigInt(oldest)) return false;
      return known.get(real)?.source_modified_at !== modified;
    })
    .sort((a, b) => (BigInt(a.modified) < BigInt(b.modified) ? 1 : -1))
    .slice(0, limits.maxSessions ?? MOST_SESSIONS);
  return files.flatMap(({ path, cwd, real }): FoundSession[] => {
    if (known.has(real) && unlessGone(() => ledger.holds(real)) !== false) return [];
    const session = unlessGone(() => readSession(path, format, cwd));
    const isTimed = cwd !== null || (session?.messages.some(({ at }) => at !== null) ?? false);
    const isHere = session !== null && (format.mayBeElsewhere || isFolder(session.cwd));
    return isHere && isTimed ? [{ path, file: real, cwd: session.cwd, title: session.title }] : [];
  });
}

/** The file without links, if it is a session of this agent; null otherwise. @throws Error of looking for it */
export function sessionFile(path: string, scope: ImportScope): string | null {
  try {
    const real = realpathSync(path);
    return path.endsWith('.jsonl') && real.startsWith(realpathSync(sessionsFolder(scope)) + sep)
      ? real
      : null;
  } catch (cause) {
    if (textAt(cause, 'code') === 'ENOENT') return null;
    throw cause;
  }
}
