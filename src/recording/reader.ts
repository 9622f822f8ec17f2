// From the lines of a file to the events of a session. Reads recordings, and what a command printed with --json;
// a torn last line, or a torn line anywhere, costs only itself.

import { readFileSync } from 'node:fs';
import { decode } from '../jsonrpc/codec.js';
import type { Message } from '../jsonrpc/message.js';
import { messageOf } from '../util/coded-error.js';
import { at, numberAt, textAt } from '../util/peek.js';
import { RecordingError } from './errors.js';
import type { Direction, Entry, FrameEntry, HeaderEntry, RecordedFrame } from './format.js';
import { FORMAT_VERSION } from './format.js';

export interface Recording {
  /** Undefined for what a command printed with --json. */
  readonly header: HeaderEntry | undefined;
  readonly entries: readonly Entry[];
  /** Every frame in order, as text. */
  readonly frames: readonly RecordedFrame[];
  /** Whether the recorder came to its end. */
  readonly isComplete: boolean;
  /** Numbers of lines that could not be read, counted from 1. */
  readonly tornLines: readonly number[];
}

/** @throws RecordingError `unreadable`, `not_a_recording`, `unsupported_version`; `-` is standard input */
export function readRecording(file: string): Recording {
  return parseRecording(readText(file), file);
}

/** @throws RecordingError `not_a_recording`, `unsupported_version` */
export function parseRecording(text: string, name = 'This text'): Recording {
  let header: HeaderEntry | undefined;
  let isComplete = false;
  const entries: Entry[] = [];
  const frames: RecordedFrame[] = [];
  const tornLines: number[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const value = parsed(line);
    if (value === undefined) {
      tornLines.push(index + 1);
      continue;
    }
    const kind = textAt(value, 'kind');
    if (kind === 'recording') {
      header ??= checkedHeader(value, name);
      continue;
    }
    const entry = readEntry(kind, value, line);
    if (entry === undefined) continue;
    entries.push(entry.entry);
    if (entry.frame !== undefined) frames.push(entry.frame);
    if (entry.entry.kind === 'end') isComplete = true;
  }
  if (header === undefined && frames.length === 0) {
    const message = `${name} is no recording: it has neither a header nor a frame. Write one with astc record or astc tap.`;
    throw new RecordingError('not_a_recording', message);
  }
  return { header, entries, frames, isComplete, tornLines };
}

/** One frame as a message, with the method that an answer belongs to. */
export interface ReadMessage {
  readonly frame: RecordedFrame;
  /** Undefined for what is no message. */
  readonly message: Message | undefined;
  /** The method of the request, for an answer too where it is known. */
  readonly method: string | undefined;
}

/** Tells of each answer which request it belongs to; every connection counts its own ids. */
export function messagesOf(frames: readonly RecordedFrame[]): ReadMessage[] {
  return frames.map(messageReader());
}

/** The same for frames that come one at a time. */
export function messageReader(): (frame: RecordedFrame) => ReadMessage {
  const asked = new Map<string, string>();
  const key = (conn: number, dir: Direction, id: unknown): string =>
    `${conn} ${dir} ${typeof id} ${String(id)}`;
  return (frame) => {
    const message = decode(frame.text);
    if (message.kind === 'malformed') return { frame, message: undefined, method: undefined };
    if (message.kind === 'notification') return { frame, message, method: message.method };
    if (message.kind === 'request') {
      asked.set(key(frame.conn, frame.dir, message.id), message.method);
      return { frame, message, method: message.method };
    }
    const from = frame.dir === 'in' ? 'out' : 'in';
    return { frame, message, method: asked.get(key(frame.conn, from, message.id)) };
  };
}

/**
 * The frame of one line of a recording, or of what a command prints with --json; undefined of any other line.
 * @throws RecordingError `unsupported_version`
 */
export function frameOfLine(line: string, name = 'This text'): RecordedFrame | undefined {
  const value = parsed(line);
  if (value === undefined) return undefined;
  const kind = textAt(value, 'kind');
  if (kind === 'recording') checkedHeader(value, name);
  return readEntry(kind, value, line)?.frame;
}

function readText(file: string): string {
  try {
    return readFileSync(file === '-' ? 0 : file, 'utf8');
  } catch (thrown) {
    throw new RecordingError('unreadable', `${file} cannot be read: ${messageOf(thrown)}`, { cause: thrown });
  }
}

function checkedHeader(value: unknown, name: string): HeaderEntry {
  const version = numberAt(value, 'version') ?? 0;
  if (version > FORMAT_VERSION || version < 1) {
    const message = `${name} is a recording of version ${version}; this build reads version ${FORMAT_VERSION}.`;
    throw new RecordingError('unsupported_version', message);
  }
  return value as HeaderEntry; // as Recorder writes it; readers ask only for what a header of version 1 has
}

interface ReadEntry {
  readonly entry: Entry;
  readonly frame?: RecordedFrame;
}

function readEntry(kind: string | undefined, value: object, line: string): ReadEntry | undefined {
  switch (kind) {
    case 'frame':
      return readFrame({ t: 0, conn: 1, ...value } as FrameEntry, line); // its direction is checked there
    case 'open':
    case 'close':
    case 'stderr':
    case 'end':
      return { entry: { conn: 1, t: 0, ...value } as Entry };
    case 'request':
    case 'notification':
    case 'success':
    case 'failure':
      return readPrinted(value);
    default:
      return undefined;
  }
}

function readFrame(entry: FrameEntry, line: string): ReadEntry | undefined {
  const { t, conn, dir } = entry;
  if (dir !== 'in' && dir !== 'out') return undefined;
  const text = entry.text ?? verbatim(line) ?? JSON.stringify(entry.frame);
  if (text === undefined) return undefined;
  return { entry, frame: { t, conn, dir, text } };
}

/** The frame as the recorder wrote it: the last member of its line. Numbers keep every digit that way. */
function verbatim(line: string): string | undefined {
  const start =
    /^\{"t":[\d.]+,"conn":\d+,"kind":"frame","dir":"(?:in|out)"(?:,"faults":\[[^\]]*\])?,"frame":/.exec(line);
  return start === null ? undefined : line.trimEnd().slice(start[0].length, -1);
}

/** A line of --json: the message itself with `t`, `dir` and `kind`, and for answers the method. */
function readPrinted(value: object): ReadEntry | undefined {
  const { t, dir, kind, ...rest } = value as Record<string, unknown>; // parsed JSON: may be asked for any name
  if (dir !== 'in' && dir !== 'out') return undefined;
  if (kind === 'success' || kind === 'failure') delete rest.method;
  const stamp = typeof t === 'number' ? t : 0;
  const entry: FrameEntry = { kind: 'frame', t: stamp, conn: 1, dir, frame: rest };
  return { entry, frame: { t: stamp, conn: 1, dir, text: JSON.stringify(rest) } };
}

function parsed(line: string): object | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

/** The params, result or error of a message. */
export function bodyOf(message: Message): unknown {
  switch (message.kind) {
    case 'request':
    case 'notification':
      return message.params;
    case 'success':
      return message.result;
    case 'failure':
      return message.error;
  }
}

/** The thread that a message is about, where its body says so. */
export function threadOf(message: Message): string | undefined {
  const body = bodyOf(message);
  return textAt(body, 'threadId') ?? textAt(body, 'thread', 'id') ?? textAt(at(body, 'turn'), 'threadId');
}
