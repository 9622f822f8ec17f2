// The tap between a client that starts its server and that server: bytes go through as they come, in the same
// pieces; signals, stderr and the exit code too. Recording happens beside it.

import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { resolveCommand } from '../../transport/command-resolution.js';
import { spawnError } from '../../transport/spawn-error.js';
import type { Recorder } from '../recorder.js';
import { Afterwards, LineWatch } from './byte-watch.js';
import { passSignalsOn } from './signals.js';

export interface StdioTapOptions {
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
  readonly cwd?: string | undefined;
  /** Without one, everything passes unrecorded. */
  readonly recorder: Recorder | undefined;
}

export interface ChildEnd {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** How long output may follow the exit: grandchildren may hold the pipes for ever. */
const LAST_OUTPUT_MS = 500;

/**
 * Puts this process's stdin, stdout and stderr before a child. Resolves when the child has ended and what it wrote
 * has been passed on.
 * @throws TransportError `not_found`, `not_executable`, `spawn_failed`
 */
export async function tapStdio(options: StdioTapOptions): Promise<ChildEnd> {
  const { recorder } = options;
  const { file, args } = resolveCommand(options.command, options.args);
  // A terminal stays the child's own: programs ask whether they have one.
  const isTerminal = process.stderr.isTTY === true;
  const child = spawn(file, [...args], {
    cwd: options.cwd,
    env: (options.env ?? process.env) as NodeJS.ProcessEnv, // undefined values mean "not set" to spawn as well
    stdio: ['pipe', 'pipe', isTerminal ? 'inherit' : 'pipe'],
    windowsHide: true,
  });
  const restore = passSignalsOn(child);
  try {
    await started(child);
  } catch (thrown) {
    restore();
    throw spawnError(options.command, options.cwd, thrown);
  }
  const afterwards = recorder === undefined ? undefined : new Afterwards(recorder);
  const watch = (dir: 'in' | 'out'): LineWatch | undefined =>
    recorder === undefined || afterwards === undefined ? undefined : new LineWatch(recorder, afterwards, dir);
  const [out, back] = [watch('out'), watch('in')];
  const { stdin, stdout, stderr } = child;
  neverBlock(process.stdout);
  neverBlock(process.stderr);
  if (stdin !== null)
    void forward(process.stdin, stdin, { onChunk: (chunk) => out?.push(chunk), ends: true });
  const passed: Promise<void>[] = [];
  if (stdout !== null)
    passed.push(forward(stdout, process.stdout, { onChunk: (chunk) => back?.push(chunk), ends: false }));
  if (stderr !== null) {
    const onChunk = (chunk: Buffer): void => {
      const t = recorder?.now();
      afterwards?.add(() => recorder?.stderr(chunk.toString(), { t }));
    };
    passed.push(forward(stderr, process.stderr, { onChunk, ends: false }));
  }
  const end = await exited(child);
  await Promise.race([Promise.all(passed), after(LAST_OUTPUT_MS)]);
  process.stdin.destroy();
  back?.end();
  out?.end();
  afterwards?.flush();
  recorder?.end(end);
  await Promise.all([written(process.stdout), written(process.stderr)]);
  restore();
  return end;
}

function started(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', reject);
  });
}

function exited(child: ChildProcess): Promise<ChildEnd> {
  return new Promise((resolve) => {
    child.once('exit', (exitCode, signal) => resolve({ exitCode, signal }));
  });
}

interface Forwarding {
  onChunk(chunk: Buffer): void;
  /** Whether the end of the source is the end of the target. */
  readonly ends: boolean;
}

/** Resolves when the source has ended. A target that is slow slows the source; one that is gone ends it. */
function forward(source: Readable, target: Writable, { onChunk, ends }: Forwarding): Promise<void> {
  return new Promise((resolve) => {
    source.on('data', (chunk: Buffer) => {
      if (!target.write(chunk)) source.pause();
      onChunk(chunk);
    });
    target.on('drain', () => source.resume());
    target.on('error', () => source.destroy());
    source.on('error', () => resolve());
    source.on('close', () => resolve());
    source.on('end', () => {
      if (ends) target.end();
      resolve();
    });
  });
}

/** Node writes to pipes synchronously: one that nobody reads would hold up the other direction too. */
function neverBlock(stream: NodeJS.WriteStream): void {
  const { _handle: handle } = stream as { _handle?: { setBlocking?(blocks: boolean): void } }; // no public way
  if (!stream.isTTY) handle?.setBlocking?.(false);
}

function written(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => {
    if (!stream.writable) return resolve();
    stream.once('error', () => resolve());
    stream.write('', () => resolve());
  });
}

function after(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms).unref();
  });
}
