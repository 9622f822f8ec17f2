import { describe, expect, it } from 'vitest';
import {
  DEVICE_CODE_LIMIT_MS,
  judgePoll,
  pollRequest,
  processUserCode,
  userCodeRequest,
} from '../../src/oauth/device-code.js';
import { answer, thrownBy } from './support.js';

const ISSUER = 'https://issuer.example//';
const given = { device_auth_id: 'd', user_code: 'U' };

describe('asking for a device code', () => {
  it('sends the client id alone, as JSON', () => {
    expect(userCodeRequest(ISSUER)).toMatchObject({
      url: 'https://issuer.example/api/accounts/deviceauth/usercode',
      contentType: 'application/json',
      body: '{"client_id":"app_EMoamEEZ73f0CkXaXp7hrann"}',
    });
  });

  it('builds the page to go to from the issuer', () => {
    expect(processUserCode(answer(200, { ...given, interval: '5' }), ISSUER)).toEqual({
      deviceAuthId: 'd',
      userCode: 'U',
      verificationUrl: 'https://issuer.example/codex/device',
      pauseMs: 5000,
    });
  });

  it('knows the code by its other name', () => {
    const body = { device_auth_id: 'd', usercode: 'U2' };
    expect(processUserCode(answer(200, body), ISSUER).userCode).toBe('U2');
  });

  it.each([
    ['"5"', 5000],
    ['" 7 "', 7000],
    ['"+2"', 2000],
    ['"0"', 1000],
    ['"00"', 1000],
  ])('waits between polls as asked, but never without a pause: %s', (interval, pauseMs) => {
    const body = `{"device_auth_id":"d","user_code":"U","interval":${interval}}`;
    expect(processUserCode(answer(200, body), ISSUER).pauseMs).toBe(pauseMs);
  });

  it('waits a second where no interval is given, and less for a stand-in on this machine', () => {
    expect(processUserCode(answer(200, given), ISSUER).pauseMs).toBe(1000);
    for (const local of ['http://127.0.0.1:1', 'http://localhost:1/', 'http://[::1]:1']) {
      expect(processUserCode(answer(200, given), local).pauseMs).toBe(50);
    }
  });

  // Texts of the real servers.
  it.each([
    [
      404,
      '',
      'device_login_off',
      'device code login is not enabled for this Codex server. Use the browser login or verify the server URL.',
    ],
    [503, 'x', 'device_request_refused', 'device code request failed with status 503 Service Unavailable'],
    [302, '', 'device_request_refused', 'device code request failed with status 302 Found'],
    [777, '', 'device_request_refused', 'device code request failed with status 777 <unknown status code>'],
    [
      200,
      { ...given, interval: 1 },
      'response_malformed',
      'invalid type: integer `1`, expected a string at line 1 column 50',
    ],
    [
      200,
      { ...given, interval: null },
      'response_malformed',
      'invalid type: null, expected a string at line 1 column 53',
    ],
    [
      200,
      { ...given, interval: 'x' },
      'response_malformed',
      'invalid digit found in string at line 1 column 53',
    ],
    [
      200,
      { ...given, interval: '-1' },
      'response_malformed',
      'invalid digit found in string at line 1 column 54',
    ],
    [
      200,
      { ...given, interval: '1.0' },
      'response_malformed',
      'invalid digit found in string at line 1 column 55',
    ],
    [
      200,
      { ...given, interval: '' },
      'response_malformed',
      'cannot parse integer from empty string at line 1 column 52',
    ],
    [200, { user_code: 'U' }, 'response_malformed', 'missing field `device_auth_id` at line 1 column 17'],
    [200, { device_auth_id: 'U' }, 'response_malformed', 'missing field `user_code` at line 1 column 22'],
    [200, '<html>', 'response_malformed', 'expected value at line 1 column 1'],
    [200, '', 'response_malformed', 'EOF while parsing a value at line 1 column 0'],
  ])('is refused: %i %j', (status, body, code, message) => {
    expect(thrownBy(() => processUserCode(answer(status, body), ISSUER))).toEqual({ code, message });
  });

  it('takes every success for one', () => {
    expect(processUserCode(answer(299, given), ISSUER).userCode).toBe('U');
  });

  it.each([
    [{ ...given, usercode: 'U2' }, 'duplicate field `user_code`'],
    [{ ...given, interval: String(2 ** 64) }, 'number too large to fit in target type'],
    ['[]', 'invalid type: sequence, expected an object'],
  ])('does not guess: %j', (body, message) => {
    expect(thrownBy(() => processUserCode(answer(200, body), ISSUER)).message).toContain(message);
  });
});

describe('polling', () => {
  const device = { deviceAuthId: 'd', userCode: 'U', verificationUrl: 'x', pauseMs: 5000 };
  const approved = { authorization_code: 'c1', code_challenge: 'x', code_verifier: 'y' };

  it('names the login by both its codes', () => {
    expect(pollRequest(ISSUER, device)).toMatchObject({
      url: 'https://issuer.example/api/accounts/deviceauth/token',
      contentType: 'application/json',
      body: '{"device_auth_id":"d","user_code":"U"}',
    });
  });

  it('ends with a code and the verifier that the issuer made', () => {
    expect(judgePoll(answer(200, approved), device, 0)).toEqual({
      kind: 'approved',
      code: 'c1',
      verifier: 'y',
    });
  });

  it.each([403, 404])('goes on after a %i', (status) => {
    expect(judgePoll(answer(status, { error: 'access_denied' }), device, 0)).toEqual({
      kind: 'pending',
      pauseMs: 5000,
    });
  });

  it('goes on until 15 minutes are over, and not longer', () => {
    const late = DEVICE_CODE_LIMIT_MS - 1;
    expect(judgePoll(answer(403), device, late)).toEqual({ kind: 'pending', pauseMs: 1 });
    const over = judgePoll(answer(403), device, DEVICE_CODE_LIMIT_MS);
    expect(over).toMatchObject({
      kind: 'failed',
      error: { code: 'device_login_expired', message: 'device auth timed out after 15 minutes' },
    });
  });

  it('takes an approval however late it comes', () => {
    expect(judgePoll(answer(200, approved), device, DEVICE_CODE_LIMIT_MS * 2).kind).toBe('approved');
  });

  it.each([
    [500, 'device auth failed with status 500 Internal Server Error'],
    [429, 'device auth failed with status 429 Too Many Requests'],
    [400, 'device auth failed with status 400 Bad Request'],
    [302, 'device auth failed with status 302 Found'],
    [777, 'device auth failed with status 777 <unknown status code>'],
  ])('ends with any other status: %i', (status, message) => {
    // What the body says reaches nobody.
    const verdict = judgePoll(answer(status, { error: 'authorization_declined' }), device, 0);
    expect(verdict).toMatchObject({
      kind: 'failed',
      error: { code: 'device_login_refused', message, status },
    });
  });

  it.each(['{}', '<h', '', { ...approved, code_challenge: undefined }, { ...approved, code_verifier: 1 }])(
    'ends with an approval that is none: %j',
    (body) => {
      expect(judgePoll(answer(200, body), device, 0)).toMatchObject({
        kind: 'failed',
        error: { code: 'response_malformed', message: 'error decoding response body' },
      });
    },
  );
});
