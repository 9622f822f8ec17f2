// Tokens that were given out: makes them, turns refresh tokens over, and says whose a bearer token is.

import type { Clock } from '../../util/clock.js';
import { type RefreshRefusal, refreshRefusal } from '../fault-check.js';
import type { TokenOptions } from '../login-script.js';
import { accessClaims, type ClaimFacts, idClaims, lifeSeconds } from './claims.js';
import type { Login } from './login.js';
import { secret } from './secret.js';
import { signed } from './signing-key.js';

/** As the token endpoint answers. */
export interface TokenAnswer {
  readonly id_token: string;
  readonly access_token: string;
  readonly refresh_token: string;
  readonly token_type: 'Bearer';
  readonly expires_in: number;
  readonly scope: string;
}

export type BearerVerdict =
  | { readonly kind: 'valid'; readonly login: Login }
  | { readonly kind: 'missing' | 'unknown' | 'expired' | 'revoked' };

export type RefreshVerdict =
  | { readonly kind: 'valid'; readonly login: Login }
  | { readonly kind: RefreshRefusal; readonly login: Login }
  | { readonly kind: 'unknown' };

interface Given {
  readonly login: Login;
  readonly expiresAt: number;
}

interface GivenRefreshToken {
  readonly login: Login;
  isUsed: boolean;
}

const DEFAULT_SCOPE = 'openid profile email offline_access';

export class TokenVault {
  readonly #clock: Clock;
  readonly #issuer: () => string;
  readonly #accessTokens = new Map<string, Given>();
  readonly #idTokens = new Map<string, Login>();
  readonly #refreshTokens = new Map<string, GivenRefreshToken>();

  constructor(clock: Clock, issuer: () => string) {
    this.#clock = clock;
    this.#issuer = issuer;
  }

  /** What the token endpoint answers: new tokens, without the members that the script leaves out. */
  async answer(login: Login, occasion: 'login' | 'refresh'): Promise<Partial<TokenAnswer>> {
    const { tokens } = login.entry;
    const options = occasion === 'login' ? tokens : refreshedOptions(tokens);
    const { omit = [] } = options;
    const whole = await this.issue(login, options);
    return Object.fromEntries(Object.entries(whole).filter(([name]) => !omit.includes(name)));
  }

  async issue(login: Login, tokens: TokenOptions): Promise<TokenAnswer> {
    const facts: Omit<ClaimFacts, 'id'> = {
      issuer: this.#issuer(),
      clientId: login.clientId,
      account: login.account,
      options: tokens,
      now: Math.floor(this.#clock.now() / 1000),
    };
    const idToken = tokens.idToken ?? (await signed(idClaims({ ...facts, id: secret('', 16) })));
    const accessToken = tokens.accessToken ?? (await signed(accessClaims({ ...facts, id: secret('', 16) })));
    const refreshToken = secret('rt_');
    const life = lifeSeconds(tokens);
    this.#idTokens.set(idToken, login);
    this.#accessTokens.set(accessToken, { login, expiresAt: this.#clock.now() + life * 1000 });
    this.#refreshTokens.set(refreshToken, { login, isUsed: false });
    return {
      id_token: idToken,
      access_token: accessToken,
      refresh_token: refreshToken,
      token_type: 'Bearer',
      expires_in: life,
      scope: login.authorization?.scope ?? DEFAULT_SCOPE,
    };
  }

  /** Whether a refresh token is good, without using it. */
  readRefreshToken(token: string): RefreshVerdict {
    const given = this.#refreshTokens.get(token);
    if (given === undefined) return { kind: 'unknown' };
    const { login, isUsed } = given;
    if (login.isRevoked) return { kind: 'revoked', login };
    return isUsed ? { kind: 'reused', login } : { kind: 'valid', login };
  }

  /** A refresh token is good once: call this before anything that waits. */
  useRefreshToken(token: string): void {
    const given = this.#refreshTokens.get(token);
    if (given !== undefined) given.isUsed = true;
  }

  loginOfIdToken(token: string): Login | undefined {
    return this.#idTokens.get(token);
  }

  /** Of whichever token this is. */
  loginOf(token: string): Login | undefined {
    return this.#refreshTokens.get(token)?.login ?? this.#accessTokens.get(token)?.login;
  }

  readBearer(authorization: string | undefined): BearerVerdict {
    const token = /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1];
    if (token === undefined) return { kind: 'missing' };
    const given = this.#accessTokens.get(token);
    if (given === undefined) return { kind: 'unknown' };
    if (given.login.isRevoked) return { kind: 'revoked' };
    return this.#clock.now() >= given.expiresAt ? { kind: 'expired' } : { kind: 'valid', login: given.login };
  }
}

function refreshedOptions({ refreshed, ...options }: TokenOptions): TokenOptions {
  return { ...options, expiresIn: undefined, idToken: undefined, accessToken: undefined, ...refreshed };
}

/** The words for a refresh token that is no good. */
export function refusalOf(kind: Exclude<RefreshVerdict['kind'], 'valid'>): {
  readonly code: string;
  readonly message: string;
} {
  return kind === 'unknown'
    ? { code: 'refresh_token_unknown', message: 'This refresh token was not given out by this backend.' }
    : refreshRefusal(kind);
}
