// What is remembered of a background server, one file per port, so that a later --kill finds it.

import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { numberAt, textAt } from '../../util/peek.js';
import { birthOf, isAlive } from './process-table.js';

export interface RecordedProcess {
  readonly pid: number;
  /** Tells it from a later process with the same pid. */
  readonly birth?: string | undefined;
}

export interface ServerRecord {
  readonly url: string;
  readonly server: RecordedProcess;
  /** The process that was started, when it only launches the server. */
  readonly launcher?: RecordedProcess | undefined;
  readonly backend?: RecordedProcess | undefined;
}

export function processRecord(pid: number): RecordedProcess {
  return { pid, birth: birthOf(pid) };
}

export function writeRecord(dir: string, record: ServerRecord): void {
  writeFileSync(fileOf(dir), `${JSON.stringify(record, null, 2)}\n`, { mode: 0o600 });
}

export function forgetRecord(dir: string): void {
  rmSync(fileOf(dir), { force: true });
}

/**
 * The recorded processes that still live, the server first. One that nothing tells from a later process with its
 * pid is left out: it may be anybody's.
 */
export function recordedPids(dir: string, birth = birthOf): number[] {
  let record: unknown;
  try {
    record = JSON.parse(readFileSync(fileOf(dir), 'utf8'));
  } catch {
    return [];
  }
  return ['server', 'launcher', 'backend'].flatMap((role) => {
    const pid = numberAt(record, role, 'pid');
    if (pid === undefined || !isAlive(pid)) return [];
    const recorded = textAt(record, role, 'birth');
    return recorded !== undefined && recorded === birth(pid) ? [pid] : [];
  });
}

function fileOf(dir: string): string {
  return path.join(dir, 'server.json');
}
