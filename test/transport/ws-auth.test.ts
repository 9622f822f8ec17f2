// The table was checked against the real servers 0.118.0 and 0.169.0.
import { createHash, createHmac } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { createWsAuth, type WsAuthOptions } from '../../src/transport/ws-auth.js';
import { fakeClock } from '../util/fake-clock.js';

const folder = mkdtempSync(path.join(tmpdir(), 'ws-auth-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, content: string): string {
  const full = path.join(folder, name);
  writeFileSync(full, content);
  return full;
}

const secret = '0123456789abcdef0123456789abcdef';
const tokenFile = file('token', '  s3cret\n\n');
const secretFile = file('secret', `${secret}\n`);
const digest = createHash('sha256').update('s3cret').digest('hex');

const clock = fakeClock(1_800_000_000_000);
const now = 1_800_000_000;

describe('capability token', () => {
  const verdicts: [string | undefined, string | undefined][] = [
    [undefined, 'missing websocket bearer token'],
    ['Bearer s3cret', undefined],
    ['bearer s3cret', undefined],
    ['BEARER   s3cret  ', undefined],
    ['Bearer s3cre', 'invalid websocket bearer token'],
    ['Bearer s3cret extra', 'invalid websocket bearer token'],
    ['Bearer S3CRET', 'invalid websocket bearer token'],
    ['Bearer ', 'invalid authorization header'],
    ['Bearer', 'invalid authorization header'],
    ['Bearer\ts3cret', 'invalid authorization header'],
    ['Basic s3cret', 'invalid authorization header'],
    ['s3cret', 'invalid authorization header'],
    ['', 'invalid authorization header'],
  ];
  const sources: [string, WsAuthOptions][] = [
    ['file', { tokenFile }],
    ['digest', { tokenSha256: digest }],
    ['digest in capitals with spaces', { tokenSha256: ` ${digest.toUpperCase()} ` }],
  ];
  for (const [name, options] of sources) {
    test.each(verdicts)(`from a ${name}: the header %j gets %j`, async (header, verdict) => {
      const auth = createWsAuth({ mode: 'capability-token', ...options });
      expect(await auth?.(header)).toBe(verdict);
    });
  }
});

function base64url(value: unknown): string {
  return Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');
}

interface Signing {
  readonly header?: unknown;
  readonly key?: string;
  readonly hash?: string;
}

function jwt(
  payload: unknown,
  { header = { alg: 'HS256', typ: 'JWT' }, key = secret, hash = 'sha256' }: Signing = {},
) {
  const signed = `${base64url(header)}.${base64url(payload)}`;
  return `${signed}.${createHmac(hash, key).update(signed).digest('base64url')}`;
}

describe('signed bearer token', () => {
  const good = { exp: now + 60, iss: 'iss', aud: 'aud' };
  const invalid = 'invalid websocket jwt';
  const expired = 'expired websocket jwt';
  const early = 'websocket jwt is not valid yet';

  /** Name, token, verdict without rules, verdict with issuer, audience and no skew. */
  const table: [string, string, string | undefined, string | undefined][] = [
    ['good token', jwt(good), undefined, undefined],
    ['token without issuer', jwt({ exp: now + 60 }), undefined, 'websocket jwt issuer mismatch'],
    ['audience in a list', jwt({ ...good, aud: ['x', 'aud'] }), undefined, undefined],
    ['other audience', jwt({ ...good, aud: ['x'] }), undefined, 'websocket jwt audience mismatch'],
    ['no audience', jwt({ ...good, aud: undefined }), undefined, 'websocket jwt audience mismatch'],
    ['null audience', jwt({ ...good, aud: null }), undefined, 'websocket jwt audience mismatch'],
    ['other issuer', jwt({ ...good, iss: 'x' }), undefined, 'websocket jwt issuer mismatch'],
    [
      'other issuer and audience',
      jwt({ ...good, iss: 'x', aud: 'x' }),
      undefined,
      'websocket jwt issuer mismatch',
    ],
    ['issuer list', jwt({ ...good, iss: ['iss'] }), invalid, invalid],
    ['issuer number', jwt({ ...good, iss: 5 }), invalid, invalid],
    ['audience number', jwt({ ...good, aud: 5 }), invalid, invalid],
    ['audience of mixed list', jwt({ ...good, aud: ['aud', 5] }), invalid, invalid],
    ['no exp', jwt({ ...good, exp: undefined }), invalid, invalid],
    ['null exp', jwt({ ...good, exp: null }), invalid, invalid],
    ['exp as text', jwt({ ...good, exp: `${now + 60}` }), invalid, invalid],
    ['fraction in exp', jwt({ ...good, exp: now + 60.5 }), invalid, invalid],
    ['exp written with .0', jwt(`{"exp":${now + 60}.0,"iss":"iss","aud":"aud"}`), invalid, invalid],
    [
      'exp of the largest integer',
      jwt('{"exp":9223372036854775807,"iss":"iss","aud":"aud"}'),
      undefined,
      undefined,
    ],
    ['exp above 64 bits', jwt('{"exp":9223372036854775808,"iss":"iss","aud":"aud"}'), invalid, invalid],
    ['exp twice', jwt(`{"exp":1,"exp":${now + 60},"iss":"iss","aud":"aud"}`), invalid, invalid],
    ['negative exp', jwt({ ...good, exp: -5 }), expired, expired],
    ['exp now', jwt({ ...good, exp: now }), undefined, undefined],
    ['exp one second ago', jwt({ ...good, exp: now - 1 }), undefined, expired],
    ['exp 30 s ago', jwt({ ...good, exp: now - 30 }), undefined, expired],
    ['exp 31 s ago', jwt({ ...good, exp: now - 31 }), expired, expired],
    ['nbf now', jwt({ ...good, nbf: now }), undefined, undefined],
    ['nbf in 30 s', jwt({ ...good, nbf: now + 30 }), undefined, early],
    ['nbf in 31 s', jwt({ ...good, nbf: now + 31 }), early, early],
    ['null nbf', jwt({ ...good, nbf: null }), undefined, undefined],
    ['nbf as text', jwt({ ...good, nbf: 'x' }), invalid, invalid],
    ['fraction in nbf', jwt({ ...good, nbf: 1.5 }), invalid, invalid],
    ['iat of any kind', jwt({ ...good, iat: 'x' }), undefined, undefined],
    ['expired and early and foreign', jwt({ exp: now - 500, nbf: now + 500, iss: 'x' }), expired, expired],
    ['early and foreign', jwt({ ...good, nbf: now + 500, iss: 'x' }), early, early],
    ['HS384', jwt(good, { header: { alg: 'HS384' }, hash: 'sha384' }), invalid, invalid],
    ['HS512', jwt(good, { header: { alg: 'HS512' }, hash: 'sha512' }), invalid, invalid],
    ['alg none', `${base64url({ alg: 'none' })}.${base64url(good)}.`, invalid, invalid],
    ['alg in small letters', jwt(good, { header: { alg: 'hs256' } }), invalid, invalid],
    ['any typ', jwt(good, { header: { alg: 'HS256', typ: 'weird' } }), undefined, undefined],
    ['typ number', jwt(good, { header: { alg: 'HS256', typ: 5 } }), invalid, invalid],
    ['other key', jwt(good, { key: 'x'.repeat(32) }), invalid, invalid],
    ['no jwt at all', 'abc', invalid, invalid],
    ['two parts', 'a.b', invalid, invalid],
    ['four parts', `${jwt(good)}.x`, invalid, invalid],
    ['padding', `${jwt(good)}=`, invalid, invalid],
    ['payload list', jwt([1]), invalid, invalid],
    ['payload that is no JSON', jwt('nope'), invalid, invalid],
  ];

  test.each(table)('%s', async (_name, token, lenient, strict) => {
    const mode = 'signed-bearer-token';
    const plain = createWsAuth({ mode, sharedSecretFile: secretFile }, clock);
    expect(await plain?.(`Bearer ${token}`)).toBe(lenient);
    const rules = { issuer: ' iss ', audience: 'aud', maxClockSkewSeconds: 0 };
    const ruled = createWsAuth({ mode, sharedSecretFile: secretFile, ...rules }, clock);
    expect(await ruled?.(`Bearer ${token}`)).toBe(strict);
  });

  test('a missing header and a wrong scheme get the same texts as for capability tokens', async () => {
    const auth = createWsAuth({ mode: 'signed-bearer-token', sharedSecretFile: secretFile }, clock);
    expect(await auth?.(undefined)).toBe('missing websocket bearer token');
    expect(await auth?.('Basic x')).toBe('invalid authorization header');
  });

  test('a blank issuer or audience is no rule', async () => {
    const blank = { issuer: ' ', audience: '' };
    const auth = createWsAuth({ mode: 'signed-bearer-token', sharedSecretFile: secretFile, ...blank }, clock);
    expect(await auth?.(`Bearer ${jwt({ exp: now + 60 })}`)).toBeUndefined();
  });
});

describe('options', () => {
  const capability = { mode: 'capability-token' } as const;
  const signed = { mode: 'signed-bearer-token' } as const;
  const needMode =
    'websocket auth flags require `--ws-auth capability-token` or `--ws-auth signed-bearer-token`';
  const needSigned =
    '`--ws-shared-secret-file`, `--ws-issuer`, `--ws-audience`, and `--ws-max-clock-skew-seconds` require `--ws-auth signed-bearer-token`';
  const badDigest = '--ws-token-sha256 must be a 64-character hex SHA-256 digest';
  const missing = path.join(folder, 'nope');
  const blank = file('blank', ' \n');
  const short = file('short', `${secret.slice(1)}\n`);

  test('no options mean no auth', () => {
    expect(createWsAuth({})).toBeUndefined();
  });

  const table: [WsAuthOptions, string][] = [
    [{ tokenFile }, needMode],
    [{ tokenSha256: digest }, needMode],
    [{ sharedSecretFile: secretFile }, needMode],
    [{ issuer: 'x' }, needMode],
    [{ audience: 'x' }, needMode],
    [{ maxClockSkewSeconds: 5 }, needMode],
    [
      capability,
      '`--ws-token-file` or `--ws-token-sha256` is required when `--ws-auth capability-token` is set',
    ],
    [
      { ...capability, knowsTokenSha256: false },
      '`--ws-token-file` is required when `--ws-auth capability-token` is set',
    ],
    [
      { ...capability, tokenFile, tokenSha256: digest },
      '`--ws-token-file` and `--ws-token-sha256` are mutually exclusive',
    ],
    [{ ...capability, tokenSha256: 'zz' }, badDigest],
    [{ ...capability, tokenSha256: digest.slice(2) }, badDigest],
    [{ ...capability, tokenSha256: '' }, badDigest],
    [{ ...capability, tokenFile, sharedSecretFile: secretFile }, needSigned],
    [{ ...capability, tokenFile, issuer: 'x' }, needSigned],
    [{ ...capability, tokenFile, audience: 'x' }, needSigned],
    [{ ...capability, tokenFile, maxClockSkewSeconds: 1 }, needSigned],
    [
      { ...capability, tokenFile: missing },
      `failed to read websocket auth secret ${missing}: No such file or directory (os error 2)`,
    ],
    [
      { ...capability, tokenFile: folder },
      `failed to read websocket auth secret ${folder}: Is a directory (os error 21)`,
    ],
    [{ ...capability, tokenFile: blank }, `websocket auth secret ${blank} must not be empty`],
    [signed, '`--ws-shared-secret-file` is required when `--ws-auth signed-bearer-token` is set'],
    [
      { ...signed, tokenFile },
      '`--ws-token-file` and `--ws-token-sha256` require `--ws-auth capability-token`, not `signed-bearer-token`',
    ],
    [
      { ...signed, tokenFile, knowsTokenSha256: false },
      '`--ws-token-file` requires `--ws-auth capability-token`, not `signed-bearer-token`',
    ],
    [
      { ...signed, sharedSecretFile: secretFile, tokenSha256: digest },
      '`--ws-token-file` and `--ws-token-sha256` require `--ws-auth capability-token`, not `signed-bearer-token`',
    ],
    [
      { ...signed, sharedSecretFile: short },
      `signed websocket bearer secret ${short} must be at least 32 bytes`,
    ],
    [{ ...signed, sharedSecretFile: blank }, `websocket auth secret ${blank} must not be empty`],
    [
      { ...signed, sharedSecretFile: missing },
      `failed to read websocket auth secret ${missing}: No such file or directory (os error 2)`,
    ],
    [
      { ...signed, sharedSecretFile: secretFile, maxClockSkewSeconds: 2n ** 63n },
      'websocket auth clock skew must fit in a signed 64-bit integer',
    ],
  ];
  test.each(table.map(([options, message]) => ({ options, message })))(
    'options are refused with: $message',
    ({ options, message }) => {
      expect(() => createWsAuth(options)).toThrow(
        expect.objectContaining({ name: 'TransportError', code: 'auth_config', message }),
      );
    },
  );

  test('the largest clock skew is accepted', () => {
    const options = { ...signed, sharedSecretFile: secretFile, maxClockSkewSeconds: 2n ** 63n - 1n };
    expect(createWsAuth(options)).toBeTypeOf('function');
  });
});
