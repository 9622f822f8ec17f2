import { describe, expect, it } from 'vitest';
import { oauthDialectOf } from '../../src/oauth/dialect.js';
import { OAuthError } from '../../src/oauth/errors.js';
import { processRefresh, refreshRequest } from '../../src/oauth/refresh.js';
import { answer, thrownBy } from './support.js';

const v118 = oauthDialectOf('0.118.0');
const v169 = oauthDialectOf('0.169.0');

const REFUSED = 'Your access token could not be refreshed';
const EXPIRED = `${REFUSED} because your refresh token has expired. Please log out and sign in again.`;
const USED = `${REFUSED} because your refresh token was already used. Please log out and sign in again.`;
const REVOKED = `${REFUSED} because your refresh token was revoked. Please log out and sign in again.`;
const OTHER = `${REFUSED}. Please log out and sign in again.`;

describe('the request for new tokens', () => {
  const refresh = { url: 'http://127.0.0.1:1/refresh?y=1', refreshToken: 'rt0', cause: 'forced' } as const;

  // Bodies as the real clients sent them.
  it('goes to the URL as it is, as JSON', () => {
    expect(refreshRequest(refresh, v118)).toMatchObject({
      url: 'http://127.0.0.1:1/refresh?y=1',
      contentType: 'application/json',
      body: '{"client_id":"app_EMoamEEZ73f0CkXaXp7hrann","grant_type":"refresh_token","refresh_token":"rt0"}',
    });
  });

  it('says why in 0.169.0', () => {
    expect(refreshRequest(refresh, v169).body).toBe(
      '{"client_id":"app_EMoamEEZ73f0CkXaXp7hrann","grant_type":"refresh_token","refresh_reason":"forced","refresh_token":"rt0"}',
    );
  });
});

describe('the answer to it', () => {
  it.each([
    [
      { id_token: 'i', access_token: 'a', refresh_token: 'r' },
      { idToken: 'i', accessToken: 'a', refreshToken: 'r' },
    ],
    [{ access_token: 'a' }, { accessToken: 'a' }],
    [{ access_token: 'a', refresh_token: null }, { accessToken: 'a' }],
    [{}, {}],
  ])('may hold any of the tokens: %j', (body, tokens) => {
    expect(processRefresh(answer(200, body), v169)).toEqual(tokens);
  });

  it.each(['<', '', '[]', 'null', { access_token: 5 }])('is not understood: %j', (body) => {
    expect(thrownBy(() => processRefresh(answer(200, body), v118)).message).toBe(
      'error decoding response body',
    );
    expect(thrownBy(() => processRefresh(answer(200, body), v169)).message).toBe(
      'OAuth token response is invalid',
    );
  });

  // [status, body, 0.118.0, 0.169.0]: what the real versions made of it; reasons end a login, texts do not.
  it.each([
    [401, { error: { code: 'refresh_token_expired', message: 'm' } }, EXPIRED, EXPIRED],
    [401, { error: 'REFRESH_TOKEN_reused' }, USED, USED],
    [401, { code: 'refresh_token_invalidated' }, REVOKED, REVOKED],
    [401, { error: { code: 'xx' } }, OTHER, OTHER],
    [401, '', OTHER, OTHER],
    [401, { error: 'constructor' }, OTHER, OTHER],
    [
      400,
      { error: { code: 'refresh_token_expired', message: 'm' } },
      'Failed to refresh token: 400 Bad Request: m',
      EXPIRED,
    ],
    [
      500,
      { error: { code: 'refresh_token_reused', message: 'mm' } },
      'Failed to refresh token: 500 Internal Server Error: mm',
      USED,
    ],
    [
      400,
      { error: 'invalid_grant', error_description: 'desc' },
      'Failed to refresh token: 400 Bad Request: {"error":"invalid_grant","error_description":"desc"}',
      OTHER,
    ],
    [
      400,
      { error: 'foo' },
      'Failed to refresh token: 400 Bad Request: {"error":"foo"}',
      'Failed to refresh token: 400 Bad Request',
    ],
    [404, {}, 'Failed to refresh token: 404 Not Found: {}', 'Failed to refresh token: 404 Not Found'],
    [
      429,
      'slow',
      'Failed to refresh token: 429 Too Many Requests: slow',
      'Failed to refresh token: 429 Too Many Requests',
    ],
    [
      503,
      '',
      'Failed to refresh token: 503 Service Unavailable: Unknown error',
      'Failed to refresh token: 503 Service Unavailable',
    ],
    [
      500,
      'boom',
      'Failed to refresh token: 500 Internal Server Error: boom',
      'Failed to refresh token: 500 Internal Server Error',
    ],
  ])('of %i with %j is a refusal', (status, body, text118, text169) => {
    for (const [dialect, text] of [
      [v118, text118],
      [v169, text169],
    ] as const) {
      const { code, message } = thrownBy(() => processRefresh(answer(status, body), dialect));
      expect(message).toBe(text);
      expect(code).toBe(text.startsWith(REFUSED) ? 'refresh_refused' : 'token_refused');
    }
  });

  it.each([
    ['refresh_token_expired', 'expired'],
    ['refresh_token_reused', 'exhausted'],
    ['refresh_token_invalidated', 'revoked'],
    ['anything else', 'other'],
  ])('names the reason of %s: %s', (error, reason) => {
    try {
      processRefresh(answer(401, { error }), v169);
      expect.unreachable();
    } catch (thrown) {
      expect(thrown).toBeInstanceOf(OAuthError);
      expect(thrown).toMatchObject({ reason, status: 401 });
    }
  });

  it('does not repeat the refresh token', () => {
    const refused = answer(500, 'no use: rt-hush-hush', ['rt-hush-hush']);
    expect(thrownBy(() => processRefresh(refused, v118)).message).toBe(
      'Failed to refresh token: 500 Internal Server Error: no use: <redacted>',
    );
  });
});
