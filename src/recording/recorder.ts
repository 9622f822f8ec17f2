// Writes a recording while the session goes on: a line for every event, in the file before the next one comes.
// A file that cannot take more ends the recording, never the session.

import { closeSync, openSync, rmSync, statSync, writeSync } from 'node:fs';
import path from 'node:path';
import { messageOf } from '../util/coded-error.js';
import { RecordingError } from './errors.js';
import { type Direction, FORMAT_VERSION, type HeaderEntry } from './format.js';
import { RecordingRedactor, type RedactOptions } from './redact.js';

export interface RecorderOptions {
  readonly transport: HeaderEntry['transport'];
  /** Command line or address of the server. */
  readonly target: readonly string[];
  readonly redact?: RedactOptions | undefined;
  /** Of a session that was recorded before; now by default. */
  readonly startedAt?: string | undefined;
  /** Told in a sentence when another file is written than the one asked for, and once when recording had to stop. */
  readonly onProblem?: ((message: string) => void) | undefined;
  /** Where the lines go instead of a file; what it throws ends the recording. */
  readonly write?: ((lines: string) => void) | undefined;
}

/** What the lines of one frame cost at most; a longer frame is kept by its beginning. */
const LONGEST_FRAME = 64 * 1024 * 1024;

export class Recorder {
  /** The file that is written, which may have another name than the one asked for. */
  readonly file: string | undefined;
  readonly #redactor: RecordingRedactor;
  readonly #options: RecorderOptions;
  readonly #start = performance.now();
  #fd: number | undefined;
  #isOver = false;
  #batch = '';
  #isBatching = false;

  /**
   * Makes `file`; where it exists, `name-2.jsonl` and so on. `%p` stands for the process id.
   * @throws RecordingError `not_writable`
   */
  constructor(file: string | undefined, options: RecorderOptions) {
    this.#options = options;
    this.#redactor = new RecordingRedactor(options.redact);
    if (options.write === undefined && file !== undefined) {
      const wanted = file.replaceAll('%p', String(process.pid));
      const made = makeFile(wanted);
      this.#fd = made.fd;
      this.file = made.file;
      if (made.file !== wanted) options.onProblem?.(`${wanted} exists already; recording to ${made.file}.`);
    }
    const header: HeaderEntry = {
      kind: 'recording',
      version: FORMAT_VERSION,
      startedAt: options.startedAt ?? new Date().toISOString(),
      transport: options.transport,
      target: options.target.map((word) => this.#redactor.text(word)),
      recorder: 'app-server-test-client',
      redaction: this.#redactor.note,
    };
    this.#line(JSON.stringify(header));
  }

  /** Milliseconds since the start, for events that are written later than they happen. */
  now(): number {
    return performance.now() - this.#start;
  }

  open(conn: number, t = this.now()): void {
    this.#line(`{"t":${stamp(t)},"conn":${conn},"kind":"open"}`);
  }

  /** Returns whether something was taken out of it. */
  frame(dir: Direction, text: string, { conn = 1, t = this.now(), faults }: FrameNotes = {}): boolean {
    if (this.#isOver) return false;
    const head = `{"t":${stamp(t)},"conn":${conn},"kind":"frame","dir":"${dir}"${faultsMember(faults)}`;
    if (text.length > LONGEST_FRAME) {
      this.cutFrame(dir, { head: text.slice(0, 1024), bytes: Buffer.byteLength(text) }, { conn, t });
      return false;
    }
    const isJson = isJsonObject(text);
    const trimmed = isJson ? text.trim() : text;
    const clean = isJson ? this.#redactor.frame(trimmed) : this.#redactor.text(text);
    this.#line(isJson ? `${head},"frame":${clean}}` : `${head},"text":${JSON.stringify(clean)}}`);
    return clean !== trimmed;
  }

  /** A frame that was longer than anybody keeps. */
  cutFrame(
    dir: Direction,
    { head, bytes }: { head: string; bytes: number },
    { conn = 1, t = this.now() }: FrameNotes = {},
  ): void {
    const text = JSON.stringify(this.#redactor.text(head));
    this.#line(
      `{"t":${stamp(t)},"conn":${conn},"kind":"frame","dir":"${dir}","cutFrom":${bytes},"text":${text}}`,
    );
  }

  stderr(text: string, { conn = 1, t = this.now() }: FrameNotes = {}): void {
    this.#line(
      `{"t":${stamp(t)},"conn":${conn},"kind":"stderr","text":${JSON.stringify(this.#redactor.text(text))}}`,
    );
  }

  close(
    conn: number,
    {
      t = this.now(),
      ...how
    }: { by: 'client' | 'server' | 'unknown'; code?: number; reason?: string; t?: number },
  ): void {
    this.#line(JSON.stringify({ t: stamp(t), conn, kind: 'close', ...how }));
  }

  /** The last word; nothing is written after it. */
  end(how: { exitCode?: number | null; signal?: string | null; t?: number } = {}): void {
    this.#line(JSON.stringify({ t: stamp(this.now()), kind: 'end', ...how }));
    this.stop();
  }

  /** Nothing is written any more; without `end`, the recording says that it is not complete. */
  stop(): void {
    this.#isOver = true;
    const fd = this.#fd;
    this.#fd = undefined;
    try {
      if (fd !== undefined) closeSync(fd);
    } catch {
      // What the disk has not taken by now is lost either way.
    }
  }

  /** Takes the file away again: there was no session. */
  discard(): void {
    this.stop();
    if (this.file !== undefined && !isDevice(this.file)) rmSync(this.file, { force: true });
  }

  /** Everything that is written inside of `work` goes to the file in one piece. */
  batch(work: () => void): void {
    this.#isBatching = true;
    try {
      work();
    } finally {
      this.#isBatching = false;
      const lines = this.#batch;
      this.#batch = '';
      if (lines !== '') this.#write(lines);
    }
  }

  #line(line: string): void {
    if (this.#isOver) return;
    if (this.#isBatching) this.#batch += `${line}\n`;
    else this.#write(`${line}\n`);
  }

  #write(lines: string): void {
    if (this.#isOver) return;
    try {
      if (this.#options.write !== undefined) this.#options.write(lines);
      else if (this.#fd !== undefined) writeWhole(this.#fd, lines);
    } catch (thrown) {
      this.stop();
      const where = this.file === undefined ? '' : ` to ${this.file}`;
      this.#options.onProblem?.(`Recording${where} has stopped: ${messageOf(thrown)}. The session goes on.`);
    }
  }
}

export interface FrameNotes {
  readonly conn?: number | undefined;
  readonly t?: number | undefined;
  readonly faults?: readonly string[] | undefined;
}

function writeWhole(fd: number, text: string): void {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; ) at += writeSync(fd, bytes, at);
}

/** Never an existing file: a client may start its server more than once. */
function makeFile(wanted: string): { fd: number; file: string } {
  const { dir, name, ext } = path.parse(wanted);
  for (let count = 1; ; count += 1) {
    const file = count === 1 ? wanted : path.join(dir, `${name}-${count}${ext}`);
    try {
      // For this user alone: redaction knows many secrets, not all.
      return { fd: openSync(file, 'wx', 0o600), file };
    } catch (thrown) {
      const exists = thrown instanceof Error && 'code' in thrown && thrown.code === 'EEXIST';
      if (exists && isDevice(file)) return { fd: openSync(file, 'w'), file };
      if (exists && count < 10_000) continue;
      throw new RecordingError('not_writable', `Cannot record to ${file}: ${messageOf(thrown)}.`, {
        cause: thrown,
      });
    }
  }
}

/** Nothing can be lost by writing to `/dev/null`. */
function isDevice(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false })?.isCharacterDevice() === true;
}

function isJsonObject(text: string): boolean {
  if (!/^\s*\{/.test(text) || text.includes('\n')) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function stamp(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}

function faultsMember(faults: readonly string[] | undefined): string {
  return faults === undefined || faults.length === 0 ? '' : `,"faults":${JSON.stringify(faults)}`;
}
