// The process around runProgram.

import path from 'node:path';
import { exitWhenRead } from './exit.js';
import { ExitCode } from './exit-codes.js';
import { processIo } from './io.js';
import { runProgram } from './program.js';
import { stopOnSignals } from './stop-signals.js';

const stop = stopOnSignals(ExitCode.stopped);
// A reader that goes away, as `head` does, ends the command like Ctrl-C would.
process.stdout.on('error', () => stop.stop());
process.stderr.on('error', () => {});
void runProgram(
  process.argv.slice(2),
  processIo(path.join(import.meta.dirname, 'main.js')),
  stop.signal,
).then((code) => {
  // A pager may take its time; once the user has said stop, nobody does.
  exitWhenRead(code, stop.signal.aborted);
});
