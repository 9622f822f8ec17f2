import { describe, expect, it } from 'vitest';
import { authClaimsOf, expiryOf, readClaims } from '../../src/oauth/id-token.js';
import { AUTH, jwt, PROFILE, thrownBy } from './support.js';

describe('claims', () => {
  it('come from the token itself and from its account claims', () => {
    const token = jwt({
      email: 'a@example.com',
      [AUTH]: {
        chatgpt_plan_type: 'pro',
        chatgpt_user_id: 'u',
        user_id: 'older',
        chatgpt_account_id: 'acct',
      },
    });
    expect(readClaims(token)).toEqual({
      email: 'a@example.com',
      plan: 'pro',
      userId: 'u',
      accountId: 'acct',
    });
  });

  it('fall back on the e-mail of the profile and the older user id', () => {
    const token = jwt({ [PROFILE]: { email: 'p@example.com' }, [AUTH]: { user_id: 'older' } });
    expect(readClaims(token)).toMatchObject({ email: 'p@example.com', userId: 'older' });
  });

  it('prefer the e-mail of the token to that of the profile', () => {
    const token = jwt({ email: 't@example.com', [PROFILE]: { email: 'p@example.com' } });
    expect(readClaims(token).email).toBe('t@example.com');
  });

  it.each([{}, { email: null, [AUTH]: null, [PROFILE]: null }])('may all be missing: %j', (claims) => {
    expect(readClaims(jwt(claims))).toEqual({ email: null, plan: null, userId: null, accountId: null });
  });

  it('are read without asking who signed them', () => {
    const [header, payload] = jwt({ email: 'a@example.com' }).split('.');
    expect(readClaims(`${header}.${payload}.forged.and-more`).email).toBe('a@example.com');
  });

  // Texts of the real 0.169.0, shown in account/login/completed.
  it.each([
    ['', 'invalid ID token format'],
    ['abc', 'invalid ID token format'],
    ['a..c', 'invalid ID token format'],
    ['a.b', 'invalid ID token format'],
    ['a.b.c', 'Invalid input length: 1'],
    ['a.!bcd.c', 'Invalid symbol 33, offset 0.'],
    [jwt({ email: 5 }), 'invalid type: integer `5`, expected a string at line 1 column 10'],
  ])('of %j cannot be read: %s', (token, message) => {
    expect(thrownBy(() => readClaims(token))).toEqual({ code: 'id_token_malformed', message });
  });

  it('of the wrong type make the token unreadable, wherever they are', () => {
    for (const claims of [{ [AUTH]: 'x' }, { [AUTH]: { chatgpt_plan_type: 5 } }, { [PROFILE]: [] }]) {
      expect(thrownBy(() => readClaims(jwt(claims))).code).toBe('id_token_malformed');
    }
  });
});

describe('the end of a token', () => {
  it('is its exp, in milliseconds', () => {
    expect(expiryOf(jwt({ exp: 1_800_000_000 }))).toBe(1_800_000_000_000);
  });

  it.each(['opaque', '', 'a.b.c', jwt({}), jwt({ exp: 'soon' }), jwt(null), jwt([])])(
    'is unknown for %j',
    (token) => {
      expect(expiryOf(token)).toBeNull();
    },
  );
});

describe('account claims', () => {
  it.each(['opaque', jwt({}), jwt({ [AUTH]: 'x' }), jwt(null), jwt(7)])('are empty for %j', (token) => {
    expect(authClaimsOf(token)).toEqual({});
  });
});
