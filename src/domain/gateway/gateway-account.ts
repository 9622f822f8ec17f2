// The account at one gateway: the token in use, how it stands with signing in, and whose turn it is. News goes out
// when the standing changes; a request that finds nobody signed in is news each time.

import type { Clock } from '../../util/clock.js';
import { type Deferred, deferred } from '../../util/deferred.js';
import {
  type Begun,
  type GatewayIssuer,
  type GatewaySettings,
  GatewaySignInFailed,
  type GatewayToken,
  type GatewayTokenStore,
  type Standing,
} from './gateway-ports.js';

/** Who waits for a person to sign in. */
export interface Waiting<B extends Begun> {
  readonly signal: AbortSignal;
  /** Gets what the person needs. */
  readonly onBegun: (begun: B) => void;
  readonly onOver?: (standing: Standing) => void;
}

export interface GatewayAccountDeps {
  readonly settings: GatewaySettings;
  readonly issuer: GatewayIssuer;
  readonly store: GatewayTokenStore;
  readonly clock: Clock;
  /** Whether clients start sign-ins themselves; otherwise a request that needs one does. */
  readonly isExplicit: () => boolean;
  /** Shows whoever runs the server where to sign in. */
  readonly showUrl: (url: string) => void;
  readonly tell: (standing: Standing) => void;
  /** Aborts what requests have begun, at the end of the server. */
  readonly closing: AbortSignal;
}

const SIGN_IN_REQUIRED = 'Gateway sign-in required. Choose Sign in or Reconnect, then retry your request';
const IN_PROGRESS = 'Gateway authentication is in progress; retry after sign-in';
const CANCELED = 'Gateway sign-in was canceled';
const FAILED = 'Gateway sign-in failed; check the gateway configuration and credential store.';
const NO_TOKEN = 'Gateway OAuth authentication failed; check the gateway configuration and credential store.';
const STARTED: Standing = { status: 'started', error: null };
const SUCCEEDED: Standing = { status: 'succeeded', error: null };
const NOT_READY: Standing = { status: 'notReady', error: null };
/** A token that ends this soon is renewed first. */
const SPARE_S = 30;

/** What was told last, and of which token. */
type Shown = Standing & { readonly token: GatewayToken | null };

/** Why a request gets no token, in words for its user. */
class GatewayRefusal extends Error {}

export class GatewayAccount {
  readonly #deps: GatewayAccountDeps;
  #token: GatewayToken | null = null;
  /** A new token that could not be kept yet. */
  #unsaved: GatewayToken | null = null;
  /** The token whose renewal was refused. */
  #spent: GatewayToken | null = null;
  #shown: Shown | null = null;
  #turn: Promise<unknown> = Promise.resolve();
  /** Rejects for those who wait for their turn when somebody begins to sign in. */
  #begun: Deferred<never> = quiet();

  constructor(deps: GatewayAccountDeps) {
    this.#deps = deps;
  }

  get supportsDevice(): boolean {
    return this.#deps.settings.deviceAuthorizationUrl !== null;
  }

  /** Looks without renewing anything or waiting for anybody. @throws Error while the store cannot be read */
  async standing(): Promise<Standing> {
    if (this.#isSigningIn()) return STARTED;
    const stored = await this.#deps.store.load();
    if (this.#isSigningIn()) return STARTED;
    const told = this.#shown;
    const isNew = (this.#unsaved === null || !same(stored, this.#token)) && !same(stored, this.#spent);
    if (stored !== null && this.#isUsable(stored) && isNew && !(isOver(told) && same(stored, told.token))) {
      this.#use(stored);
      return this.#show(SUCCEEDED, stored);
    }
    return isOver(told) ? told : this.#show(NOT_READY, stored);
  }

  /** The token for a request. @throws GatewayRefusal */
  async accessToken(): Promise<string> {
    if (this.#isSigningIn()) throw new GatewayRefusal(IN_PROGRESS);
    return this.#inTurn(() => this.#current()).catch((thrown: unknown) => {
      throw thrown instanceof GatewayRefusal ? thrown : new GatewayRefusal(NO_TOKEN, { cause: thrown });
    });
  }

  /**
   * Lets a person sign in; whoever waits for them hears of it before everybody else.
   * @throws Error in words for the client
   */
  async signIn<B extends Begun>(
    begin: (issuer: GatewayIssuer, settings: GatewaySettings, signal: AbortSignal) => Promise<B>,
    { signal, onBegun, onOver }: Waiting<B>,
  ): Promise<void> {
    const { store, issuer, settings, tell } = this.#deps;
    return this.#inTurn(async () => {
      let known = this.#token;
      this.#shown = { ...STARTED, token: null };
      this.#begun.reject(new GatewayRefusal(IN_PROGRESS));
      this.#begun = quiet();
      const toldBegun = once(() => tell(STARTED));
      try {
        signal.throwIfAborted();
        known = await store.load();
        const begun = await begin(issuer, settings, signal);
        onBegun(begun);
        toldBegun();
        await this.#keep(await begun.token());
        onOver?.(SUCCEEDED);
        this.#show(SUCCEEDED, this.#token);
      } catch (cause) {
        toldBegun();
        const message = signal.aborted ? CANCELED : wordsOf(cause);
        const failed: Standing = { status: 'failed', error: message };
        onOver?.(failed);
        this.#show(failed, known);
        throw new Error(message, { cause });
      }
    }, signal);
  }

  #isSigningIn(): boolean {
    return this.#shown?.status === 'started';
  }

  async #current(): Promise<string> {
    const { store } = this.#deps;
    const told = this.#shown;
    // What went wrong is forgotten only for a token that somebody has kept since.
    if (this.#unsaved === null && (this.#token === null || isOver(told) || this.#spent !== null))
      this.#token = await store.load();
    const token = this.#token;
    if (this.#unsaved === null && token !== null) {
      if (same(token, this.#spent)) return this.#withoutToken();
      if (this.#isUsable(token)) {
        this.#spent = null;
        if (!(isOver(told) && same(told.token, token))) this.#show(SUCCEEDED, token);
        return token.accessToken;
      }
    }
    const renewed = await store.exclusively(() => this.#renewed());
    if (renewed === null) {
      this.#spent = this.#token;
      return this.#withoutToken();
    }
    this.#spent = null;
    this.#show(SUCCEEDED, renewed);
    return renewed.accessToken;
  }

  /** Null where somebody has to sign in. Another process may have renewed the token while it was waited for. */
  async #renewed(): Promise<GatewayToken | null> {
    const { store, issuer, settings } = this.#deps;
    for (let round = 0; round < 2; round += 1) {
      const stored = await store.load();
      if (!same(stored, this.#token)) this.#use(stored);
      if (this.#unsaved !== null) await this.#save(this.#unsaved);
      const token = this.#token;
      if (token !== null && this.#isUsable(token)) return token;
      if (token === null || token.refreshToken === null) return null;
      const renewed = await issuer.refresh(settings, token);
      if (renewed !== null) {
        this.#unsaved = renewed;
        await this.#save(renewed);
        return renewed;
      }
      if (same(await store.load(), token)) return null;
    }
    return null;
  }

  /** @throws GatewayRefusal where clients start sign-ins themselves */
  async #withoutToken(): Promise<string> {
    const { tell, isExplicit, issuer, settings, showUrl, closing } = this.#deps;
    const told = this.#shown;
    if (told?.status === 'notReady') tell(NOT_READY);
    this.#show(NOT_READY, this.#token);
    if (isExplicit()) throw new GatewayRefusal(SIGN_IN_REQUIRED);
    const begun = await issuer.browser(settings, closing);
    showUrl(begun.authUrl);
    await this.#keep(await begun.token());
    const kept = this.#token;
    this.#show(SUCCEEDED, kept);
    return kept?.accessToken ?? '';
  }

  #use(token: GatewayToken | null): void {
    this.#token = token;
    this.#unsaved = null;
    this.#spent = null;
  }

  async #keep(token: GatewayToken): Promise<void> {
    this.#unsaved = token;
    await this.#deps.store.exclusively(() => this.#save(token));
    this.#spent = null;
  }

  async #save(token: GatewayToken): Promise<void> {
    await this.#deps.store.save(token);
    this.#token = token;
    this.#unsaved = null;
  }

  #show(standing: Standing, token: GatewayToken | null): Standing {
    const isNews = this.#shown?.status !== standing.status || this.#shown.error !== standing.error;
    this.#shown = { ...standing, token };
    if (isNews) this.#deps.tell(standing);
    return standing;
  }

  #isUsable({ expiresAt }: GatewayToken): boolean {
    return expiresAt === null || expiresAt > this.#deps.clock.now() / 1000 + SPARE_S;
  }

  /** One after the other. Gives up waiting when a sign-in begins, or at the signal. */
  async #inTurn<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    const before = this.#turn;
    const done = deferred();
    this.#turn = before.then(() => done.promise);
    const givenUp = signal === undefined ? this.#begun.promise : aborted(signal, CANCELED);
    try {
      await Promise.race([before, givenUp]);
      return await work();
    } finally {
      done.resolve();
    }
  }
}

function isOver(told: Shown | null): told is Shown {
  return told?.status === 'notReady' || told?.status === 'failed';
}

function same(a: GatewayToken | null, b: GatewayToken | null): boolean {
  return (
    a?.accessToken === b?.accessToken &&
    a?.refreshToken === b?.refreshToken &&
    a?.expiresAt === b?.expiresAt &&
    a?.authorizationId === b?.authorizationId
  );
}

/** Anything else may hold what nobody is to read. */
function wordsOf(cause: unknown): string {
  return cause instanceof GatewaySignInFailed ? cause.message : FAILED;
}

function once(task: () => void): () => void {
  let left: (() => void) | undefined = task;
  return () => {
    left?.();
    left = undefined;
  };
}

function quiet(): Deferred<never> {
  const made = deferred<never>();
  made.promise.catch(() => undefined);
  return made;
}

function aborted(signal: AbortSignal, message: string): Promise<never> {
  const made = quiet();
  if (signal.aborted) made.reject(new Error(message));
  signal.addEventListener('abort', () => made.reject(new Error(message)), { once: true });
  return made.promise;
}
