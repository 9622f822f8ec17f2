// One line of a rollout file: the frame both dialects share. Encoders make drafts, the log turns drafts into
// lines; readers turn lines back into frames and leave the meaning to the decoder.

import type { HistoryRecord } from '../../domain/records.js';
import { at, numberAt, textAt } from '../../util/peek.js';

/** A JSON object whose members are not known. */
export type Json = Readonly<Record<string, unknown>>;

type RolloutLineType =
  | 'session_meta'
  | 'turn_context'
  | 'response_item'
  | 'event_msg'
  | 'compacted'
  | 'realtime_item';

/** A line before it has an ordinal. `at` is unix milliseconds. */
export interface LineDraft {
  at: number;
  type: RolloutLineType;
  payload: Json;
  /** The turn the line belongs to, where its payload has no member for it. */
  turnId?: string | null;
  /** True for a line that repeats, in the words of the other version, what a line before it says. */
  mirror?: boolean;
  /** The record itself, where the dialect's own words cannot carry all of it. */
  exact?: HistoryRecord;
}

/** A line as it was read. `type` and `payload` are whatever the file says. */
export interface RolloutLine {
  /** Unix milliseconds; 0 when the line has no readable time. */
  at: number;
  ordinal: number | null;
  type: string;
  payload: unknown;
  turnId: string | null;
  mirror: boolean;
  exact: HistoryRecord | null;
}

/** Our own member of a line; servers of either version ignore members they do not know. */
const MARK = 'astc';

const RECORD_TYPES: ReadonlySet<string> = new Set<HistoryRecord['type']>([
  'turnStarted',
  'turnContext',
  'settingsApplied',
  'modelItem',
  'itemCompleted',
  'tokenUsage',
  'turnFailed',
  'turnCompleted',
  'turnAborted',
  'compacted',
  'rolledBack',
  'realtimeItem',
]);

/** The text of a line, newline included. */
export function writeLine(draft: LineDraft, ordinal: number | null): string {
  const mark = draft.mirror
    ? { mirror: true }
    : draft.exact
      ? { record: draft.exact }
      : typeof draft.turnId === 'string'
        ? { turn: draft.turnId }
        : undefined;
  return `${JSON.stringify({
    timestamp: new Date(draft.at).toISOString(),
    ...(ordinal === null ? {} : { ordinal }),
    type: draft.type,
    payload: draft.payload,
    ...(mark ? { [MARK]: mark } : {}),
  })}\n`;
}

/** Null when the text is not a JSON object with a type. */
export function readLine(text: string): RolloutLine | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  const type = textAt(value, 'type');
  if (type === undefined) return null;
  const exact = at(value, MARK, 'record');
  return {
    at: millisOf(textAt(value, 'timestamp')) ?? 0,
    ordinal: numberAt(value, 'ordinal') ?? null,
    type,
    payload: at(value, 'payload'),
    turnId: textAt(value, MARK, 'turn') ?? null,
    mirror: at(value, MARK, 'mirror') === true,
    // Only our own encoder writes this member, and always a whole record.
    exact: RECORD_TYPES.has(textAt(exact, 'type') ?? '') ? (exact as HistoryRecord) : null,
  };
}

/** Unix milliseconds of an RFC 3339 time. */
export function millisOf(time: string | undefined): number | null {
  if (time === undefined) return null;
  const millis = Date.parse(time);
  return Number.isNaN(millis) ? null : millis;
}

export function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
