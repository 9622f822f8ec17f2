import { beforeEach, describe, expect, test } from 'vitest';
import type { DomainEvent } from '../../../src/domain/events.js';
import type {
  GatewayIssuer,
  GatewaySettings,
  GatewayToken,
} from '../../../src/domain/gateway/gateway-ports.js';
import { Gateways } from '../../../src/domain/gateway/gateways.js';
import { systemClock } from '../../../src/util/clock.js';
import { type Deferred, deferred } from '../../../src/util/deferred.js';

const SETTINGS: GatewaySettings = {
  authorizationUrl: 'https://gateway.example/authorize',
  deviceAuthorizationUrl: 'https://gateway.example/device',
  tokenUrl: 'https://gateway.example/token',
  clientId: 'codex',
  resource: null,
  scopes: [],
  redirectPort: null,
  store: 'file',
};

function token(name: string, lifeS: number | null = 3600): GatewayToken {
  return {
    accessToken: name,
    authorizationId: 'a',
    refreshToken: `${name}-refresh`,
    expiresAt: lifeS === null ? null : Math.floor(Date.now() / 1000) + lifeS,
  };
}

let stored: GatewayToken | null;
let saveFails: boolean;
let refreshed: string[];
let nextRefresh: () => Promise<GatewayToken | null>;
let person: Deferred<GatewayToken>;
let news: string[];
let shown: string[];
let gateways: Gateways;
let closed: AbortController;

const tokenOf = (signal: AbortSignal) =>
  Promise.race([
    person.promise,
    new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
  ]);

const issuer: GatewayIssuer = {
  browser: async (_settings, signal) => ({ authUrl: 'https://go', token: () => tokenOf(signal) }),
  device: async (_settings, signal) => ({
    verificationUrl: 'https://type',
    userCode: 'ABC',
    token: () => tokenOf(signal),
  }),
  refresh: (_settings, old) => {
    refreshed.push(old.accessToken);
    return nextRefresh();
  },
};

function newsOf(event: DomainEvent): string {
  if (event.scope === 'thread' || event.event.type !== 'gatewayOAuthChanged') return 'other';
  const { status, error, authUrl, loginId } = event.event;
  const to = event.scope === 'connection' ? `to ${event.connection}: ` : '';
  return `${to}${[status, error, authUrl, loginId].filter((part) => part !== null).join(' ')}`;
}

beforeEach(() => {
  stored = null;
  saveFails = false;
  refreshed = [];
  nextRefresh = () => Promise.resolve(token('renewed'));
  person = deferred();
  person.promise.catch(() => undefined);
  news = [];
  shown = [];
  closed = new AbortController();
  gateways = new Gateways({
    issuer,
    store: () => ({
      load: () => Promise.resolve(stored),
      save: (one) => {
        if (saveFails) return Promise.reject(new Error('disk full'));
        stored = one;
        return Promise.resolve();
      },
      exclusively: (work) => work(),
    }),
    clock: systemClock,
    newId: () => 'login-1',
    showUrl: (url) => shown.push(url),
  });
  gateways.serve({ emit: (event) => news.push(newsOf(event)) });
});

const account = () => gateways.account('gw', SETTINGS);
const who = (connection = 1) => ({ providerId: 'gw', settings: SETTINGS, connection, closed: closed.signal });
const settle = () => new Promise((resolve) => setImmediate(resolve));

describe('the account at a gateway', () => {
  test('is one for each provider and client', () => {
    expect(account()).toBe(account());
    expect(gateways.account('other', SETTINGS)).not.toBe(account());
  });

  test('renews a token that is about to end once, for all who ask', async () => {
    stored = token('old', 20);
    const all = await Promise.all([
      account().accessToken(),
      account().accessToken(),
      account().accessToken(),
    ]);
    expect(all).toEqual(['renewed', 'renewed', 'renewed']);
    expect(refreshed).toEqual(['old']);
    expect(news).toEqual(['succeeded']);
  });

  test('keeps a token that could not be saved, and saves it with the next request', async () => {
    stored = token('old', 20);
    saveFails = true;
    await expect(account().accessToken()).rejects.toThrow('Gateway OAuth authentication failed');
    saveFails = false;
    nextRefresh = () => Promise.reject(new Error('not to be asked'));
    expect(await account().accessToken()).toBe('renewed');
    expect(stored?.accessToken).toBe('renewed');
  });

  test('lets a token that somebody else kept win over one that could not be saved', async () => {
    stored = token('old', 20);
    saveFails = true;
    await expect(account().accessToken()).rejects.toThrow('Gateway OAuth authentication failed');
    stored = token('of another process');
    expect(await account().accessToken()).toBe('of another process');
  });

  test('takes what another process renewed when its own refresh token is spent', async () => {
    stored = token('old', 20);
    nextRefresh = () => {
      stored = token('of another process');
      return Promise.resolve(null);
    };
    expect(await account().accessToken()).toBe('of another process');
  });

  test('asks no second time with a refresh token that was refused', async () => {
    stored = token('old', 20);
    nextRefresh = () => Promise.resolve(null);
    for (const _ of [1, 2]) await expect(account().accessToken()).rejects.toThrow('Gateway sign-in required');
    expect(refreshed).toEqual(['old']);
    expect(news).toEqual(['notReady', 'notReady']);
    stored = token('new');
    expect(await account().accessToken()).toBe('new');
  });

  test('lets requests start a sign-in where clients do not', async () => {
    gateways.isExplicit = false;
    const first = account().accessToken();
    const second = account().accessToken();
    await settle();
    await settle();
    expect(shown).toEqual(['https://go']);
    person.resolve(token('signed in'));
    expect(await Promise.all([first, second])).toEqual(['signed in', 'signed in']);
    expect(news).toEqual(['notReady', 'succeeded']);
  });
});

test('what a request has begun ends with the server', async () => {
  gateways.isExplicit = false;
  const waiting = account().accessToken();
  await settle();
  await settle();
  gateways.close();
  await expect(waiting).rejects.toThrow('Gateway OAuth authentication failed');
});

describe('signing in at a gateway', () => {
  test('tells the client that began it where to go, and everybody how it stands', async () => {
    const login = gateways.signIn(who());
    await settle();
    await settle();
    expect(news).toEqual(['to 1: started https://go', 'started']);
    await expect(account().accessToken()).rejects.toThrow('in progress; retry after sign-in');
    expect(await account().standing()).toEqual({ status: 'started', error: null });
    person.resolve(token('signed in'));
    await login;
    expect(news.at(-1)).toBe('succeeded');
    expect(await account().accessToken()).toBe('signed in');
  });

  test('is one person’s at a time, and only its client cancels it', async () => {
    const login = gateways.signIn(who());
    const ended = login.catch((thrown: Error) => thrown.message);
    await settle();
    await expect(gateways.signInWithCode(who(2))).rejects.toMatchObject({
      failure: { code: 'gatewaySignInActive' },
    });
    await expect(gateways.cancel(2)).rejects.toMatchObject({ failure: { code: 'gatewaySignInOfAnother' } });
    await gateways.cancel(1);
    expect(await ended).toBe('Gateway sign-in was canceled');
    expect(news.at(-1)).toBe('failed Gateway sign-in was canceled');
    await gateways.cancel(1);
  });

  test('ends with its client', async () => {
    const prompt = await gateways.signInWithCode(who());
    expect(prompt).toEqual({ loginId: 'login-1', verificationUrl: 'https://type', userCode: 'ABC' });
    closed.abort();
    await settle();
    await settle();
    expect(news).toEqual([
      'notReady',
      'started',
      'to 1: failed Gateway sign-in was canceled login-1',
      'failed Gateway sign-in was canceled',
    ]);
    const next = gateways.signIn({ ...who(2), closed: new AbortController().signal });
    person.resolve(token('signed in'));
    await next;
  });

  test('says of a failure no more than that', async () => {
    const login = gateways.signIn(who());
    person.reject(new Error('secret in https://gateway.example?key=1'));
    await expect(login).rejects.toThrow(
      'Gateway sign-in failed; check the gateway configuration and credential store.',
    );
    expect(await account().standing()).toMatchObject({ status: 'failed' });
  });

  test('with a code needs nobody who is signed in already', async () => {
    stored = token('there');
    expect(await gateways.signInWithCode(who())).toBeNull();
    await gateways.cancel(1);
  });

  test('waits for nobody after it was cancelled', async () => {
    gateways.isExplicit = false;
    const automatic = account().accessToken();
    await settle();
    await settle();
    const login = gateways.signIn(who()).catch((thrown: Error) => thrown.message);
    await settle();
    await gateways.cancel(1);
    expect(await login).toBe('Gateway sign-in was canceled');
    person.resolve(token('signed in'));
    expect(await automatic).toBe('signed in');
  });
});
