// The life of an app-server process: start, say where it listens, serve, and end the way the real one does.

import { statSync } from 'node:fs';
import {
  type AppServer,
  createAppServer,
  type Listening,
  type LogLevel,
  lineLogger,
  ServerError,
} from '../../server/index.js';
import type { Tracing } from '../../tracing/index.js';
import { TransportError } from '../../transport/index.js';
import { sleep, systemClock } from '../../util/clock.js';
import { UsageError } from '../errors.js';
import { ExitCode } from '../exit-codes.js';
import { wantedTracing } from '../wanted-tracing.js';
import { outliveBackgroundFailures } from './background-failures.js';
import { banner } from './banner.js';
import type { AppServerFlags, AppServerIo } from './flags.js';
import { untilSignal } from './server-signals.js';

export async function serveUntilEnd(flags: AppServerFlags, io: AppServerIo): Promise<ExitCode> {
  const fail = (message: string, code: ExitCode): ExitCode => {
    io.stderr.write(`${message}\n`);
    return code;
  };
  let server: AppServer;
  let listening: Listening;
  let tracing: Tracing | undefined;
  const logger = loggerOf(io);
  try {
    requireHome(io.env);
    tracing = await wantedTracing('astc-app-server', {
      isAsked: flags.otel ?? false,
      env: io.env,
      warn: (sentence) => io.stderr.write(`${sentence}\n`),
    });
    server = createAppServer({
      profile: flags.profile,
      config: flags.config,
      faults: flags.faults ?? [],
      ...(flags.faultSeed === undefined ? {} : { faultSeed: flags.faultSeed }),
      onExitFault: (code) => process.exit(code),
      ...(flags.loginIssuer === undefined ? {} : { loginIssuer: flags.loginIssuer }),
      env: io.env,
      cwd: io.cwd,
      logger,
      ...(tracing === undefined ? {} : { wrapTransport: tracing.server }),
    });
    listening = await server.listen(flags.listen, { auth: flags.auth });
  } catch (thrown) {
    if (thrown instanceof UsageError || thrown instanceof RangeError)
      return fail(`error: ${thrown.message}`, ExitCode.usage);
    if (thrown instanceof ServerError) {
      const where = thrown.code === 'config_invalid' ? 'error parsing -c overrides: ' : '';
      return fail(`Error: ${where}${thrown.message}`, ExitCode.refused);
    }
    if (!(thrown instanceof TransportError)) throw thrown;
    if (thrown.code === 'bad_fault') return fail(`error: ${thrown.message}`, ExitCode.usage);
    if (thrown.code !== 'bad_address') return fail(`Error: ${thrown.message}`, ExitCode.refused);
    const problem = `error: invalid value '${flags.listen}' for '--listen <URL>': ${thrown.message}`;
    return fail(`${problem}\n\nFor more information, try '--help'.`, ExitCode.usage);
  }
  if (listening.url === 'off') {
    await server.close();
    return fail('Error: no transport configured; use --listen or enable remote control', ExitCode.refused);
  }
  const forgetFailures = outliveBackgroundFailures(logger);
  // Whoever reads the banner may send a signal at once.
  const stopped = untilSignal(server, listening.url);
  io.stderr.write(banner(listening.url, server.version));
  await Promise.race([listening.ended, stopped]);
  await Promise.race([server.close(), sleep(systemClock, LONGEST_CLOSE_MS)]);
  const lost = await tracing?.close();
  if (lost !== undefined) io.stderr.write(`${lost}\n`);
  forgetFailures();
  return ExitCode.ok;
}

/** A turn that will not end must not keep the process. */
const LONGEST_CLOSE_MS = 3000;

/** A CODEX_HOME that was asked for must be there, as the real server wants it; ours by default is made. */
function requireHome(env: AppServerIo['env']): void {
  const home = env.CODEX_HOME;
  if (!home || statSync(home, { throwIfNoEntry: false })?.isDirectory()) return;
  throw new ServerError(
    'home_missing',
    `CODEX_HOME points to ${JSON.stringify(home)}, but that path does not exist`,
  );
}

const LEVELS: readonly string[] = ['error', 'warn', 'info', 'debug'] satisfies LogLevel[];

/** Like the real server, LOG_FORMAT and RUST_LOG say how much is told and in which form. */
function loggerOf({ env, stderr }: AppServerIo) {
  const asked = env.RUST_LOG === 'trace' ? 'debug' : (env.RUST_LOG ?? '');
  return lineLogger({
    write: (line) => stderr.write(line),
    format: env.LOG_FORMAT?.toLowerCase() === 'json' ? 'json' : 'plain',
    level: LEVELS.includes(asked) ? (asked as LogLevel) : 'warn', // the list has just said that it is one
  });
}
