// Signs tokens with an RSA key made when the first one is needed. The same key for the whole process: making one is slow.

import type { CryptoKey, JWK, JWTPayload } from 'jose';

interface SigningKey {
  readonly privateKey: CryptoKey;
  readonly jwk: JWK;
}

const ALGORITHM = 'RS256';

let made: Promise<SigningKey> | undefined;

async function makeKey(): Promise<SigningKey> {
  const { calculateJwkThumbprint, exportJWK, generateKeyPair } = await import('jose');
  const { privateKey, publicKey } = await generateKeyPair(ALGORITHM);
  const jwk = await exportJWK(publicKey);
  return { privateKey, jwk: { ...jwk, alg: ALGORITHM, use: 'sig', kid: await calculateJwkThumbprint(jwk) } };
}

function signingKey(): Promise<SigningKey> {
  made ??= makeKey();
  return made;
}

export async function signed(claims: JWTPayload): Promise<string> {
  const { SignJWT } = await import('jose');
  const { privateKey, jwk } = await signingKey();
  return new SignJWT(claims)
    .setProtectedHeader({ alg: ALGORITHM, kid: jwk.kid, typ: 'JWT' })
    .sign(privateKey);
}

/** Public keys, as a JWKS document lists them. */
export async function publicKeys(): Promise<{ readonly keys: readonly JWK[] }> {
  return { keys: [(await signingKey()).jwk] };
}
