import { describe, expect, it } from 'vitest';
import { parseAuthRecord } from '../../../src/adapters/credentials/auth-record.js';
import {
  dueRefresh,
  externalAccount,
  judgeStore,
  signedInOf,
} from '../../../src/adapters/credentials/credential-rules.js';
import { oauthDialectOf } from '../../../src/oauth/dialect.js';
import { AUTH, jwt, PROFILE } from '../../oauth/support.js';
import { accessToken, authJson, DAY, idToken, MINUTE, NOON, recordOf } from './support.js';

const v118 = oauthDialectOf('0.118.0');
const v169 = oauthDialectOf('0.169.0');

describe('tokens are due', () => {
  const at = (tokens: object, top: object = {}) => recordOf({ tokens, top });
  const ago = (ms: number): object => ({ last_refresh: new Date(NOON - ms).toISOString() });

  // [record, 0.118.0, 0.169.0], as the real versions do at startup.
  it.each([
    ['over', at({ access_token: accessToken(-10_000) }), 'proactive_expiry', 'proactive_expiry'],
    [
      'over at this very moment',
      at({ access_token: accessToken(0) }),
      'proactive_expiry',
      'proactive_expiry',
    ],
    ['over in four minutes', at({ access_token: accessToken(4 * MINUTE) }), null, 'proactive_expiry'],
    ['over in six minutes', at({ access_token: accessToken(6 * MINUTE) }), null, null],
    ['not over, but old', at({}, ago(9 * DAY)), null, null],
    [
      'of no known end, nine days old',
      at({ access_token: 'opaque' }, ago(9 * DAY)),
      'scheduled',
      'scheduled',
    ],
    ['of no known end, eight days old', at({ access_token: 'opaque' }, ago(8 * DAY)), null, null],
    ['of no known end, seven days old', at({ access_token: 'opaque' }, ago(7 * DAY)), null, null],
    ['of no known end or beginning', at({ access_token: 'opaque' }, { last_refresh: undefined }), null, null],
    [
      'from outside',
      at({ access_token: accessToken(-1000) }, { auth_mode: 'chatgptAuthTokens' }),
      null,
      null,
    ],
    [
      'there, but a key is used',
      at({ access_token: accessToken(-1000) }, { auth_mode: 'apikey' }),
      null,
      null,
    ],
  ])('when they are %s', (_what, record, cause118, cause169) => {
    expect(dueRefresh(record, NOON, v118.refresh)).toBe(cause118);
    expect(dueRefresh(record, NOON, v169.refresh)).toBe(cause169);
  });

  it('never where there are none', () => {
    expect(dueRefresh(null, NOON, v169.refresh)).toBeNull();
    expect(dueRefresh(parseAuthRecord('{}'), NOON, v169.refresh)).toBeNull();
  });
});

describe('a look at the store', () => {
  const ours = recordOf();
  const same = { record: ours, stored: ours };

  it.each([
    ['the same', recordOf(), 'ask'],
    ['renewed tokens of the account', recordOf({ tokens: { refresh_token: 'rt-X' } }), 'adopt'],
    ['another account', recordOf({ tokens: { account_id: 'acct-2' } }), 'foreign'],
    ['tokens of nobody', recordOf({ tokens: { account_id: null } }), 'foreign'],
    ['an API key', parseAuthRecord('{"OPENAI_API_KEY":"k"}'), 'foreign'],
    ['tokens from outside', recordOf({ top: { auth_mode: 'chatgptAuthTokens' } }), 'foreign'],
    ['nothing', null, 'foreign'],
  ])('that finds %s', (_what, found, verdict) => {
    expect(judgeStore(same, found)).toBe(verdict);
  });

  it('finds nothing of ours when ours have no account', () => {
    const nameless = recordOf({ tokens: { account_id: null } });
    expect(judgeStore({ record: nameless, stored: nameless }, nameless)).toBe('foreign');
  });

  it('finds out what could not be saved', () => {
    const renewed = recordOf({ tokens: { refresh_token: 'rt-1' } });
    expect(judgeStore({ record: renewed, stored: ours }, ours)).toBe('save');
    // Somebody else has renewed them too: theirs are the ones that the issuer knows last.
    const theirs = recordOf({ tokens: { refresh_token: 'rt-2' } });
    expect(judgeStore({ record: renewed, stored: ours }, theirs)).toBe('adopt');
  });
});

describe('who is signed in', () => {
  const account = { mode: 'chatgpt', email: 'a@example.com', userId: 'user-1', accountId: 'acct-1' };

  it.each([
    [null, null],
    [parseAuthRecord('{}'), null],
    [parseAuthRecord('{"auth_mode":"apikey"}'), null],
    [parseAuthRecord('{"auth_mode":"chatgpt"}'), null],
    [parseAuthRecord('{"OPENAI_API_KEY":"sk"}'), { mode: 'apikey' }],
    [recordOf({ top: { OPENAI_API_KEY: 'sk' } }), { ...account, planType: 'plus' }],
    [
      recordOf({ top: { auth_mode: 'chatgptAuthTokens' } }),
      { ...account, mode: 'chatgptAuthTokens', planType: 'plus' },
    ],
    [
      recordOf({ tokens: { id_token: jwt({ [PROFILE]: { email: 'p@x' } }), account_id: null } }),
      { mode: 'chatgpt', email: 'p@x', planType: 'unknown', userId: null, accountId: null },
    ],
  ])('with %j', (record, signedIn) => {
    expect(signedInOf(record, v169)).toEqual(signedIn);
  });

  // [claim, 0.118.0, 0.169.0], as the real versions answered account/read (0.118.0 knows fewer names on its wire).
  it.each([
    ['free', 'free', 'free'],
    ['go', 'go', 'go'],
    ['plus', 'plus', 'plus'],
    ['pro', 'pro', 'pro'],
    ['team', 'team', 'team'],
    ['business', 'business', 'business'],
    ['enterprise', 'enterprise', 'enterprise'],
    ['hc', 'enterprise', 'enterprise'],
    ['edu', 'edu', 'edu'],
    ['education', 'unknown', 'edu'],
    ['self_serve_business_usage_based', 'self_serve_business_usage_based', 'self_serve_business_usage_based'],
    ['enterprise_cbp_usage_based', 'enterprise_cbp_usage_based', 'enterprise_cbp_usage_based'],
    ['Pro', 'unknown', 'unknown'],
    ['ENTERPRISE', 'unknown', 'unknown'],
    ['k12', 'unknown', 'unknown'],
    ['', 'unknown', 'unknown'],
    [null, 'unknown', 'unknown'],
    [undefined, 'unknown', 'unknown'],
  ])('has the plan that the claim %j names', (claim, plan118, plan169) => {
    const record = recordOf({ tokens: { id_token: idToken('acct-1', { chatgpt_plan_type: claim }) } });
    expect(signedInOf(record, v118)).toMatchObject({ planType: plan118 });
    expect(signedInOf(record, v169)).toMatchObject({ planType: plan169 });
  });

  it.each([
    'prolite',
    'promax',
    'sci',
    'sci_plus',
    'ent26',
    'enterprise_cbp_automation',
    'edu_plus',
    'edu_pro',
    'self_serve_business_prolite',
  ])('may have the newer plan %s', (plan) => {
    const record = recordOf({ tokens: { id_token: idToken('acct-1', { chatgpt_plan_type: plan }) } });
    expect(signedInOf(record, v169)).toMatchObject({ planType: plan });
  });

  // [what the client says, the claim, 0.118.0, 0.169.0]
  it.each([
    ['PRO', 'plus', 'pro', 'pro'],
    ['HC', 'x', 'enterprise', 'enterprise'],
    ['education', 'x', 'edu', 'edu'],
    ['Weird', 'plus', 'unknown', 'unknown'],
    ['', 'plus', 'unknown', 'unknown'],
    [null, 'plus', 'plus', 'plus'],
    [null, 'PRO', 'unknown', 'unknown'],
    [null, undefined, 'unknown', 'unknown'],
    [null, 'hc', 'enterprise', 'enterprise'],
    [null, 'education', 'unknown', 'edu'],
  ])(
    'has, with tokens from outside, the plan that the client names, %j, or the token, %j',
    (plan, claim, plan118, plan169) => {
      const token = jwt({ email: 'e@x', [AUTH]: { chatgpt_plan_type: claim, chatgpt_account_id: 'other' } });
      const given = { accountId: 'acct-9', plan };
      expect(externalAccount(token, given, v118)).toMatchObject({ planType: plan118 });
      expect(externalAccount(token, given, v169)).toEqual({
        mode: 'chatgptAuthTokens',
        email: 'e@x',
        planType: plan169,
        userId: null,
        accountId: 'acct-9',
      });
    },
  );

  it('is read from what a file says', () => {
    expect(signedInOf(parseAuthRecord(authJson()), v169)).toEqual({ ...account, planType: 'plus' });
  });
});
