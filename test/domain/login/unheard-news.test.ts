import { expect, test } from 'vitest';
import { createLoginService } from '../../../src/domain/login/login-service.js';
import { FakeAccount } from '../../server/support/fake-account.js';
import { fakeClock, settled } from '../../util/fake-clock.js';

const EXTERNAL = { accessToken: 'a.b.c', chatgptAccountId: 'w1', chatgptPlanType: 'pro' };

test('a login whose news cannot be told ends nothing but itself', async () => {
  const account = new FakeAccount();
  const warnings: string[] = [];
  const logins = createLoginService({
    flows: account,
    credentials: account,
    policy: account,
    pages: account,
    workspaces: account,
    hidesRefused: true,
    logoutsAnswerFirst: false,
    sink: {
      emit() {
        throw new Error('nobody listens');
      },
    },
    clock: fakeClock(),
    onWarning: (message) => warnings.push(message),
  });
  (await logins.useExternal('test', EXTERNAL)).begin();
  await settled();
  expect(warnings).toEqual(['nobody listens']);
});
