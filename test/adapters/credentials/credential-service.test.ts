import { describe, expect, it } from 'vitest';
import { parseAuthRecord } from '../../../src/adapters/credentials/auth-record.js';
import { OAuthError } from '../../../src/oauth/errors.js';
import type { IssuerAnswer } from '../../../src/oauth/http.js';
import { answer, jwt, scriptedPost } from '../../oauth/support.js';
import { settled } from '../../util/fake-clock.js';
import { bodies, due, managed, open, renewed } from './open-service.js';
import { accessToken, heldStore, idToken, MINUTE } from './support.js';

describe('credentials', () => {
  it('are what the store holds, until somebody looks again', async () => {
    const { service, store } = await open(managed());
    expect(service.current()).toMatchObject({ mode: 'chatgpt', accountId: 'acct-1' });
    store.held = null;
    expect(service.current()).not.toBeNull();
    await service.reload();
    expect([service.current(), service.token(), service.accountId()]).toEqual([null, null, null]);
  });

  it('count as none when they cannot be read', async () => {
    const store = managed();
    store.fails.load = new Error('The saved credentials cannot be read.');
    const { service, warnings } = await open(store);
    expect(service.current()).toBeNull();
    expect(warnings).toEqual(['The saved credentials cannot be read.']);
  });

  it('of an account authenticate with token and account', async () => {
    const { service } = await open(managed());
    const token = accessToken(60 * MINUTE);
    expect(service.token()).toBe(token);
    expect(await service.headers()).toEqual({
      authorization: `Bearer ${token}`,
      'chatgpt-account-id': 'acct-1',
    });
  });

  it('of a key authenticate with it alone', async () => {
    const { service, store } = await open(managed());
    await service.saveApiKey('sk-key');
    expect(service.current()).toEqual({ mode: 'apikey' });
    expect(await service.headers()).toEqual({ authorization: 'Bearer sk-key' });
    expect(store.held).toMatchObject({ mode: 'apikey', apiKey: 'sk-key', tokens: null, lastRefresh: null });
  });

  it.each(['', 'sk with space', 'sk\r\nEvil: 1', 'schlüssel'])(
    'that no header can carry are not sent: %j',
    async (key) => {
      const { service } = await open(heldStore(null));
      await service.saveApiKey(key);
      expect(await service.headers()).toEqual({});
      expect(service.current()).toEqual({ mode: 'apikey' });
    },
  );

  it('are told to be replaced when somebody signs in, with another key for one, or out', async () => {
    let times = 0;
    const { service } = await open(heldStore(null), undefined, { onReplaced: () => times++ });
    const counts = [];
    for (const key of ['sk-1', 'sk-1', 'sk-2']) {
      await service.saveApiKey(key);
      counts.push(times);
    }
    for (const who of ['acct-1', 'acct-1', 'acct-2']) {
      const tokens = { accessToken: accessToken(counts.length * MINUTE), chatgptAccountId: who };
      await service.setExternal({ ...tokens, chatgptPlanType: null });
      counts.push(times);
    }
    for (const _ of [1, 2]) {
      await service.logout();
      counts.push(times);
    }
    expect(counts).toEqual([1, 1, 2, 3, 3, 4, 5, 5]);
  });

  it('from the environment go before all others', async () => {
    const { service, issuer } = await open(due(), undefined, { apiKeyFromEnvironment: 'sk-env' });
    expect(service.current()).toEqual({ mode: 'apikey' });
    expect(await service.headers()).toEqual({ authorization: 'Bearer sk-env' });
    await service.refresh();
    expect(issuer.requests).toEqual([]);
  });

  it('of a login are kept with their account and time', async () => {
    const { service, store } = await open(heldStore(parseAuthRecord('{"OPENAI_API_KEY":"sk-old"}')));
    const tokens = { idToken: idToken('acct-9'), accessToken: 'at', refreshToken: 'rt' };
    await service.saveTokens(tokens, 'sk-new');
    expect(store.held).toMatchObject({
      mode: 'chatgpt',
      apiKey: 'sk-new',
      tokens: { ...tokens, accountId: 'acct-9', provenance: { issuer: 'http://127.0.0.1:1' } },
      lastRefresh: '2026-11-20T10:00:00.000Z',
    });
    expect(service.current()).toMatchObject({ accountId: 'acct-9', planType: 'plus' });
  });

  it('stay what they were when new ones cannot be saved', async () => {
    const { service, store } = await open(managed());
    store.fails.save = new Error('disk full');
    await expect(service.saveApiKey('sk')).rejects.toThrow('disk full');
    expect(service.current()).toMatchObject({ mode: 'chatgpt' });
  });
});

describe('tokens from outside', () => {
  const token = jwt({ email: 'e@x' });
  const external = { accessToken: token, chatgptAccountId: 'acct-9', chatgptPlanType: 'PRO' };

  it('go before saved ones, and are never saved', async () => {
    const { service, store } = await open(managed());
    await service.setExternal(external);
    expect(service.current()).toMatchObject({
      mode: 'chatgptAuthTokens',
      accountId: 'acct-9',
      planType: 'pro',
    });
    expect(await service.headers()).toEqual({
      authorization: `Bearer ${token}`,
      'chatgpt-account-id': 'acct-9',
    });
    expect(store.saved).toEqual([]);
  });

  it('are not ours to renew', async () => {
    const { service, issuer } = await open(due());
    await service.setExternal(external);
    await service.refresh();
    await service.headers();
    expect(await service.recovery().next()).toBe(false);
    expect(issuer.requests).toEqual([]);
  });

  it('must be readable, and change nothing when they are not', async () => {
    const { service } = await open(managed());
    await expect(service.setExternal({ ...external, accessToken: 'x' })).rejects.toThrow(
      'invalid ID token format',
    );
    expect(service.current()).toMatchObject({ mode: 'chatgpt' });
  });

  it('are forgotten at the end', async () => {
    const { service } = await open(heldStore(null));
    await service.setExternal(external);
    await service.logout();
    expect(service.current()).toBeNull();
  });
});

describe('logging out', () => {
  it('forgets everything, then gives the refresh token back', async () => {
    const { service, store, issuer } = await open(managed(), scriptedPost(answer(200)));
    await service.logout();
    expect([store.held, service.current(), service.token()]).toEqual([null, null, null]);
    expect(issuer.requests[0]).toMatchObject({ url: 'http://127.0.0.1:1/oauth/revoke' });
    expect(bodies(issuer)).toEqual([
      { token: 'rt-0', token_type_hint: 'refresh_token', client_id: 'app_EMoamEEZ73f0CkXaXp7hrann' },
    ]);
  });

  it.each([
    [{ CODEX_REFRESH_TOKEN_URL_OVERRIDE: 'http://127.0.0.1:3/x?y=1' }, 'http://127.0.0.1:3/oauth/revoke'],
    [{ CODEX_REVOKE_TOKEN_URL_OVERRIDE: 'http://127.0.0.1:4/rev?x=1' }, 'http://127.0.0.1:4/rev?x=1'],
  ])('revokes where it is told to: %j', async (env, url) => {
    const { service, issuer } = await open(managed(), scriptedPost(answer(200)), { env });
    await service.logout();
    expect(issuer.requests.map((request) => request.url)).toEqual([url]);
  });

  it('works without the issuer', async () => {
    const refused = new OAuthError('unreachable', 'error sending request for url (x)');
    for (const failure of [refused, answer(500, 'rt-0 is unknown')]) {
      const { service, warnings, store } = await open(managed(), scriptedPost(failure));
      await service.logout();
      expect([store.held, service.current(), warnings.length]).toEqual([null, null, 1]);
    }
  });

  it('revokes no key, and nothing where there is nothing', async () => {
    for (const held of [null, parseAuthRecord('{"OPENAI_API_KEY":"sk"}')]) {
      const { service, issuer } = await open(heldStore(held));
      await service.logout();
      expect(issuer.requests).toEqual([]);
    }
  });

  it('gives back the token that a refresh brought at the last moment', async () => {
    let answerNow = (): void => undefined;
    const late = new Promise<IssuerAnswer>((resolve) => {
      answerNow = () => resolve(renewed());
    });
    const asked: string[] = [];
    const store = managed();
    let turn: Promise<unknown> = Promise.resolve();
    store.exclusively = (work) => {
      const next = turn.then(work);
      turn = next.catch(() => undefined);
      return next;
    };
    const { service } = await open(store, undefined, {
      post(request) {
        asked.push(request.body);
        return request.url.endsWith('/oauth/token') ? late : Promise.resolve(answer(200));
      },
    });
    const refreshed = service.refresh();
    await settled();
    const out = service.logout();
    answerNow();
    await Promise.all([refreshed, out]);
    expect(asked[1]).toContain('"token":"rt-1"');
    expect([store.held, service.current()]).toEqual([null, null]);
  });
});
