// What a command may touch of its process, as one value, so that tests can hand in their own.

import { type Clock, systemClock } from '../util/clock.js';
import type { LineReader, LineReaderOptions } from './repl/line-reader.js';

/** The part of a writable stream that output needs. */
export interface TextSink {
  readonly isTTY: boolean;
  /** Columns of the terminal as it is now; undefined when there is none. */
  readonly columns?: number | undefined;
  /** False means that the reader is slow: wait for `onDrain`. */
  write(text: string): boolean;
  onDrain(handler: () => void): void;
}

export interface CliIo {
  readonly stdout: TextSink;
  readonly stderr: TextSink;
  /** Whether somebody can be asked: standard input and error are a terminal. */
  readonly isInteractive: boolean;
  /** Asks one question on the terminal; undefined when input ended. */
  ask(question: string, signal: AbortSignal): Promise<string | undefined>;
  readLines(options: LineReaderOptions): Promise<LineReader>;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly clock: Clock;
  /** The file that node was started with, to start this CLI again in the background. */
  readonly selfScript: string;
}

/** The real process. */
export function processIo(selfScript: string): CliIo {
  return {
    selfScript,
    stdout: sinkOf(process.stdout),
    stderr: sinkOf(process.stderr),
    // Asked for by few: opening standard input takes its time.
    get isInteractive() {
      return process.stdin.isTTY === true && process.stderr.isTTY === true;
    },
    ask: askOnTerminal,
    readLines: async (options) => (await import('./repl/terminal-lines.js')).readTerminalLines(options),
    env: process.env,
    cwd: process.cwd(),
    clock: systemClock,
  };
}

function sinkOf(stream: NodeJS.WriteStream): TextSink {
  return {
    isTTY: stream.isTTY === true,
    get columns() {
      return stream.columns;
    },
    write: (text) => stream.write(text),
    onDrain: (handler) => {
      stream.on('drain', handler);
    },
  };
}

async function askOnTerminal(question: string, signal: AbortSignal): Promise<string | undefined> {
  const { createInterface } = await import('node:readline/promises');
  const prompt = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return await prompt.question(question, { signal });
  } catch {
    return undefined;
  } finally {
    prompt.close();
  }
}
