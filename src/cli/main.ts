#!/usr/bin/env node
// Entry of `astc`: the process around runProgram.

import { fileURLToPath } from 'node:url';
import { ExitCode } from './exit-codes.js';
import { processIo } from './io.js';
import { runProgram } from './program.js';
import { stopOnSignals } from './stop-signals.js';

const stop = stopOnSignals(ExitCode.stopped);
// A reader that goes away, as `head` does, ends the command like Ctrl-C would.
process.stdout.on('error', () => stop.stop());
process.stderr.on('error', () => {});
const code = await runProgram(process.argv.slice(2), processIo(fileURLToPath(import.meta.url)), stop.signal);
// Whatever is still open, a slow socket or a timer, must not keep a finished command alive.
process.stdout.write('', () => process.exit(code));
