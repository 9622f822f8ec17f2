// The grants of a plain OAuth issuer: codes bound to a challenge (RFC 7636) and refresh tokens, each good once.

import { isVerifierOf } from './pkce.js';
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

  constructor(prefix: string) {
    this.#prefix = prefix;
  }

  newCode(pending: PendingCode): string {
    const code = secret(`${this.#prefix}_code_`, 24);
    this.#codes.set(code, pending);
    return code;
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
