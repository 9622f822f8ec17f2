import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  formatAuthRecord,
  isSameRecord,
  modeOf,
  parseAuthRecord,
} from '../../../src/adapters/credentials/auth-record.js';
import { apiKeyRecord, loginRecord, refreshedRecord } from '../../../src/adapters/credentials/new-record.js';
import { oauthDialectOf } from '../../../src/oauth/dialect.js';
import { jwt, thrownBy } from '../../oauth/support.js';
import { authJson, idToken, NOON, recordOf } from './support.js';

const v118 = oauthDialectOf('0.118.0');
const v169 = oauthDialectOf('0.169.0');
const tokens = { idToken: idToken(), accessToken: 'at', refreshToken: 'rt' };
const login = { tokens, apiKey: null, issuer: 'http://127.0.0.1:1', clientId: 'app', now: NOON };

describe('auth.json', () => {
  // Layouts of files that the real clients wrote.
  it('of an API key is that of both versions', () => {
    expect(formatAuthRecord(apiKeyRecord('sk-test', null), 'pretty')).toBe(
      '{\n  "auth_mode": "apikey",\n  "OPENAI_API_KEY": "sk-test"\n}',
    );
  });

  it('of a login is that of 0.118.0', () => {
    expect(formatAuthRecord(loginRecord(login, null, v118), 'pretty')).toBe(`{
  "auth_mode": "chatgpt",
  "OPENAI_API_KEY": null,
  "tokens": {
    "id_token": "${tokens.idToken}",
    "access_token": "at",
    "refresh_token": "rt",
    "account_id": "acct-1"
  },
  "last_refresh": "2026-11-20T10:00:00.000Z"
}`);
  });

  it('of a login is that of 0.169.0', () => {
    const text = formatAuthRecord(loginRecord({ ...login, apiKey: 'sk-key' }, null, v169), 'pretty');
    expect(text.replace(/"login_owner_id": "[\w-]{43}"/, '"login_owner_id": "OWNER"')).toBe(`{
  "auth_mode": "chatgpt",
  "OPENAI_API_KEY": "sk-key",
  "tokens": {
    "id_token": "${tokens.idToken}",
    "access_token": "at",
    "refresh_token": "rt",
    "oauth_provenance": {
      "issuer": "http://127.0.0.1:1",
      "client_id": "app"
    },
    "login_owner_id": "OWNER",
    "account_id": "acct-1"
  },
  "last_refresh": "2026-11-20T10:00:00.000Z"
}`);
  });

  it('is one line in a keyring', () => {
    expect(formatAuthRecord(apiKeyRecord('sk', null), 'compact')).toBe(
      '{"auth_mode":"apikey","OPENAI_API_KEY":"sk"}',
    );
  });

  it('comes back from its own text', () => {
    for (const record of [
      loginRecord(login, null, v118),
      loginRecord(login, null, v169),
      apiKeyRecord('', null),
    ]) {
      expect(parseAuthRecord(formatAuthRecord(record, 'pretty'))).toEqual(record);
    }
  });

  it('names no account where the token names none', () => {
    const nameless = { ...login, tokens: { ...tokens, idToken: jwt({}) } };
    expect(formatAuthRecord(loginRecord(nameless, null, v118), 'compact')).toContain('"account_id":null');
  });

  it.each([
    [
      'a key and tokens, no mode',
      authJson({ top: { auth_mode: undefined, OPENAI_API_KEY: 'sk' } }),
      'apikey',
    ],
    ['tokens, no mode', authJson({ top: { auth_mode: undefined } }), 'chatgpt'],
    ['the mode, a key and tokens', authJson({ top: { OPENAI_API_KEY: 'sk' } }), 'chatgpt'],
    ['tokens from outside', authJson({ top: { auth_mode: 'chatgptAuthTokens' } }), 'chatgptAuthTokens'],
    ['an empty key', '{"OPENAI_API_KEY":""}', 'apikey'],
    ['nothing', '{}', 'chatgpt'],
  ])('with %s means %3$s', (_what, text, mode) => {
    expect(modeOf(parseAuthRecord(text))).toBe(mode);
  });

  // The real versions sign nobody in with any of these.
  it.each([
    '',
    '{',
    '[]',
    'null',
    `\ufeff${authJson()}`,
    authJson({ top: { auth_mode: 'zzz' } }),
    authJson({ top: { auth_mode: 'agentIdentity' } }),
    authJson({ top: { OPENAI_API_KEY: 5 } }),
    authJson({ top: { last_refresh: 'yesterday' } }),
    authJson({ top: { tokens: 'x' } }),
    authJson({ tokens: { id_token: 'x' } }),
    authJson({ tokens: { id_token: idToken('a', { chatgpt_plan_type: 5 }) } }),
    authJson({ tokens: { refresh_token: undefined } }),
    authJson({ tokens: { access_token: null } }),
  ])('is not understood: %j', (text) => {
    expect(thrownBy(() => parseAuthRecord(text)).code).toBe('unreadable');
  });

  it('is not quoted when it is not understood', () => {
    const { message } = thrownBy(() => parseAuthRecord('{"OPENAI_API_KEY":"sk-hush-hush",}'));
    expect(message).not.toContain('hush');
  });

  it.each([
    { tokens: { account_id: undefined } },
    { top: { last_refresh: null } },
    { top: { OPENAI_API_KEY: undefined } },
  ])('may lack what older versions did not write: %j', (changes) => {
    expect(() => recordOf(changes)).not.toThrow();
  });

  it('keeps members that nobody here knows, also through a refresh', () => {
    const record = recordOf({
      top: { future: { a: [1] } },
      tokens: { later: 'x', oauth_provenance: { issuer: 'i', client_id: 'c', more: 1 }, login_owner_id: 'o' },
    });
    const next = refreshedRecord(record, { accessToken: 'new' }, NOON);
    expect(JSON.parse(formatAuthRecord(next, 'pretty'))).toMatchObject({
      future: { a: [1] },
      tokens: {
        access_token: 'new',
        refresh_token: 'rt-0',
        later: 'x',
        login_owner_id: 'o',
        oauth_provenance: { issuer: 'i', client_id: 'c', more: 1 },
      },
    });
  });

  it('keeps whatever JSON may stand in unknown members', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (future) => {
        const record = parseAuthRecord(authJson({ top: { future } }));
        const again = JSON.parse(formatAuthRecord(record, 'pretty')) as { future: unknown };
        expect(again.future).toEqual(JSON.parse(JSON.stringify(future)));
      }),
    );
  });
});

describe('a new login', () => {
  const before = recordOf({
    top: { OPENAI_API_KEY: 'sk-old', future: 1, personal_access_token: 'pat', agent_identity: {} },
    tokens: { later: 'x' },
  });

  it('leaves no credential of the one before', () => {
    for (const next of [loginRecord(login, before, v169), apiKeyRecord('sk-new', before)]) {
      const text = formatAuthRecord(next, 'pretty');
      for (const old of ['sk-old', 'rt-0', 'pat', 'agent_identity', 'later']) expect(text).not.toContain(old);
      expect(text).toContain('"future": 1');
    }
  });

  it('differs from the one before, even for the same account', () => {
    const one = loginRecord(login, null, v169);
    expect(isSameRecord(one, loginRecord(login, null, v169))).toBe(false);
    expect(isSameRecord(one, parseAuthRecord(formatAuthRecord(one, 'pretty')))).toBe(true);
    expect(isSameRecord(one, null)).toBe(false);
    expect(isSameRecord(null, null)).toBe(true);
  });
});
