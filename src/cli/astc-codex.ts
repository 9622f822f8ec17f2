#!/usr/bin/env node
// Entry of `astc-codex`: stands in for the codex executable wherever a client has a "path to codex" option.

import { defaultProfileName } from '../protocol/index.js';
// Statically, although --version does not need it: every file opened on the way to the handshake costs.
import { serveUntilEnd } from './app-server/serve-until-end.js';
import { readCodexArguments } from './codex-arguments.js';
import { exitWhenRead } from './exit.js';
import { ExitCode } from './exit-codes.js';

const HELP = `A stand-in for the codex executable: its app-server, with a scripted model.

Usage: astc-codex [-c key=value]... app-server [--listen URL] [--ws-auth MODE ...]
       astc-codex app-server generate-json-schema --out DIR [--experimental]
       astc-codex app-server generate-ts --out DIR [--experimental]
       astc-codex tap --real PATH --out FILE [--redact-paths] [ARGS...]
       astc-codex --version

ASTC_PROFILE chooses the codex version it speaks. tap is the codex at PATH with a recorder beside it; with
ASTC_TAP_REAL and ASTC_TAP_OUT set, every call is.
`;

async function main(argv: readonly string[]): Promise<ExitCode> {
  if (argv[0] === 'tap' || process.env.ASTC_TAP_REAL !== undefined) {
    const tapped = await tap(argv);
    if (tapped !== undefined) return tapped;
  }
  const profile = process.env.ASTC_PROFILE || defaultProfileName;
  const call = readCodexArguments(argv);
  switch (call.kind) {
    case 'version':
      process.stdout.write(`codex-cli ${profile}\n`);
      return ExitCode.ok;
    case 'help':
      process.stdout.write(HELP);
      return ExitCode.ok;
    case 'wrong':
      process.stderr.write(`error: ${call.message}\n\nFor more information, try '--help'.\n`);
      return ExitCode.usage;
    case 'serve': {
      const io = { env: process.env, cwd: process.cwd(), stderr: process.stderr };
      return serveUntilEnd({ ...call.flags, profile }, io);
    }
    case 'schema': {
      const { writeJsonSchema } = await import('./app-server/json-schema.js');
      await writeJsonSchema(call, profile);
      return ExitCode.ok;
    }
    case 'types': {
      const { writeTypes } = await import('./app-server/type-declarations.js');
      await writeTypes(call, profile);
      return ExitCode.ok;
    }
  }
}

/** Undefined when this call is no tap after all. */
async function tap(argv: readonly string[]): Promise<ExitCode | undefined> {
  const { readTapArguments, standIn, tapOfEnvironment } = await import('./tap/stand-in.js');
  const call =
    tapOfEnvironment(argv, process.env) ?? (argv[0] === 'tap' ? readTapArguments(argv.slice(1)) : undefined);
  if (typeof call !== 'string') return call === undefined ? undefined : standIn(call);
  process.stderr.write(`error: ${call}\n\nFor more information, try '--help'.\n`);
  return ExitCode.usage;
}

process.stderr.on('error', () => {});
void main(process.argv.slice(2)).then((code) => {
  // The server has waited for its client before it ended; a client that hangs must not keep it.
  exitWhenRead(code, true);
});
