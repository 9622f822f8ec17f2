// Signed tokens for the WebSocket listener, and files that hold secrets.

import { createHmac } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Home } from '../target.js';

const SECRET = 'a-shared-secret-of-more-than-32-bytes';
export const CAPABILITY = 'capability-token-1';

/** A JWT with these claims. */
export function signed(
  claims: Readonly<Record<string, unknown>>,
  { alg = 'HS256', secret = SECRET } = {},
): string {
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const body = `${part({ alg, typ: 'JWT' })}.${part(claims)}`;
  const hash = alg === 'HS512' ? 'sha512' : 'sha256';
  const signature = alg === 'none' ? '' : createHmac(hash, secret).update(body).digest('base64url');
  return `${body}.${signature}`;
}

/** Seconds since the epoch, so many from now. */
export function secondsFromNow(seconds: number): number {
  return Math.floor(Date.now() / 1000) + seconds;
}

/** Writes a secret into the home and gives its path. */
export function secretFile({ root }: Home, content: string): string {
  const file = path.join(root, 'secret');
  writeFileSync(file, content);
  return file;
}

/** `authorization: Bearer …` */
export function bearer(token: string): Record<string, string> {
  return { authorization: `Bearer ${token}` };
}

/** The options of a server that lets in whoever bears a token signed with the shared secret. */
export function signedBearer(home: Home): string[] {
  return ['--ws-auth', 'signed-bearer-token', '--ws-shared-secret-file', secretFile(home, SECRET)];
}
