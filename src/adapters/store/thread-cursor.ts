// Cursors of thread lists: `<time>|<thread id>` of the last thread shown, or, from 0.169.0 on, a time alone.

import { DomainError } from '../../domain/errors.js';
import { isUuid } from '../../util/ids.js';

export interface ThreadCursor {
  /** Unix milliseconds; in a list by position, the position. */
  time: number;
  /** Null in cursors that are only a time. */
  threadId: string | null;
}

const FILE_STAMP = /^(\d{4}-\d{2}-\d{2})T(\d{2})-(\d{2})-(\d{2})$/;
const RFC3339 = /^\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}:\d{2}(\.\d+)?([Zz]|[+-]\d{2}:\d{2})$/;

/** `timeAlone`: whether a cursor without a thread id is one. @throws DomainError `cursorInvalid` */
export function readCursor(cursor: string, timeAlone: boolean): ThreadCursor {
  const [stamp = '', threadId, ...rest] = cursor.split('|');
  const time = timeOf(stamp);
  const idFits = threadId === undefined ? timeAlone : isUuid(threadId);
  if (time === null || !idFits || rest.length > 0) throw new DomainError({ code: 'cursorInvalid', cursor });
  return { time, threadId: threadId ?? null };
}

/** A cursor of a list by position. @throws DomainError `cursorInvalid` */
export function readPositionCursor(cursor: string): ThreadCursor {
  const [position = '', threadId = '', ...rest] = cursor.split('|');
  if (!/^-?\d+$/.test(position) || !isUuid(threadId) || rest.length > 0) {
    throw new DomainError({ code: 'cursorInvalid', cursor });
  }
  return { time: Number(position), threadId };
}

export function writePositionCursor(position: number, threadId: string): string {
  return `${position}|${threadId}`;
}

export function writeCursor(time: number, threadId: string | null): string {
  return threadId === null ? shortTime(time) : `${shortTime(time)}|${threadId}`;
}

/** RFC 3339 in UTC, without trailing zeros in the fraction. */
function shortTime(time: number): string {
  return new Date(time).toISOString().replace(/\.?0*Z$/, 'Z');
}

function timeOf(stamp: string): number | null {
  const file = FILE_STAMP.exec(stamp);
  const text = file ? `${file[1]}T${file[2]}:${file[3]}:${file[4]}Z` : stamp;
  if (!RFC3339.test(text)) return null;
  const time = Date.parse(text.replace(' ', 'T'));
  return Number.isNaN(time) ? null : time;
}
