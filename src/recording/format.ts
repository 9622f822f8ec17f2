// The recording format, version 1: one JSON object a line. docs/recording-format.md says the same for people;
// a test holds the two together.

export const FORMAT_VERSION = 1;

/** As the client sees it: `out` goes to the server, `in` comes from it. */
export type Direction = 'in' | 'out';

/** What was taken out before anything was written. */
export interface RedactionNote {
  readonly secrets: boolean;
  readonly emails: boolean;
  readonly home: boolean;
  readonly paths: boolean;
}

/** The first line. */
export interface HeaderEntry {
  readonly kind: 'recording';
  readonly version: number;
  /** ISO 8601, UTC. Every `t` counts from here. */
  readonly startedAt: string;
  readonly transport: 'stdio' | 'websocket' | 'unix' | 'memory';
  /** What was started, or the address that was connected to. */
  readonly target: readonly string[];
  readonly recorder: string;
  readonly redaction: RedactionNote;
}

/** Every other line: milliseconds since the start, and the connection, counted from 1. */
interface Stamp {
  readonly t: number;
  readonly conn: number;
}

export interface OpenEntry extends Stamp {
  readonly kind: 'open';
}

/** One frame. Exactly one of `frame` (JSON, always the last member of its line) and `text` is there. */
export interface FrameEntry extends Stamp {
  readonly kind: 'frame';
  readonly dir: Direction;
  readonly frame?: unknown;
  /** A frame that is no JSON object, as it was. */
  readonly text?: string;
  /** Length on the wire, when the frame was too long to be kept: then `text` is its beginning. */
  readonly cutFrom?: number;
  /** Names of faults that were put in here, when the tap itself did so. */
  readonly faults?: readonly string[];
}

export interface StderrEntry extends Stamp {
  readonly kind: 'stderr';
  readonly text: string;
}

export interface CloseEntry extends Stamp {
  readonly kind: 'close';
  readonly by: 'client' | 'server' | 'unknown';
  /** WebSocket close code. */
  readonly code?: number;
  readonly reason?: string;
}

/** The last line; missing when the recorder was killed. */
export interface EndEntry {
  readonly kind: 'end';
  readonly t: number;
  readonly exitCode?: number | null;
  readonly signal?: string | null;
}

export type Entry = OpenEntry | FrameEntry | StderrEntry | CloseEntry | EndEntry;

/** A frame as text, the way it passed the wire apart from what was redacted. */
export interface RecordedFrame {
  readonly t: number;
  readonly conn: number;
  readonly dir: Direction;
  readonly text: string;
}
