// The client side of `astc record --client`: the client finds our tap wherever it looks for a codex, and the tap
// finds the real one.

import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { passSignalsOn } from '../../recording/tap/signals.js';
import { resolveCommand } from '../../transport/command-resolution.js';
import { TransportError } from '../../transport/errors.js';
import { spawnError } from '../../transport/spawn-error.js';
import type { CommandContext } from '../command.js';
import type { ExitCode } from '../exit-codes.js';
import { findOnPath } from '../find-on-path.js';
import type { Verdict } from '../output/output.js';
import type { RecordCall } from './record-server.js';

/**
 * Runs the client to its end, with its exit code as ours.
 * @throws TransportError when the client cannot be started
 */
export async function runClient(call: RecordCall, { io, options, output }: CommandContext): Promise<Verdict> {
  const folder = mkdtempSync(path.join(tmpdir(), 'astc-tap-'));
  try {
    const shim = writeShim(folder, path.join(path.dirname(io.selfScript), 'astc-codex.js'));
    const named = options.codexBin ?? io.env.CODEX_BIN ?? 'codex';
    // A bare name is looked up now: later it would be the shim's own, and our server behind it.
    const real = /[\\/]/.test(named) ? path.resolve(named) : findOnPath(named, io.env);
    if (real === undefined)
      throw new TransportError('not_found', `There is no ${named} on the PATH to record.`);
    // The stand-in may not say so itself: its stderr is the real one's.
    if (existsSync(call.file))
      output.warn(`${call.file} exists already; recording to the next free name, such as NAME-2.jsonl.`);
    const { file, args } = resolveCommand(call.command, call.args);
    const child = spawn(file, [...args], {
      stdio: 'inherit',
      env: {
        ...io.env,
        PATH: [folder, io.env.PATH].filter(Boolean).join(path.delimiter),
        CODEX_BIN: shim,
        CODEX_PATH: shim,
        ASTC_TAP_REAL: real,
        ASTC_TAP_OUT: path.resolve(call.file),
        ...(call.redactPaths ? { ASTC_TAP_REDACT_PATHS: '1' } : {}),
      },
    });
    const restore = passSignalsOn(child);
    const code = await new Promise<number>((resolve, reject) => {
      child.once('error', (error) => reject(spawnError(call.command, undefined, error)));
      child.once('exit', (exitCode) => resolve(exitCode ?? 1));
    }).finally(restore);
    return {
      code: code as ExitCode, // the client's own code, whatever it means to it
      outcome: code === 0 ? 'ok' : 'failed',
      message: code === 0 ? undefined : `${call.command} ended with exit code ${code}.`,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function writeShim(folder: string, script: string): string {
  const [node, target] = [process.execPath, script];
  if (process.platform === 'win32') {
    const shim = path.join(folder, 'codex.cmd');
    writeFileSync(shim, `@"${node}" "${target}" %*\r\n`);
    return shim;
  }
  const shim = path.join(folder, 'codex');
  writeFileSync(shim, `#!/bin/sh\nexec '${quoted(node)}' '${quoted(target)}' "$@"\n`);
  chmodSync(shim, 0o755);
  return shim;
}

function quoted(text: string): string {
  return text.replaceAll("'", `'\\''`);
}
