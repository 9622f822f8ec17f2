import { beforeEach, describe, expect, test } from 'vitest';
import { createExternalRefresh } from '../../../src/domain/login/external-refresh.js';
import { ModelError } from '../../../src/domain/ports.js';
import { type Deferred, deferred } from '../../../src/util/deferred.js';
import { FakeAccount } from '../../server/support/fake-account.js';
import { type FakeClock, fakeClock } from '../../util/fake-clock.js';

type Answer = { result: unknown } | { error: { code: number; message: string } };

const FRESH = { accessToken: 'x.y.z', chatgptAccountId: 'w1', chatgptPlanType: null };

let account: FakeAccount;
let clock: FakeClock;
let asked: { method: string; params: unknown }[];
let answer: Deferred<Answer>;
let withdrawn: number;

beforeEach(async () => {
  account = new FakeAccount();
  await account.setExternal({ accessToken: 'a.b.c', chatgptAccountId: 'w1', chatgptPlanType: null });
  clock = fakeClock();
  asked = [];
  answer = deferred();
  withdrawn = 0;
});

function refresher(hidesDetails = false) {
  return createExternalRefresh({
    ask: (method, params) => {
      asked.push({ method, params });
      return { answer: answer.promise, withdraw: () => void withdrawn++ };
    },
    credentials: account,
    policy: account,
    clock,
    hidesDetails,
  });
}

async function problem(refresh: Promise<void>): Promise<unknown> {
  return refresh.then(
    () => 'none',
    (thrown: unknown) => (thrown instanceof ModelError ? thrown.failure : thrown),
  );
}

describe('fresh tokens from the client', () => {
  test('are asked for once, whoever needs them, and are used at once', async () => {
    const refresh = refresher();
    const both = [refresh(), refresh()];
    answer.resolve({ result: FRESH });
    await Promise.all(both);
    expect(asked).toEqual([
      {
        method: 'account/chatgptAuthTokens/refresh',
        params: { reason: 'unauthorized', previousAccountId: 'w1' },
      },
    ]);
    expect(account.token()).toBe('x.y.z');
    expect(clock.pendingTimers).toBe(0);
    expect(withdrawn).toBe(1);
  });

  test('are asked for anew after an earlier question ended', async () => {
    const refresh = refresher();
    answer.resolve({ result: FRESH });
    await refresh();
    await refresh();
    expect(asked).toHaveLength(2);
  });

  test('are waited for ten seconds', async () => {
    const failed = problem(refresher()());
    clock.advance(10_000);
    expect(await failed).toEqual({
      kind: 'credentials',
      message: 'auth refresh request timed out after 10s',
      isPermanent: false,
    });
    expect(withdrawn).toBe(1);
  });

  test('are waited for no longer once the server ends', async () => {
    const failed = problem(refresher()());
    answer.reject(new Error('channel closed'));
    expect(await failed).toEqual({
      kind: 'credentials',
      message: 'auth refresh request canceled: channel closed',
      isPermanent: false,
    });
    expect(clock.pendingTimers).toBe(0);
  });

  test.each(['logout', 'API key'])('that come after a change of accounts (%s) are not used', async (what) => {
    const failed = problem(refresher()());
    if (what === 'logout') await account.logout();
    else await account.saveApiKey('sk');
    answer.resolve({ result: FRESH });
    expect(await failed).toMatchObject({ message: 'auth refresh request canceled: the account changed' });
    expect(account.token()).toBe(what === 'logout' ? null : 'sk');
  });

  test.each([
    [
      false,
      { error: { code: -32000, message: 'no way' } },
      'auth refresh request failed: code=-32000 message=no way',
    ],
    [true, { error: { code: -32000, message: 'no way' } }, 'auth refresh request failed: code=-32000'],
    [false, { result: {} }, 'missing field `accessToken`'],
    [true, { result: {} }, 'invalid auth refresh response'],
    [
      false,
      { result: { ...FRESH, chatgptAccountId: 'w2' } },
      'external auth refresh returned workspace "w2", expected "w1"',
    ],
    [
      true,
      { result: { ...FRESH, chatgptAccountId: 'w2' } },
      'Login is restricted to workspace(s) w1, but current credentials belong to w2',
    ],
  ])('that are not given fail in words (hidden: %s)', async (hidesDetails, given, message) => {
    account.workspaces = ['w1'];
    answer.resolve(given);
    expect(await problem(refresher(hidesDetails)())).toMatchObject({ message, isPermanent: false });
    expect(account.token()).toBe('a.b.c');
  });

  test('that cannot be read fail in the words of whoever read them', async () => {
    account.problems.set('setExternal', new Error('invalid ID token format'));
    answer.resolve({ result: FRESH });
    expect(await problem(refresher()())).toMatchObject({ message: 'invalid ID token format' });
    account.problems.set('setExternal', new Error('invalid ID token format'));
    expect(await problem(refresher(true)())).toMatchObject({
      message: 'auth refresh returned invalid credentials',
    });
  });
});
