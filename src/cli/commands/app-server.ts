// `astc app-server`: our own app-server as a process, with the flags, banner, signals and exit codes of the real
// one. It imports nothing heavy, so that the handshake is answered quickly.

import type { WsAuthOptions } from '../../transport/index.js';
import type { AppServerFlags, AppServerIo } from '../app-server/flags.js';
import { readIssuer } from '../app-server/login-issuer.js';
import { collect } from '../collect.js';
import { defineCommand } from '../command.js';
import { UsageError } from '../errors.js';
import { ExitCode } from '../exit-codes.js';
import { readSeed } from '../read-seed.js';

/** Flags of commander, as define() below declares them. */
interface Options {
  readonly listen: string;
  readonly stdio?: boolean;
  readonly loginIssuer?: string;
  readonly fault?: readonly string[];
  readonly faultSeed?: string;
  readonly wsAuth?: string;
  readonly wsTokenFile?: string;
  readonly wsTokenSha256?: string;
  readonly wsSharedSecretFile?: string;
  readonly wsIssuer?: string;
  readonly wsAudience?: string;
  readonly wsMaxClockSkewSeconds?: string;
}

export const command = defineCommand<Options>({
  ownsOutput: true,
  define(command) {
    command
      .option('--listen <url>', 'stdio://, ws://IP:PORT, unix://, unix://PATH or off', 'stdio://')
      .option('--stdio', 'the same as --listen stdio://')
      .option('--login-issuer <url>', 'where people sign in, instead of the scripted backend or OpenAI')
      .option(
        '--fault <kind[:name=value,…]>',
        'put a fault into every connection (repeatable; docs/faults.md)',
        collect,
      )
      .option('--fault-seed <number>', 'the same seed gives the same faults')
      .option('--ws-auth <mode>', 'who may connect: capability-token or signed-bearer-token')
      .option('--ws-token-file <path>', 'file that holds the capability token')
      .option('--ws-token-sha256 <hex>', 'SHA-256 of the capability token, instead of the file')
      .option('--ws-shared-secret-file <path>', 'file that holds the secret of signed tokens')
      .option('--ws-issuer <issuer>', 'issuer that signed tokens must name')
      .option('--ws-audience <audience>', 'audience that signed tokens must name')
      .option('--ws-max-clock-skew-seconds <seconds>', 'how far clocks may differ');
  },
  run: async ({ io, options }, _args, own) => {
    const flags = {
      listen: own.stdio === true ? 'stdio://' : own.listen,
      config: options.config,
      profile: options.profile ?? (io.env.ASTC_PROFILE || undefined),
      auth: readAuth(own),
      loginIssuer: readIssuer(own.loginIssuer),
      faults: own.fault,
      faultSeed: readSeed(own.faultSeed),
      otel: options.otel,
    };
    const code = await runAppServer(flags, io);
    return { code, outcome: code === ExitCode.ok ? 'ended' : 'failed' };
  },
});

/** @throws UsageError `bad_option` */
function readAuth(own: Options): WsAuthOptions {
  const { wsAuth: mode, wsMaxClockSkewSeconds: skew } = own;
  if (mode !== undefined && mode !== 'capability-token' && mode !== 'signed-bearer-token') {
    throw new UsageError(
      'bad_option',
      `--ws-auth ${mode} is no mode; write capability-token or signed-bearer-token.`,
    );
  }
  if (skew !== undefined && !/^\d+$/.test(skew)) {
    throw new UsageError('bad_option', `--ws-max-clock-skew-seconds ${skew} is no whole number of seconds.`);
  }
  return {
    mode,
    tokenFile: own.wsTokenFile,
    tokenSha256: own.wsTokenSha256,
    sharedSecretFile: own.wsSharedSecretFile,
    issuer: own.wsIssuer,
    audience: own.wsAudience,
    maxClockSkewSeconds: skew === undefined ? undefined : BigInt(skew),
  };
}

/**
 * Runs a server until its work is over: stdin ended, or a signal was obeyed. Resolves with the exit code: 0, 1 when
 * it could not start, 2 for a wrong --listen or version. Takes the signals of the process for as long as it runs.
 */
export async function runAppServer(flags: AppServerFlags, io: AppServerIo): Promise<ExitCode> {
  const { serveUntilEnd } = await import('../app-server/serve-until-end.js');
  return serveUntilEnd(flags, io);
}
