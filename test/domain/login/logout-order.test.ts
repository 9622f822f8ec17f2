import { beforeEach, expect, test } from 'vitest';
import { createLoginService, type LoginService } from '../../../src/domain/login/login-service.js';
import { FakeAccount } from '../../server/support/fake-account.js';
import { fakeClock } from '../../util/fake-clock.js';
import { failureLater } from '../refusal.js';

const CUT = 'Login server error: Login was not completed';

let account: FakeAccount;
let logins: LoginService;
let news: string[];

beforeEach(async () => {
  account = new FakeAccount();
  news = [];
  logins = createLoginService({
    flows: account,
    credentials: account,
    policy: account,
    pages: account,
    workspaces: account,
    hidesRefused: true,
    logoutsAnswerFirst: true,
    sink: {
      emit: ({ event }) =>
        news.push(event.type === 'accountLoginCompleted' ? (event.error ?? '') : event.type),
    },
    clock: fakeClock(),
  });
  const options = { streamlined: false, hostedSuccessPage: false, appBrand: null };
  (await logins.startBrowser('test', options)).begin();
});

test('a logout that answers first has ended the login, and tells of it after its answer', async () => {
  const { begin } = await logins.logout();
  expect(account.flow.isStopped).toBe(true);
  expect(news).toEqual([]);
  begin();
  expect(news).toEqual(['accountUpdated', CUT]);
});

test('a logout that fails tells at once of the login that it has ended', async () => {
  account.problems.set('logout', new Error('disk'));
  expect(await failureLater(() => logins.logout())).toBe('logoutFailed');
  expect(news).toEqual([CUT]);
});
