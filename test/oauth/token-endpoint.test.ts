import { describe, expect, it } from 'vitest';
import { oauthDialectOf } from '../../src/oauth/dialect.js';
import {
  apiKeyRequest,
  codeExchangeRequest,
  processApiKey,
  processCodeExchange,
} from '../../src/oauth/token-endpoint.js';
import { answer, jwt, thrownBy, tokensFor } from './support.js';

const v118 = oauthDialectOf('0.118.0');
const v169 = oauthDialectOf('0.169.0');

const exchange = {
  issuer: 'http://127.0.0.1:1//',
  code: 'c1',
  verifier: 'y~ *',
  redirectUri: 'http://127.0.0.1:1/deviceauth/callback',
};

describe('exchanging a code', () => {
  // Bodies as the real clients sent them.
  it('sends the form of 0.118.0', () => {
    expect(codeExchangeRequest(exchange, v118)).toMatchObject({
      url: 'http://127.0.0.1:1/oauth/token',
      contentType: 'application/x-www-form-urlencoded',
      body: 'grant_type=authorization_code&code=c1&redirect_uri=http%3A%2F%2F127.0.0.1%3A1%2Fdeviceauth%2Fcallback&client_id=app_EMoamEEZ73f0CkXaXp7hrann&code_verifier=y~%20%2A',
    });
  });

  it('sends the form of 0.169.0', () => {
    expect(codeExchangeRequest(exchange, v169).body).toBe(
      'grant_type=authorization_code&client_id=app_EMoamEEZ73f0CkXaXp7hrann&code=c1&redirect_uri=http%3A%2F%2F127.0.0.1%3A1%2Fdeviceauth%2Fcallback&code_verifier=y%7E+*',
    );
  });

  it('reads the tokens', () => {
    const given = tokensFor();
    expect(processCodeExchange(answer(200, { ...given, expires_in: 1 }), v169)).toEqual({
      idToken: given.id_token,
      accessToken: given.access_token,
      refreshToken: given.refresh_token,
    });
  });

  it.each([
    '<html>',
    '',
    '[]',
    'null',
    '{}',
    { id_token: 'x', access_token: 'y' },
    { ...tokensFor(), access_token: 5 },
  ])('takes nothing else for tokens: %j', (body) => {
    expect(thrownBy(() => processCodeExchange(answer(200, body), v118))).toEqual({
      code: 'response_malformed',
      message: 'error decoding response body',
    });
    expect(thrownBy(() => processCodeExchange(answer(200, body), v169)).message).toBe(
      'OAuth token response is invalid',
    );
  });

  // Each line as the real 0.169.0 words it.
  it.each([
    [400, { error: 'invalid_grant', error_description: 'desc' }, '400 Bad Request: desc'],
    [400, { error: { message: 'm', code: 'c' } }, '400 Bad Request: m'],
    [400, { error: { code: 'c' } }, '400 Bad Request: c'],
    [400, { error: 'c', error_description: '  ' }, '400 Bad Request: c'],
    [400, { error: 'c', error_description: ' d ' }, '400 Bad Request:  d '],
    [400, { error: { message: ' ', code: ' c ' } }, '400 Bad Request:  c '],
    [400, { error: ' ' }, '400 Bad Request: {"error":" "}'],
    [
      400,
      { error: { message: 5, code: 6 }, message: 'top', code: 'tc' },
      '400 Bad Request: {"error":{"message":5,"code":6},"message":"top","code":"tc"}',
    ],
    [
      400,
      { error: {}, error_description: { a: 1 } },
      '400 Bad Request: {"error":{},"error_description":{"a":1}}',
    ],
    [401, '', '401 Unauthorized: unknown error'],
    [400, '  \n', '400 Bad Request: unknown error'],
    [500, '  raw text  ', '500 Internal Server Error: raw text'],
    [400, { x: 1 }, '400 Bad Request: {"x":1}'],
    [400, 'null', '400 Bad Request: null'],
    [777, '', '777 <unknown status code>: unknown error'],
  ])('words a refusal with %i and %j', (status, body, text) => {
    expect(thrownBy(() => processCodeExchange(answer(status, body), v169))).toEqual({
      code: 'token_refused',
      message: `token endpoint returned status ${text}`,
    });
  });

  it('does not repeat a code or a verifier that the issuer repeats', () => {
    const { secrets } = codeExchangeRequest(
      { ...exchange, code: 'ac_hushhush', verifier: 'v-hushhush' },
      v169,
    );
    const refused = answer(400, 'bad code ac_hushhush, verifier v-hushhush', secrets);
    expect(thrownBy(() => processCodeExchange(refused, v169)).message).toBe(
      'token endpoint returned status 400 Bad Request: bad code <redacted>, verifier <redacted>',
    );
  });
});

describe('asking for an API key', () => {
  it('sends the id token in exchange', () => {
    const idToken = jwt({});
    const request = apiKeyRequest({ issuer: 'http://127.0.0.1:1', idToken }, v169);
    expect([...new URLSearchParams(request.body)]).toEqual([
      ['grant_type', 'urn:ietf:params:oauth:grant-type:token-exchange'],
      ['client_id', 'app_EMoamEEZ73f0CkXaXp7hrann'],
      ['requested_token', 'openai-api-key'],
      ['subject_token', idToken],
      ['subject_token_type', 'urn:ietf:params:oauth:token-type:id_token'],
    ]);
    expect(request.url).toBe('http://127.0.0.1:1/oauth/token');
  });

  it('takes the access token of the answer for the key', () => {
    expect(processApiKey(answer(200, { access_token: 'sk-key' }), v169)).toBe('sk-key');
  });

  it('says when there is none', () => {
    expect(thrownBy(() => processApiKey(answer(200, {}), v169)).code).toBe('response_malformed');
    expect(thrownBy(() => processApiKey(answer(403, ''), v169)).code).toBe('token_refused');
  });
});
