import { describe, expect, it } from 'vitest';
import { recordedBody, redactHeaders, withoutSecretQuery } from '../../src/backend/request-secrets.js';

const form = 'application/x-www-form-urlencoded';
const bodyOf = (text: string, json?: unknown): Parameters<typeof recordedBody>[1] => ({
  text,
  json,
  bytes: text.length,
});

describe('redactHeaders', () => {
  it('keeps the scheme of a credential, and nothing of one without', () => {
    expect(
      redactHeaders({ authorization: 'Bearer secret', cookie: 'a=secret; b=secret', 'x-api-key': 'secret' }),
    ).toEqual({ authorization: 'Bearer <redacted>', cookie: '<redacted>', 'x-api-key': '<redacted>' });
  });

  it('takes secrets out of the page that a request came from', () => {
    const referer = 'http://127.0.0.1:1/oauth/authorize?client_id=me&state=secret';
    expect(redactHeaders({ referer })).toEqual({
      referer: 'http://127.0.0.1:1/oauth/authorize?client_id=me&state=<redacted>',
    });
  });
});

describe('withoutSecretQuery', () => {
  it.each([
    ['/oauth/authorize?client_id=me&state=secret', '/oauth/authorize?client_id=me&state=<redacted>'],
    ['/codex/device?user_code=secret#x', '/codex/device?user_code=<redacted>#x'],
    ['/a?%63ode=secret', '/a?%63ode=<redacted>'],
    ['/a?code=secret&code=secret', '/a?code=<redacted>&code=<redacted>'],
    ['/v1/models?client_version=0.169.0', '/v1/models?client_version=0.169.0'],
  ])('makes %s into %s', (address, shown) => {
    expect(withoutSecretQuery(address)).toBe(shown);
  });
});

describe('recordedBody', () => {
  it('shows a form as an object without tokens and codes', () => {
    const text = 'grant_type=authorization_code&code=secret&code_verifier=secret&redirect_uri=http%3A%2F%2Fa';
    expect(recordedBody('/oauth/token', bodyOf(text), form)).toEqual({
      grant_type: 'authorization_code',
      code: '<redacted>',
      code_verifier: '<redacted>',
      redirect_uri: 'http://a',
    });
  });

  it.each(['/oauth/token', '/oauth/revoke', '/api/accounts/deviceauth/token', '/codex/device/decision'])(
    'shows JSON to %s without tokens and codes',
    (path) => {
      const json = { client_id: 'me', refresh_token: 'secret', token: 'secret', user_code: 'secret' };
      expect(JSON.stringify(recordedBody(path, bodyOf('…', json), 'application/json'))).toBe(
        '{"client_id":"me","refresh_token":"<redacted>","token":"<redacted>","user_code":"<redacted>"}',
      );
    },
  );

  it('shows nothing of a body that it cannot read', () => {
    expect(recordedBody('/oauth/token', bodyOf('refresh_token secret'), undefined)).toBe('<redacted>');
    expect(recordedBody('/oauth/token', bodyOf(''), undefined)).toBeUndefined();
  });

  it('leaves bodies of other routes alone, where such words mean other things', () => {
    const json = { code: 'x', token: 'y' };
    expect(recordedBody('/responses', bodyOf('…', json), 'application/json')).toBe(json);
    expect(recordedBody('/codex/responses', bodyOf('plain'), undefined)).toBe('plain');
  });
});
