// Where rollout files lie below CODEX_HOME, and what their names tell. Folders and names use local time. A thread that
// turns were taken back from under 0.169.0 goes on in another file, its next revision.

import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { isCompressed } from './compressed-rollout.js';

const NAME =
  /^rollout-(\d{4})-(\d{2})-(\d{2})T(\d{2})-(\d{2})-(\d{2})-([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})(?:_[0-9a-f-]{36})?\.jsonl(?:\.zst)?$/;

const REVISION = /_([0-9a-f-]{36})\.jsonl(?:\.zst)?$/;

export interface RolloutName {
  threadId: string;
  /** Unix milliseconds, whole seconds. */
  createdAt: number;
}

/** Told without reading the time in the name, which costs more than the rest of it. */
export function isRolloutName(fileName: string): boolean {
  return NAME.test(fileName);
}

/** Null when the file is not a rollout. */
export function readRolloutName(fileName: string): RolloutName | null {
  const match = NAME.exec(fileName);
  if (!match) return null;
  const [, year, month, day, hour, minute, second, threadId] = match;
  return {
    threadId: threadId ?? '',
    createdAt: new Date(
      Number(year),
      Number(month) - 1,
      Number(day),
      Number(hour),
      Number(minute),
      Number(second),
    ).getTime(),
  };
}

/** @param revision which revision of the thread the file is; none for the first */
export function rolloutName(createdAt: number, threadId: string, revision?: string): string {
  const { year, month, day, time } = localParts(createdAt);
  const suffix = revision === undefined ? '' : `_${revision}`;
  return `rollout-${year}-${month}-${day}T${time}-${threadId}${suffix}.jsonl`;
}

export interface RolloutFolders {
  readonly sessions: string;
  readonly archived: string;
  /** The dated folder of a file, told by its name. */
  dayOf(fileName: string): string;
  /** Where a new file of a thread goes. */
  pathOf(createdAt: number, threadId: string, revision?: string): string;
}

export function rolloutFolders(codexHome: string): RolloutFolders {
  const sessions = join(codexHome, 'sessions');
  const dayOf = (fileName: string): string => {
    const [, year = '', month = '', day = ''] = NAME.exec(fileName) ?? [];
    return join(sessions, year, month, day);
  };
  return {
    sessions,
    archived: join(codexHome, 'archived_sessions'),
    dayOf,
    pathOf(createdAt, threadId, revision) {
      const name = rolloutName(createdAt, threadId, revision);
      return join(dayOf(name), name);
    },
  };
}

/** Finds the newest file of a thread by its id without reading any file; null when there is none. */
export function findRollout(
  folders: RolloutFolders,
  threadId: string,
): { path: string; archived: boolean } | null {
  const path = rolloutsOf(folders, threadId).at(-1);
  return path === undefined ? null : { path, archived: isArchivedPath(folders, path) };
}

/** The files of a thread, as far as their names tell, the oldest revision first. */
export function rolloutsOf(folders: RolloutFolders, threadId: string): string[] {
  return filesNamed(folders, threadId, (name) => readRolloutName(name)?.threadId === threadId);
}

/** The file that goes by this id in a history base; null when there is none. */
export function findSegment(folders: RolloutFolders, id: string): string | null {
  return filesNamed(folders, id, (name) => segmentOf(name) === id).at(-1) ?? null;
}

/** What a file is called in a history base: by its revision, the first of a thread by the thread's id. */
export function segmentOf(path: string): string {
  return revisionIn(path) || (readRolloutName(basename(path))?.threadId ?? '');
}

/** Ids tell when they were made: later folders are looked into first, then the archive, then all others. */
function filesNamed(folders: RolloutFolders, id: string, fits: (name: string) => boolean): string[] {
  const filesIn = (dir: string): string[] =>
    namesIn(dir)
      .filter((name) => name.includes(id) && fits(name))
      .map((name) => join(dir, name));
  const since = birthFolder(folders, id);
  const days = dayFolders(folders);
  const likely = days.filter((dir) => dir >= since).flatMap(filesIn);
  if (likely.length > 0) return likely.sort(byRevision);
  const archived = filesIn(folders.archived);
  if (archived.length > 0) return archived.sort(byRevision);
  return days
    .filter((dir) => dir < since)
    .flatMap(filesIn)
    .sort(byRevision);
}

/** Compares two files of one thread; of the same revision the plain one, which may have grown since, comes last. */
export function byRevision(a: string, b: string): number {
  const [one, other] = [revisionIn(a), revisionIn(b)];
  if (one !== other) return one < other ? -1 : 1;
  return Number(isCompressed(b)) - Number(isCompressed(a));
}

/** Which revision of its thread a file is; empty for the first. */
export function revisionIn(path: string): string {
  return REVISION.exec(path)?.[1] ?? '';
}

/** Every dated folder, newest first. */
export function dayFolders(folders: RolloutFolders): string[] {
  const newest = (dir: string): string[] =>
    namesIn(dir)
      .filter((name) => /^\d+$/.test(name))
      .sort()
      .reverse()
      .map((name) => join(dir, name));
  return newest(folders.sessions).flatMap(newest).flatMap(newest);
}

/** Names in a folder; none when there is no such folder. */
export function namesIn(dir: string): string[] {
  try {
    return readdirSync(dir);
  } catch {
    return [];
  }
}

/** True when the file lies in the folder of archived threads. */
export function isArchivedPath(folders: RolloutFolders, path: string): boolean {
  return path === join(folders.archived, basename(path));
}

/** The first dated folder where something of this id may lie; a clock set back or a time zone moves it by a day. */
function birthFolder(folders: RolloutFolders, id: string): string {
  const millis = Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16);
  if (Number.isNaN(millis) || id.charAt(14) !== '7') return '';
  const day = 24 * 60 * 60 * 1000;
  return folders.dayOf(rolloutName(millis - day, id));
}

function localParts(millis: number): { year: string; month: string; day: string; time: string } {
  const date = new Date(millis);
  const two = (value: number): string => String(value).padStart(2, '0');
  return {
    year: String(date.getFullYear()).padStart(4, '0'),
    month: two(date.getMonth() + 1),
    day: two(date.getDate()),
    time: [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join('-'),
  };
}
