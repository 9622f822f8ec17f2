import { describe, expect, it } from 'vitest';
import { processRevoke, revokeRequest, revokeUrlBeside } from '../../src/oauth/revoke.js';
import { answer, thrownBy } from './support.js';

describe('revoking', () => {
  it('gives back the refresh token', () => {
    expect(
      revokeRequest('http://127.0.0.1:1/oauth/revoke', { refreshToken: 'rt1', accessToken: 'at' }),
    ).toMatchObject({
      contentType: 'application/json',
      body: '{"token":"rt1","token_type_hint":"refresh_token","client_id":"app_EMoamEEZ73f0CkXaXp7hrann"}',
      timeoutMs: 10_000,
    });
  });

  it('gives back the access token where there is no other', () => {
    expect(revokeRequest('http://x', { refreshToken: '', accessToken: 'at' })?.body).toBe(
      '{"token":"at","token_type_hint":"access_token"}',
    );
  });

  it('asks for nothing where there is nothing', () => {
    expect(revokeRequest('http://x', { refreshToken: '', accessToken: '' })).toBeNull();
  });

  it('reports a refusal without the token', () => {
    expect(() => processRevoke(answer(200))).not.toThrow();
    expect(thrownBy(() => processRevoke(answer(400, 'token rt-hush-hush', ['rt-hush-hush']))).message).toBe(
      'The issuer did not revoke the token: 400 Bad Request: token <redacted>',
    );
  });

  it('happens beside the token endpoint, without its query', () => {
    expect(revokeUrlBeside('http://127.0.0.1:1/refresh/x?y=1')).toBe('http://127.0.0.1:1/oauth/revoke');
    expect(revokeUrlBeside('nowhere')).toBeUndefined();
  });
});
