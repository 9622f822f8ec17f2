// The gateways of all providers: one account each, and at most one person who signs in.

import type { Clock } from '../../util/clock.js';
import { deferred } from '../../util/deferred.js';
import { DomainError } from '../errors.js';
import type { EventSink } from '../events.js';
import { GatewayAccount } from './gateway-account.js';
import type { GatewayIssuer, GatewayNews, GatewaySettings, GatewayTokenStore } from './gateway-ports.js';

export interface GatewaysDeps {
  readonly issuer: GatewayIssuer;
  readonly store: (settings: GatewaySettings) => GatewayTokenStore;
  readonly clock: Clock;
  readonly newId: () => string;
  /** Shows whoever runs the server where to sign in. */
  readonly showUrl: (url: string) => void;
}

/** Who signs in at which gateway. */
export interface SignIn {
  readonly providerId: string;
  readonly settings: GatewaySettings;
  readonly connection: number;
  /** Aborts when the client has gone. */
  readonly closed: AbortSignal;
}

/** What a person types where. */
export interface DevicePrompt {
  readonly loginId: string;
  readonly verificationUrl: string;
  readonly userCode: string;
}

interface Active {
  readonly connection: number;
  readonly cancel: AbortController;
  readonly over: Promise<void>;
}

export class Gateways {
  readonly #deps: GatewaysDeps;
  readonly #accounts = new Map<string, GatewayAccount>();
  #sink: EventSink | null = null;
  #active: Active | null = null;
  #isExplicit = true;
  readonly #closing = new AbortController();

  constructor(deps: GatewaysDeps) {
    this.#deps = deps;
  }

  /** Tells clients from now on. */
  serve(sink: EventSink): void {
    this.#sink = sink;
  }

  /** Gives up what requests have begun; sign-ins of clients end with them. */
  close(): void {
    this.#closing.abort(new Error('the server closes'));
  }

  /** What the client that came last wants: to start sign-ins itself, or that requests do. */
  set isExplicit(value: boolean) {
    this.#isExplicit = value;
  }

  account(providerId: string, settings: GatewaySettings): GatewayAccount {
    const key = JSON.stringify([providerId, settings]);
    const known = this.#accounts.get(key);
    if (known !== undefined) return known;
    const { store, ...deps } = this.#deps;
    const account = new GatewayAccount({
      ...deps,
      settings,
      store: store(settings),
      isExplicit: () => this.#isExplicit,
      closing: this.#closing.signal,
      tell: (standing) => this.#tell({ ...NOTHING, ...standing, providerId }),
    });
    this.#accounts.set(key, account);
    return account;
  }

  /** Resolves when the person is signed in. @throws DomainError, or Error in words for the client */
  async signIn(who: SignIn): Promise<void> {
    const { providerId, settings, connection } = who;
    const { signal, end } = this.#take(who);
    try {
      await this.account(providerId, settings).signIn((issuer, ...at) => issuer.browser(...at), {
        signal,
        onBegun: ({ authUrl }) =>
          this.#tell({ ...NOTHING, status: 'started', providerId, authUrl }, connection),
      });
    } finally {
      end();
    }
  }

  /**
   * Resolves when there is a code to type; the rest is told. Null where somebody is signed in already.
   * @throws as above
   */
  async signInWithCode(who: SignIn): Promise<DevicePrompt | null> {
    const { providerId, settings, connection } = who;
    const account = this.account(providerId, settings);
    if (!account.supportsDevice) throw new DomainError({ code: 'gatewayWithoutDevices' });
    const { signal, end } = this.#take(who);
    // A store that cannot be read fails the sign-in itself.
    const standing = await account.standing().catch(() => null);
    if (standing?.status === 'succeeded') {
      end();
      return null;
    }
    const loginId = this.#deps.newId();
    const prompt = deferred<DevicePrompt>();
    account
      .signIn((issuer, ...at) => issuer.device(...at), {
        signal,
        onBegun: ({ verificationUrl, userCode }) => prompt.resolve({ loginId, verificationUrl, userCode }),
        onOver: (standing) => this.#tell({ ...NOTHING, ...standing, providerId, loginId }, connection),
      })
      .catch((thrown: unknown) => prompt.reject(thrown))
      .finally(end);
    return prompt.promise;
  }

  /** Resolves when nobody signs in any more. @throws DomainError where another client does */
  async cancel(connection: number): Promise<void> {
    const active = this.#active;
    if (active === null) return;
    if (active.connection !== connection) throw new DomainError({ code: 'gatewaySignInOfAnother' });
    active.cancel.abort();
    await active.over;
  }

  #take({ connection, closed }: SignIn): { readonly signal: AbortSignal; end(): void } {
    if (this.#active !== null) throw new DomainError({ code: 'gatewaySignInActive' });
    const over = deferred();
    const cancel = new AbortController();
    const active = { connection, cancel, over: over.promise };
    this.#active = active;
    return {
      signal: AbortSignal.any([cancel.signal, closed]),
      end: () => {
        this.#active = null;
        over.resolve();
      },
    };
  }

  #tell(news: GatewayNews, connection?: number): void {
    const event = { type: 'gatewayOAuthChanged', ...news } as const;
    if (connection === undefined) this.#sink?.emit({ scope: 'all', event });
    else this.#sink?.emit({ scope: 'connection', connection, event });
  }
}

const NOTHING = { loginId: null, authUrl: null, error: null };
