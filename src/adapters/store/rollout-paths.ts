// Where rollout files lie below CODEX_HOME, and what their names tell. Folders and names use local time. A thread that
// 0.169.0 has taken turns back from goes on in another file, its next revision, which begins in the one before.

import { readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
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

export function rolloutName(createdAt: number, threadId: string): string {
  const { year, month, day, time } = localParts(createdAt);
  return `rollout-${year}-${month}-${day}T${time}-${threadId}.jsonl`;
}

export interface RolloutFolders {
  readonly sessions: string;
  readonly archived: string;
  /** The dated folder of a file, told by its name. */
  dayOf(fileName: string): string;
  /** Where a new thread's file goes. */
  pathOf(createdAt: number, threadId: string): string;
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
    pathOf(createdAt, threadId) {
      const name = rolloutName(createdAt, threadId);
      return join(dayOf(name), name);
    },
  };
}

/** Finds a thread's file by its id without reading any file; null when there is none. */
export function findRollout(
  folders: RolloutFolders,
  threadId: string,
): { path: string; archived: boolean } | null {
  const newestIn = (dir: string): string | undefined => filesOf(dir, threadId).at(-1);
  for (const day of likelyDays(folders, threadId)) {
    const name = newestIn(day);
    if (name !== undefined) return { path: join(day, name), archived: false };
  }
  const archived = newestIn(folders.archived);
  if (archived !== undefined) return { path: join(folders.archived, archived), archived: true };
  for (const day of dayFolders(folders)) {
    const name = newestIn(day);
    if (name !== undefined) return { path: join(day, name), archived: false };
  }
  return null;
}

/** All files of the thread that this one is of, the oldest revision first. */
export function revisionsOf(path: string): string[] {
  const folder = dirname(path);
  const threadId = readRolloutName(basename(path))?.threadId;
  if (threadId === undefined) return [path];
  return filesOf(folder, threadId).map((name) => join(folder, name));
}

function filesOf(folder: string, threadId: string): string[] {
  return namesIn(folder)
    .filter((name) => name.includes(threadId) && readRolloutName(name)?.threadId === threadId)
    .sort(byRevision);
}

/** Compares two files of one thread; of the same revision the plain one, which may have grown since, comes last. */
export function byRevision(a: string, b: string): number {
  const [one, other] = [revisionIn(a), revisionIn(b)];
  if (one !== other) return one < other ? -1 : 1;
  return Number(isCompressed(b)) - Number(isCompressed(a));
}

/** Which revision of its thread a file is; empty for the first. */
function revisionIn(path: string): string {
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

/** Time-ordered ids tell when they were made; a clock set back or a time zone moves the folder by a day. */
function likelyDays(folders: RolloutFolders, threadId: string): string[] {
  const millis = Number.parseInt(threadId.replaceAll('-', '').slice(0, 12), 16);
  if (Number.isNaN(millis) || threadId.charAt(14) !== '7') return [];
  const day = 24 * 60 * 60 * 1000;
  return [0, -day, day].map((shift) => folders.dayOf(rolloutName(millis + shift, threadId)));
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
