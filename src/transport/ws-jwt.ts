// One signed bearer token against the listener's rules. The signature is jose's business, the claims
// are checked here, because their order and types decide which text the client reads.

import { rawTopLevelMember } from '../jsonrpc/id-scanner.js';

export interface JwtRules {
  readonly secret: Uint8Array;
  /** Must equal `iss` when set. */
  readonly issuer: string | undefined;
  /** Must be `aud` or one of it when set. */
  readonly audience: string | undefined;
  readonly skewSeconds: number;
}

const INVALID = 'invalid websocket jwt';
const COMPACT = /^[\w-]+\.[\w-]+\.[\w-]+$/;
const LARGEST = 9_223_372_036_854_775_807n;
const SMALLEST = -9_223_372_036_854_775_808n;

/** Undefined when the token is good at `nowSeconds`, otherwise the body of the 401. */
export async function checkJwt(
  token: string,
  rules: JwtRules,
  nowSeconds: number,
): Promise<string | undefined> {
  const payload = await verifiedPayload(token, rules.secret);
  const claims = payload === undefined ? undefined : readClaims(payload);
  if (claims === undefined) return INVALID;
  if (nowSeconds > claims.exp + rules.skewSeconds) return 'expired websocket jwt';
  if (claims.nbf !== undefined && nowSeconds < claims.nbf - rules.skewSeconds) {
    return 'websocket jwt is not valid yet';
  }
  if (rules.issuer !== undefined && claims.iss !== rules.issuer) return 'websocket jwt issuer mismatch';
  if (rules.audience !== undefined && !claims.aud.includes(rules.audience)) {
    return 'websocket jwt audience mismatch';
  }
  return undefined;
}

/** The payload's text if the signature holds; HS256 is the only algorithm. */
async function verifiedPayload(token: string, secret: Uint8Array): Promise<string | undefined> {
  if (!COMPACT.test(token)) return undefined;
  const { compactVerify } = await import('jose');
  try {
    const { payload, protectedHeader } = await compactVerify(token, secret, { algorithms: ['HS256'] });
    const typ: unknown = protectedHeader.typ;
    if (typ !== undefined && typeof typ !== 'string') return undefined;
    return new TextDecoder('utf-8', { fatal: true }).decode(payload);
  } catch {
    return undefined;
  }
}

interface Claims {
  readonly exp: number;
  readonly nbf: number | undefined;
  readonly iss: string | undefined;
  readonly aud: readonly string[];
}

/** The claims, or undefined when one that matters has the wrong type. */
function readClaims(payload: string): Claims | undefined {
  let value: unknown;
  try {
    value = JSON.parse(payload);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const { exp, nbf, iss, aud } = value as Record<string, unknown>; // members are checked below
  if (!isInteger(exp, 'exp', payload)) return undefined;
  if (!isAbsent(nbf) && !isInteger(nbf, 'nbf', payload)) return undefined;
  if (!isAbsent(iss) && typeof iss !== 'string') return undefined;
  const audiences = isAbsent(aud) ? [] : Array.isArray(aud) ? aud : [aud];
  if (!audiences.every((one) => typeof one === 'string')) return undefined;
  return { exp, nbf: nbf ?? undefined, iss: iss ?? undefined, aud: audiences };
}

function isAbsent(value: unknown): value is undefined | null {
  return value === undefined || value === null;
}

/** A 64-bit integer, and written as one: 1.0 does not count, nor does a member that stands twice. */
function isInteger(value: unknown, name: string, payload: string): value is number {
  if (typeof value !== 'number') return false;
  const raw = rawTopLevelMember(payload, name);
  if (raw === undefined || !/^-?\d+$/.test(raw) || Number(raw) !== value) return false;
  const exact = BigInt(raw);
  return exact <= LARGEST && exact >= SMALLEST;
}
