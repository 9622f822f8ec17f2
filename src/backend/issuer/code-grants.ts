// The grants of a plain OAuth issuer: codes bound to a challenge (RFC 7636) and refresh tokens, each good once, and
// access tokens that end.

import { isChallenge, isVerifierOf } from './pkce.js';
import { secret } from './secret.js';

/** What somebody has agreed to. */
export interface Agreed {
  readonly clientId: string;
  readonly scope: string;
}

interface PendingCode extends Agreed {
  readonly redirectUri: string;
  readonly challenge: string;
}

export class CodeGrants {
  /** What its codes and tokens begin with. */
  readonly #prefix: string;
  readonly #codes = new Map<string, PendingCode>();
  readonly #refreshTokens = new Map<string, Agreed>();
  /** When they end, in unix milliseconds. */
  readonly #accessTokens = new Map<string, number>();

  constructor(prefix: string) {
    this.#prefix = prefix;
  }

  /** Where a browser that asks for a code goes back to: with one, or with the refusal. */
  wayBack(query: URLSearchParams, refusal: string | null = null): string {
    const of = (name: string): string => query.get(name) ?? '';
    const redirectUri = of('redirect_uri');
    const challenge = of('code_challenge');
    const back = new URL(redirectUri);
    const state = query.get('state');
    if (state !== null) back.searchParams.set('state', state);
    const isBound = of('code_challenge_method') === 'S256' && isChallenge(challenge);
    if (of('response_type') !== 'code' || !isBound) back.searchParams.set('error', 'invalid_request');
    else if (refusal !== null) back.searchParams.set('error', refusal);
    else {
      const code = secret(`${this.#prefix}_code_`, 24);
      this.#codes.set(code, { clientId: of('client_id'), redirectUri, challenge, scope: of('scope') });
      back.searchParams.set('code', code);
    }
    return back.href;
  }

  /** `end` in unix milliseconds. */
  newAccessToken(end: number): string {
    const token = secret(`${this.#prefix}_access_`);
    this.#accessTokens.set(token, end);
    return token;
  }

  /** Whether an access token is one of these that still holds. */
  admits(token: string, now: number): boolean {
    return (this.#accessTokens.get(token) ?? 0) > now;
  }

  newRefreshToken(agreed: Agreed): string {
    const token = secret(`${this.#prefix}_refresh_`);
    this.#refreshTokens.set(token, agreed);
    return token;
  }

  /** Spends a code. Undefined where it is unknown, spent, or not for who brings it. */
  redeemCode(params: URLSearchParams): Agreed | undefined {
    const of = (name: string): string => params.get(name) ?? '';
    const pending = this.#codes.get(of('code'));
    this.#codes.delete(of('code'));
    const isMeant =
      pending?.clientId === of('client_id') &&
      pending.redirectUri === of('redirect_uri') &&
      isVerifierOf(pending.challenge, of('code_verifier'));
    return isMeant ? pending : undefined;
  }

  /** Spends a refresh token. Undefined where it is unknown, spent, or another client's. */
  redeemRefreshToken(params: URLSearchParams): Agreed | undefined {
    const token = params.get('refresh_token') ?? '';
    const agreed = this.#refreshTokens.get(token);
    if (agreed === undefined || agreed.clientId !== params.get('client_id')) return undefined;
    this.#refreshTokens.delete(token);
    return agreed;
  }
}
