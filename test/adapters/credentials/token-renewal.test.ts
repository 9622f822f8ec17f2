import { describe, expect, it } from 'vitest';
import { parseAuthRecord } from '../../../src/adapters/credentials/auth-record.js';
import { answer, scriptedPost } from '../../oauth/support.js';
import { bodies, due, managed, open, renewed } from './open-service.js';
import { accessToken, heldStore, idToken, MINUTE, recordOf } from './support.js';

const FOREIGN =
  'Your access token could not be refreshed because you have since logged out or signed in to another account. Please sign in again.';
const EXPIRED =
  'Your access token could not be refreshed because your refresh token has expired. Please log out and sign in again.';

const expired = answer(401, { error: { code: 'refresh_token_expired' } });
const broken = answer(500, 'boom');

describe('renewing tokens', () => {
  it('replaces only what is new, and keeps the account', async () => {
    const { service, store, clock } = await open(
      managed({ login_owner_id: 'own', later: 'x' }),
      scriptedPost(answer(200, { access_token: accessToken(120 * MINUTE) })),
    );
    clock.advance(MINUTE);
    await service.refresh();
    expect(store.held).toEqual(
      recordOf({
        tokens: { access_token: accessToken(120 * MINUTE), login_owner_id: 'own', later: 'x' },
        top: { last_refresh: '2026-11-20T10:01:00.000Z' },
      }),
    );
    expect(service.token()).toBe(accessToken(120 * MINUTE));
  });

  it.each([
    [{}, {}, 'http://127.0.0.1:1/oauth/token', 'app_EMoamEEZ73f0CkXaXp7hrann'],
    [
      { oauth_provenance: { issuer: 'http://127.0.0.1:2/', client_id: 'app_other' } },
      {},
      'http://127.0.0.1:2/oauth/token',
      'app_other',
    ],
    [
      { oauth_provenance: { issuer: 'http://127.0.0.1:2/', client_id: 'app_other' } },
      { CODEX_REFRESH_TOKEN_URL_OVERRIDE: 'http://127.0.0.1:3/x?y=1' },
      'http://127.0.0.1:3/x?y=1',
      'app_other',
    ],
    [
      {},
      { CODEX_REFRESH_TOKEN_URL_OVERRIDE: ' ' },
      'http://127.0.0.1:1/oauth/token',
      'app_EMoamEEZ73f0CkXaXp7hrann',
    ],
  ])('asks where the tokens are from, or where it is told to: %j %j', async (tokens, env, url, clientId) => {
    const { service, issuer } = await open(managed(tokens), scriptedPost(renewed()), { env });
    await service.refresh();
    expect(issuer.requests.map((request) => request.url)).toEqual([url]);
    expect(bodies(issuer)).toMatchObject([{ client_id: clientId, refresh_reason: 'forced' }]);
  });

  it('does nothing for a key, or for nobody', async () => {
    for (const held of [null, parseAuthRecord('{"OPENAI_API_KEY":"sk"}')]) {
      const { service, issuer } = await open(heldStore(held));
      await service.refresh();
      await service.headers();
      expect(issuer.requests).toEqual([]);
    }
  });

  it('happens before a request when they are due', async () => {
    const { service, issuer } = await open(due(), scriptedPost(renewed()));
    expect(await service.headers()).toMatchObject({ authorization: `Bearer ${accessToken(60 * MINUTE, 1)}` });
    expect(bodies(issuer)).toMatchObject([{ refresh_reason: 'proactive_expiry' }]);
    await service.headers();
    expect(issuer.requests).toHaveLength(1);
  });

  it('may fail before a request: the old ones may still do', async () => {
    const { service, warnings, store } = await open(due(), scriptedPost(broken));
    expect(await service.headers()).toMatchObject({ authorization: `Bearer ${accessToken(-1000)}` });
    expect(warnings).toEqual(['Failed to refresh token: 500 Internal Server Error']);
    expect(store.saved).toEqual([]);
  });

  it('happens once, however many ask at the same time', async () => {
    const { service, issuer } = await open(due(), scriptedPost(renewed()));
    const all = await Promise.all([
      service.headers(),
      service.refresh(),
      service.headers(),
      service.refresh(),
    ]);
    expect(all[0]).toEqual(all[2]);
    expect(issuer.requests).toHaveLength(1);
  });

  it('takes over what somebody else has renewed meanwhile, and asks nobody', async () => {
    const { service, store, issuer } = await open(due());
    store.held = recordOf({ tokens: { access_token: accessToken(60 * MINUTE, 7), refresh_token: 'rt-7' } });
    await service.refresh();
    expect(service.token()).toBe(accessToken(60 * MINUTE, 7));
    expect(issuer.requests).toEqual([]);
  });

  it.each([
    ['another account', recordOf({ tokens: { account_id: 'acct-2' } })],
    ['a key', parseAuthRecord('{"OPENAI_API_KEY":"sk"}')],
    ['nothing', null],
  ])('is refused when the store holds %s by now', async (_what, held) => {
    const { service, store, issuer } = await open(managed());
    store.held = held;
    await expect(service.refresh()).rejects.toMatchObject({
      code: 'refresh_refused',
      reason: 'other',
      message: FOREIGN,
    });
    // What is held in memory stays until somebody looks for it.
    expect(service.current()).toMatchObject({ accountId: 'acct-1' });
    expect(issuer.requests).toEqual([]);
  });

  it('fails, for now, when the store cannot be read', async () => {
    const { service, store } = await open(managed());
    store.fails.load = new Error('unreadable');
    await expect(service.refresh()).rejects.toThrow('unreadable');
    expect(service.refusal()).toBeNull();
  });

  it('does not take in a token whose owner cannot be told', async () => {
    const { service, store } = await open(managed(), scriptedPost(answer(200, { id_token: 'zzz' })));
    await expect(service.refresh()).rejects.toThrow('invalid ID token format');
    expect([store.saved, service.token()]).toEqual([[], accessToken(60 * MINUTE)]);
  });
});

describe('the end of a login', () => {
  it('is remembered: nobody is asked again until something changes', async () => {
    const { service, store, issuer } = await open(managed(), scriptedPost(expired, renewed(8)));
    await expect(service.refresh()).rejects.toMatchObject({ code: 'refresh_refused', reason: 'expired' });
    expect(service.refusal()).toMatchObject({ message: EXPIRED });
    expect(service.token()).toBeNull();
    expect(service.current()).toMatchObject({ accountId: 'acct-1' });
    await expect(service.refresh()).rejects.toThrow(EXPIRED);
    expect(issuer.requests).toHaveLength(1);

    store.held = recordOf({ tokens: { refresh_token: 'rt-7' } });
    await service.refresh();
    expect(service.refusal()).toBeNull();
    expect(service.token()).not.toBeNull();
    await service.refresh();
    expect(bodies(issuer)).toMatchObject([{ refresh_token: 'rt-0' }, { refresh_token: 'rt-7' }]);
  });

  it('is not final when the issuer only fails', async () => {
    const { service, issuer, store } = await open(managed(), scriptedPost(broken, broken, renewed()));
    await expect(service.refresh()).rejects.toMatchObject({ code: 'token_refused' });
    await expect(service.refresh()).rejects.toThrow('Failed to refresh token: 500 Internal Server Error');
    expect([service.refusal(), store.saved]).toEqual([null, []]);
    await service.refresh();
    expect(issuer.requests).toHaveLength(3);
  });

  it('is over with a new login', async () => {
    const { service } = await open(managed(), scriptedPost(expired));
    await expect(service.refresh()).rejects.toThrow(EXPIRED);
    await service.saveTokens({ idToken: idToken(), accessToken: 'at', refreshToken: 'rt' }, null);
    expect([service.refusal(), service.token()]).toEqual([null, 'at']);
  });
});

describe('tokens that could not be saved', () => {
  it('are used all the same, and saved at the next occasion without asking again', async () => {
    const { service, store, issuer } = await open(managed(), scriptedPost(renewed()));
    store.fails.save = new Error('disk full');
    await expect(service.refresh()).rejects.toThrow('disk full');
    expect(service.token()).toBe(accessToken(60 * MINUTE, 1));
    store.fails = {};
    await service.refresh();
    expect(store.held?.tokens?.refreshToken).toBe('rt-1');
    expect(issuer.requests).toHaveLength(1);
  });
});

describe('recovery from a refusal', () => {
  it('looks at the store first, then asks the issuer, then gives up', async () => {
    const { service, store, issuer } = await open(managed(), scriptedPost(renewed(8)));
    store.held = recordOf({ tokens: { access_token: accessToken(60 * MINUTE, 7), refresh_token: 'rt-7' } });
    const recovery = service.recovery();
    expect(await recovery.next()).toBe(true);
    expect([service.token(), issuer.requests]).toEqual([accessToken(60 * MINUTE, 7), []]);
    expect(await recovery.next()).toBe(true);
    expect(service.token()).toBe(accessToken(60 * MINUTE, 8));
    expect(bodies(issuer)).toMatchObject([
      { refresh_reason: 'unauthorized_recovery', refresh_token: 'rt-7' },
    ]);
    expect(await recovery.next()).toBe(false);
  });

  it('asks the issuer at once when the store holds nothing new', async () => {
    const { service, issuer } = await open(managed(), scriptedPost(renewed()));
    const recovery = service.recovery();
    expect(await recovery.next()).toBe(true);
    expect(issuer.requests).toHaveLength(1);
    expect(await recovery.next()).toBe(false);
  });

  it.each([
    ['for good', expired, EXPIRED],
    ['for now', broken, 'Failed to refresh token: 500 Internal Server Error'],
  ])('fails %s with the issuer', async (_how, refusal, message) => {
    const { service } = await open(managed(), scriptedPost(refusal));
    const recovery = service.recovery();
    await expect(recovery.next()).rejects.toThrow(message);
    expect(await recovery.next()).toBe(false);
  });

  it('fails when somebody else is signed in by now', async () => {
    const { service, store, issuer } = await open(managed());
    store.held = null;
    await expect(service.recovery().next()).rejects.toThrow(FOREIGN);
    expect(issuer.requests).toEqual([]);
  });

  it('knows no way for a key', async () => {
    const { service } = await open(heldStore(parseAuthRecord('{"OPENAI_API_KEY":"sk"}')));
    expect(await service.recovery().next()).toBe(false);
  });
});
