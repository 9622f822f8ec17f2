// Who may open a WebSocket: the options of the listener become a check of one Authorization header.
// All texts are the real server's, to the letter.

import { createHash, timingSafeEqual } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type Clock, systemClock } from '../util/clock.js';
import { TransportError } from './errors.js';
import { checkJwt, type JwtRules } from './ws-jwt.js';

/** The `--ws-*` flags as given. */
export interface WsAuthOptions {
  readonly mode?: 'capability-token' | 'signed-bearer-token' | undefined;
  readonly tokenFile?: string | undefined;
  readonly tokenSha256?: string | undefined;
  readonly sharedSecretFile?: string | undefined;
  readonly issuer?: string | undefined;
  readonly audience?: string | undefined;
  /** In whole seconds; a bigint where a number cannot say it. */
  readonly maxClockSkewSeconds?: number | bigint | undefined;
  /** Whether the version in use knows `tokenSha256`: since 0.169, and its texts name it. */
  readonly knowsTokenSha256?: boolean | undefined;
}

/** Looks at one Authorization header: undefined lets the connection in, a text is the body of a 401. */
export type WsAuth = (authorization: string | undefined) => Promise<string | undefined>;

const DEFAULT_SKEW_SECONDS = 30;
const MIN_SECRET_BYTES = 32;
const LARGEST_SKEW = 9_223_372_036_854_775_807n;

/**
 * Reads the files and checks the options once, at the start. Undefined means: no auth was asked for.
 * @throws TransportError `auth_config`
 */
export function createWsAuth(options: WsAuthOptions, clock: Clock = systemClock): WsAuth | undefined {
  switch (options.mode) {
    case undefined:
      if (hasTokenOption(options) || hasJwtOption(options)) {
        refuse(
          'websocket auth flags require `--ws-auth capability-token` or `--ws-auth signed-bearer-token`',
        );
      }
      return undefined;
    case 'capability-token':
      return capabilityAuth(options);
    case 'signed-bearer-token':
      return jwtAuth(options, clock);
  }
}

function capabilityAuth(options: WsAuthOptions): WsAuth {
  if (hasJwtOption(options)) {
    refuse(
      '`--ws-shared-secret-file`, `--ws-issuer`, `--ws-audience`, and `--ws-max-clock-skew-seconds` require `--ws-auth signed-bearer-token`',
    );
  }
  const expected = expectedDigest(options);
  return bearer((token) =>
    Promise.resolve(timingSafeEqual(sha256(token), expected) ? undefined : 'invalid websocket bearer token'),
  );
}

function expectedDigest({ tokenFile, tokenSha256, knowsTokenSha256 = true }: WsAuthOptions): Buffer {
  if (tokenFile !== undefined && tokenSha256 !== undefined) {
    refuse('`--ws-token-file` and `--ws-token-sha256` are mutually exclusive');
  }
  if (tokenFile !== undefined) return sha256(readSecret(tokenFile));
  if (tokenSha256 === undefined) {
    const needed = knowsTokenSha256 ? '`--ws-token-file` or `--ws-token-sha256`' : '`--ws-token-file`';
    return refuse(`${needed} is required when \`--ws-auth capability-token\` is set`);
  }
  const digest = tokenSha256.trim();
  if (!/^[0-9a-f]{64}$/i.test(digest)) {
    refuse('--ws-token-sha256 must be a 64-character hex SHA-256 digest');
  }
  return Buffer.from(digest, 'hex');
}

function jwtAuth(options: WsAuthOptions, clock: Clock): WsAuth {
  if (hasTokenOption(options)) {
    const flags =
      (options.knowsTokenSha256 ?? true)
        ? '`--ws-token-file` and `--ws-token-sha256` require'
        : '`--ws-token-file` requires';
    refuse(`${flags} \`--ws-auth capability-token\`, not \`signed-bearer-token\``);
  }
  const file = options.sharedSecretFile;
  if (file === undefined) {
    return refuse('`--ws-shared-secret-file` is required when `--ws-auth signed-bearer-token` is set');
  }
  const skew = options.maxClockSkewSeconds ?? DEFAULT_SKEW_SECONDS;
  if (BigInt(skew) > LARGEST_SKEW) refuse('websocket auth clock skew must fit in a signed 64-bit integer');
  const secret = Buffer.from(readSecret(file));
  if (secret.length < MIN_SECRET_BYTES) {
    refuse(`signed websocket bearer secret ${file} must be at least 32 bytes`);
  }
  const rules: JwtRules = {
    secret,
    issuer: options.issuer?.trim() || undefined,
    audience: options.audience?.trim() || undefined,
    skewSeconds: Number(skew),
  };
  return bearer((token) => checkJwt(token, rules, Math.floor(clock.now() / 1000)));
}

/** Takes the token out of `Bearer TOKEN` and hands it on. */
function bearer(check: (token: string) => Promise<string | undefined>): WsAuth {
  return async (authorization) => {
    if (authorization === undefined) return 'missing websocket bearer token';
    const match = /^bearer (.*)$/i.exec(authorization);
    const token = match?.[1]?.trim() ?? '';
    return token === '' ? 'invalid authorization header' : check(token);
  };
}

function readSecret(file: string): string {
  let text: string;
  try {
    text = readFileSync(file, 'utf8').trim();
  } catch (error) {
    return refuse(`failed to read websocket auth secret ${file}: ${describeReadFailure(error)}`, error);
  }
  if (text === '') refuse(`websocket auth secret ${file} must not be empty`);
  return text;
}

/** The operating system's words as the real server prints them; Node has other words. */
const SYSTEM_WORDS = new Map([
  ['ENOENT', 'No such file or directory (os error 2)'],
  ['EACCES', 'Permission denied (os error 13)'],
  ['EISDIR', 'Is a directory (os error 21)'],
]);

function describeReadFailure(error: unknown): string {
  const { code = '', message } = error as NodeJS.ErrnoException; // readFileSync throws nothing else
  return SYSTEM_WORDS.get(code) ?? message;
}

function hasTokenOption(options: WsAuthOptions): boolean {
  return options.tokenFile !== undefined || options.tokenSha256 !== undefined;
}

function hasJwtOption(options: WsAuthOptions): boolean {
  const { sharedSecretFile, issuer, audience, maxClockSkewSeconds } = options;
  return [sharedSecretFile, issuer, audience, maxClockSkewSeconds].some((option) => option !== undefined);
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

function refuse(message: string, cause?: unknown): never {
  throw new TransportError('auth_config', message, { cause });
}
