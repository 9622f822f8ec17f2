import { describe, expect, it } from 'vitest';
import type { Backend } from '../../../src/backend/index.js';
import { fakeClock } from '../../util/fake-clock.js';
import {
  approved,
  askForUserCode,
  backends,
  CLIENT_ID,
  claimsOf,
  exchangeFields,
  going,
  type Json,
  poll,
  postForm,
  postJson,
  refresh,
  refreshFields,
  signIn,
} from './issuer-client.js';

const start = backends();

async function polled(backend: Backend): Promise<Json> {
  return (await poll(backend, await askForUserCode(backend))).json();
}

describe('POST /oauth/token with a code', () => {
  it('gives tokens, not to be cached', async () => {
    const backend = await start(going('approve'));
    const response = await postForm(backend, '/oauth/token', exchangeFields(backend, await polled(backend)));
    expect([response.status, response.headers.get('cache-control')]).toEqual([200, 'no-store']);
    expect(await response.json()).toEqual({
      id_token: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
      access_token: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
      refresh_token: expect.stringMatching(/^rt_/),
      token_type: 'Bearer',
      expires_in: 3600,
      scope: 'openid profile email offline_access',
    });
  });

  it('takes JSON too', async () => {
    const backend = await start(going('approve'));
    const fields = exchangeFields(backend, await polled(backend));
    expect((await postJson(backend, '/oauth/token', fields)).status).toBe(200);
  });

  it.each([
    ['another verifier', { code_verifier: 'x'.repeat(64) }, 'code_verifier does not fit'],
    ['a verifier too short to be one', { code_verifier: 'x' }, 'code_verifier does not fit'],
    ['no verifier', { code_verifier: '' }, 'code_verifier does not fit'],
    ['another redirect URI', { redirect_uri: 'http://localhost:1/deviceauth/callback' }, 'redirect_uri'],
    ['another client', { client_id: 'somebody' }, 'client_id'],
  ])('refuses %s, notes it, and lets a right one follow', async (_, change, reason) => {
    const backend = await start(going('approve'));
    const fields = exchangeFields(backend, await polled(backend));
    const response = await postForm(backend, '/oauth/token', { ...fields, ...change });
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({
      error: 'invalid_grant',
      error_description: expect.stringContaining(reason),
    });
    expect(backend.logins[0]).toMatchObject({
      state: 'approved',
      problems: [expect.stringContaining(reason)],
    });
    expect((await postForm(backend, '/oauth/token', fields)).status).toBe(200);
  });

  it('takes a code once', async () => {
    const backend = await start(going('approve'));
    const fields = exchangeFields(backend, await polled(backend));
    const both = await Promise.all([1, 2].map(() => postForm(backend, '/oauth/token', fields)));
    expect(both.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 400]);
    expect(backend.logins[0]?.problems).toEqual(['This authorization code has already been used.']);
  });

  it('takes a code for ten minutes', async () => {
    const clock = fakeClock();
    const backend = await start({ ...going('approve'), clock });
    const fields = exchangeFields(backend, await polled(backend));
    clock.advance(10 * 60_000);
    const response = await postForm(backend, '/oauth/token', fields);
    expect(await response.json()).toMatchObject({ error_description: expect.stringContaining('expired') });
  });

  it.each([
    [{ grant_type: 'authorization_code', code: 'made-up' }, 'invalid_grant'],
    [{ grant_type: 'password' }, 'unsupported_grant_type'],
    [{}, 'invalid_request'],
  ])('refuses %j', async (fields, error) => {
    const response = await postForm(await start(), '/oauth/token', fields);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error });
  });

  it('leaves out what the script leaves out', async () => {
    const backend = await start(going(approved({ tokens: { omit: ['id_token', 'expires_in'] } })));
    expect(Object.keys(await signIn(backend))).toEqual([
      'access_token',
      'refresh_token',
      'token_type',
      'scope',
    ]);
  });
});

describe('POST /oauth/token with a refresh token', () => {
  it.each(['JSON', 'a form'])('gives new tokens for %s', async (kind) => {
    const backend = await start(going('approve'));
    const first = await signIn(backend);
    const fields = refreshFields(first.refresh_token);
    const response = await (kind === 'JSON' ? postJson : postForm)(backend, '/oauth/token', fields);
    const second = (await response.json()) as Json;
    expect(response.status).toBe(200);
    expect(second.refresh_token).not.toBe(first.refresh_token);
    expect(claimsOf(second.access_token).sub).toBe(claimsOf(first.access_token).sub);
    expect(backend.logins[0]?.refreshes).toBe(1);
    expect((await refresh(backend, second.refresh_token)).status).toBe(200);
  });

  it('takes each refresh token once, of two at the same time only one', async () => {
    const backend = await start(going('approve'));
    const { refresh_token } = await signIn(backend);
    const both = await Promise.all([1, 2].map(() => refresh(backend, refresh_token)));
    expect(both.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 401]);
    const late = await refresh(backend, refresh_token);
    expect([late.status, await late.json()]).toEqual([
      401,
      {
        error: {
          message: 'Your refresh token has already been used.',
          type: 'invalid_request_error',
          param: null,
          code: 'refresh_token_reused',
        },
      },
    ]);
    expect(backend.logins[0]?.problems).toHaveLength(2);
  });

  it.each([
    ['expired', 'refresh_token_expired'],
    ['reused', 'refresh_token_reused'],
    ['revoked', 'refresh_token_invalidated'],
  ] as const)('calls a token %s when the script says so', async (refusal, code) => {
    const backend = await start(going(approved({ faults: { refresh: refusal } })));
    const { refresh_token } = await signIn(backend);
    for (let time = 0; time < 2; time += 1) {
      const response = await refresh(backend, refresh_token);
      expect([response.status, ((await response.json()) as Json).error.code]).toEqual([401, code]);
    }
  });

  it('refuses a token that it did not give out', async () => {
    const response = await refresh(await start(), 'rt_made_up');
    expect([response.status, ((await response.json()) as Json).error.code]).toEqual([
      401,
      'refresh_token_unknown',
    ]);
  });

  it('refuses another client and keeps the token good', async () => {
    const backend = await start(going('approve'));
    const { refresh_token } = await signIn(backend);
    const fields = { ...refreshFields(refresh_token), client_id: 'somebody' };
    const response = await postJson(backend, '/oauth/token', fields);
    expect(await response.json()).toMatchObject({ error: 'invalid_client' });
    expect((await refresh(backend, refresh_token)).status).toBe(200);
  });

  it('gives ordinary tokens even after special ones, unless the script says otherwise', async () => {
    const tokens = { expiresIn: -60, idToken: 'garbage', refreshed: { omit: ['id_token'] } };
    const backend = await start(going(approved({ tokens })));
    const first = await signIn(backend);
    expect([first.id_token, first.expires_in]).toEqual(['garbage', -60]);
    const second = (await (await refresh(backend, first.refresh_token)).json()) as Json;
    expect(second).toMatchObject({ expires_in: 3600, access_token: expect.stringContaining('.') });
    expect(second).not.toHaveProperty('id_token');
  });
});

describe('POST /oauth/token for an API key', () => {
  const fields = (idToken: string): Record<string, string> => ({
    grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
    client_id: CLIENT_ID,
    requested_token: 'openai-api-key',
    subject_token: idToken,
    subject_token_type: 'urn:ietf:params:oauth:token-type:id_token',
  });

  it('gives one for an id token', async () => {
    const backend = await start(going('approve'));
    const { id_token } = await signIn(backend);
    const response = await postForm(backend, '/oauth/token', fields(id_token));
    expect(await response.json()).toMatchObject({ access_token: expect.stringMatching(/^sk-test-/) });
    expect(backend.logins[0]?.apiKeys).toBe(1);
  });

  it('gives none for another token', async () => {
    const backend = await start(going('approve'));
    const { access_token } = await signIn(backend);
    expect((await postForm(backend, '/oauth/token', fields(access_token))).status).toBe(401);
  });

  it.each<Record<string, string>>([
    { requested_token: 'gold' },
    { subject_token_type: 'x' },
    { client_id: 'somebody' },
  ])('refuses %j', async (change) => {
    const backend = await start(going('approve'));
    const { id_token } = await signIn(backend);
    const response = await postForm(backend, '/oauth/token', { ...fields(id_token), ...change });
    expect(response.status).toBe(400);
    expect(backend.logins[0]).toMatchObject({ apiKeys: 0, problems: [expect.any(String)] });
  });
});

describe('POST /oauth/revoke', () => {
  it.each(['refresh_token', 'access_token'])(
    'makes all tokens of the login worthless by its %s',
    async (name) => {
      const backend = await start(going('approve'));
      const tokens = await signIn(backend);
      const body = { token: tokens[name], token_type_hint: name };
      expect((await postJson(backend, '/oauth/revoke', body)).status).toBe(200);
      expect(backend.logins[0]?.isRevoked).toBe(true);
      const response = await refresh(backend, tokens.refresh_token);
      expect(((await response.json()) as Json).error.code).toBe('refresh_token_invalidated');
    },
  );

  it('takes a form, and calls an unknown token revoked', async () => {
    expect((await postForm(await start(), '/oauth/revoke', { token: 'made-up' })).status).toBe(200);
  });

  it('refuses a request without a token', async () => {
    expect((await postJson(await start(), '/oauth/revoke', {})).status).toBe(400);
  });
});
