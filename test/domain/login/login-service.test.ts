import { beforeEach, describe, expect, test } from 'vitest';
import type { DomainEvent } from '../../../src/domain/events.js';
import { DeviceLoginOff } from '../../../src/domain/login/login-ports.js';
import { createLoginService, type LoginService } from '../../../src/domain/login/login-service.js';
import { deferred } from '../../../src/util/deferred.js';
import { FakeAccount } from '../../server/support/fake-account.js';
import { type FakeClock, fakeClock } from '../../util/fake-clock.js';
import { failureLater } from '../refusal.js';

const BROWSER = { streamlined: false, hostedSuccessPage: false, appBrand: null };
const EXTERNAL = { accessToken: 'a.b.c', chatgptAccountId: 'w1', chatgptPlanType: 'pro' };
let account: FakeAccount;
let clock: FakeClock;
let logins: LoginService;
let news: string[];
let warnings: string[];

beforeEach(() => {
  account = new FakeAccount();
  clock = fakeClock();
  [news, warnings] = [[], []];
  let ids = 0;
  logins = createLoginService({
    flows: account,
    credentials: account,
    policy: account,
    pages: account,
    workspaces: account,
    hidesRefused: true,
    logoutsAnswerFirst: false,
    sink: { emit: (event) => news.push(told(event)) },
    clock,
    onWarning: (message) => warnings.push(message),
    newId: () => `login-${++ids}`,
  });
});

function told({ event }: DomainEvent): string {
  if (event.type === 'accountLoginCompleted') return `${event.loginId}: ${event.error ?? 'success'}`;
  if (event.type === 'accountUpdated') return `updated ${event.authMode} ${event.planType}`;
  return event.type;
}

/** Lets promises settle. */
async function settle(): Promise<void> {
  for (let round = 0; round < 10; round += 1) await Promise.resolve();
}

async function device(): Promise<string> {
  const started = await logins.startDevice('test');
  started.begin();
  return started.loginId;
}

async function browser(): Promise<string> {
  const started = await logins.startBrowser('test', BROWSER);
  started.begin();
  return started.loginId;
}

describe('a login', () => {
  test('waits for its person only once its caller has been answered', async () => {
    const started = await logins.startDevice('me');
    expect(started).toMatchObject({ userCode: 'CODE-1', verificationUrl: 'http://127.0.0.1:1/codex/device' });
    expect(account.flow).toMatchObject({ originator: 'me', isWaiting: false });
    started.begin();
    expect(account.flow.isWaiting).toBe(true);
  });

  test('tells its success, then who is signed in', async () => {
    await device();
    account.flow.approve();
    await settle();
    expect(news).toEqual(['login-1: success', 'updated chatgpt plus']);
  });

  test('tells its failure and nothing else', async () => {
    await device();
    account.flow.fail('device auth failed with status 500 Internal Server Error');
    await settle();
    expect(news).toEqual(['login-1: device auth failed with status 500 Internal Server Error']);
  });

  test('in the browser ends after ten minutes, and its timer with it', async () => {
    await browser();
    clock.advance(10 * 60 * 1000 - 1);
    expect(account.flow.isStopped).toBe(false);
    clock.advance(1);
    await settle();
    expect(account.flow.isStopped).toBe(true);
    expect(news).toEqual(['login-1: Login timed out']);
    expect(clock.pendingTimers).toBe(0);
  });

  test('in the browser that ends in time leaves no timer', async () => {
    await browser();
    account.flow.fail('Login cancelled');
    await settle();
    expect(news).toEqual(['login-1: Login server error: Login cancelled']);
    expect(clock.pendingTimers).toBe(0);
  });

  test('with a device code has no time limit here', async () => {
    await device();
    expect(clock.pendingTimers).toBe(0);
  });
});

describe('the slot', () => {
  test('goes to a new login only after its own start succeeded', async () => {
    await device();
    account.problems.set('startDevice', new Error('no answer'));
    await expect(logins.startDevice('test')).rejects.toMatchObject({
      failure: { code: 'deviceCodeFailed', message: 'no answer' },
    });
    expect(account.flow.isWaiting).toBe(true);
    const [old] = account.flows;
    await device();
    await settle();
    expect(old?.isStopped).toBe(true);
    expect(news).toEqual(['login-1: Login was not completed']);
  });

  test('of two racing starts belongs to the later one, and the other is told', async () => {
    account.gate = deferred();
    const both = [logins.startDevice('a'), logins.startDevice('b')];
    account.gate.resolve();
    for (const started of await Promise.all(both)) started.begin();
    await settle();
    expect(account.flows.map(({ isWaiting }) => isWaiting)).toEqual([false, true]);
    expect(news).toEqual(['login-1: Login was not completed']);
  });

  test.each(['apiKey', 'external', 'logout'])(
    'is emptied by %s, before anything is changed',
    async (what) => {
      await browser();
      if (what === 'apiKey') (await logins.useApiKey('k')).begin();
      if (what === 'external') (await logins.useExternal('test', EXTERNAL)).begin();
      if (what === 'logout') (await logins.logout()).begin();
      expect(account.flow.isStopped).toBe(true);
      expect(clock.pendingTimers).toBe(0);
      expect(news[0]).toBe('login-1: Login server error: Login was not completed');
    },
  );

  test('is emptied even if the forced workspace then refuses the tokens', async () => {
    await device();
    account.workspaces = ['w2'];
    await expect(logins.useExternal('test', EXTERNAL)).rejects.toMatchObject({
      failure: { code: 'workspaceNotAllowed', expected: ['w2'], given: 'w1' },
    });
    expect(account.flow.isStopped).toBe(true);
    expect(account.calls).not.toContain('setExternal');
  });

  test('keeps its login when a precondition fails', async () => {
    await device();
    account.method = 'chatgpt';
    expect(await failureLater(() => logins.useApiKey('k'))).toBe('loginMethodDisabled');
    account.method = 'api';
    expect(await failureLater(() => logins.useExternal('test', EXTERNAL))).toBe('loginMethodDisabled');
    expect(await failureLater(() => logins.startBrowser('test', BROWSER))).toBe('loginMethodDisabled');
    expect(account.flow.isWaiting).toBe(true);
    expect(news).toEqual([]);
  });
});

describe('cancelling', () => {
  test('ends the login in the slot, once', async () => {
    const loginId = await device();
    const first = logins.cancel(loginId);
    expect(first.status).toBe('canceled');
    expect(account.flow.isStopped).toBe(false);
    first.begin();
    expect(logins.cancel(loginId).status).toBe('notFound');
    await settle();
    expect(news).toEqual(['login-1: Login was not completed']);
  });

  test('finds neither finished nor replaced nor unknown logins', async () => {
    const replaced = await device();
    const finished = await device();
    expect(logins.cancel(replaced).status).toBe('notFound');
    account.flow.approve();
    await settle();
    expect(logins.cancel(finished).status).toBe('notFound');
    expect(logins.cancel('never').status).toBe('notFound');
  });
});

describe('who may sign in how', () => {
  test('tokens from outside keep every login out but their own kind', async () => {
    (await logins.useExternal('test', EXTERNAL)).begin();
    await settle();
    expect(news).toEqual(['null: success', 'updated chatgptAuthTokens pro']);
    expect(await failureLater(() => logins.useApiKey('k'))).toBe('externalAuthActive');
    expect(await failureLater(() => logins.startDevice('test'))).toBe('externalAuthActive');
    expect(await failureLater(() => logins.startBrowser('test', BROWSER))).toBe('externalAuthActive');
    await logins.useExternal('test', { ...EXTERNAL, chatgptPlanType: 'team' });
    expect(account.current()).toMatchObject({ planType: 'team' });
  });

  test('tokens from outside come before the forced method', async () => {
    (await logins.useExternal('test', EXTERNAL)).begin();
    account.method = 'chatgpt';
    expect(await failureLater(() => logins.useApiKey('k'))).toBe('externalAuthActive');
  });

  test('each problem keeps its own code', async () => {
    account.problems.set('startDevice', new DeviceLoginOff('off'));
    expect(await failureLater(() => logins.startDevice('test'))).toBe('deviceLoginOff');
    account.problems.set('startBrowser', new Error('no port'));
    expect(await failureLater(() => logins.startBrowser('test', BROWSER))).toBe('loginServerFailed');
    account.problems.set('saveApiKey', new Error('disk'));
    expect(await failureLater(() => logins.useApiKey('k'))).toBe('apiKeyNotSaved');
    account.problems.set('setExternal', new Error('jwt'));
    expect(await failureLater(() => logins.useExternal('test', EXTERNAL))).toBe('externalAuthRefused');
    account.problems.set('logout', new Error('disk'));
    expect(await failureLater(() => logins.logout())).toBe('logoutFailed');
    expect(news).toEqual([]);
  });
});

describe('the workspace of an account', () => {
  const routing = { chatgptAccountId: 'a', backendOrigin: 'b', accountRoutingOverride: 'us' } as const;

  test('is asked for after a login is saved and before its success is told', async () => {
    account.workspaceGate = deferred();
    await device();
    account.flow.approve();
    await settle();
    expect(account.calls).toEqual(['startDevice', 'workspace']);
    expect(news).toEqual([]);
    account.workspaceGate.resolve();
    await settle();
    expect(news).toEqual(['login-1: success', 'updated chatgpt plus']);
  });

  test.each([
    ['a device login', device],
    ['a browser login', browser],
  ])(
    'fails %s that it cannot be told for, in its own words, and the credentials stay',
    async (_what, start) => {
      account.problems.set('workspace', new Error('not listed'));
      await start();
      account.flow.approve();
      await settle();
      expect(news).toEqual(['login-1: not listed']);
      expect(account.current()).toMatchObject({ mode: 'chatgpt' });
      expect(clock.pendingTimers).toBe(0);
    },
  );

  test('is not waited for by a cancel, which comes too late for a saved login', async () => {
    account.workspaceGate = deferred();
    const loginId = await device();
    account.flow.approve();
    await settle();
    const { status, begin } = logins.cancel(loginId);
    begin();
    expect(status).toBe('canceled');
    account.workspaceGate.resolve();
    await settle();
    expect(news).toEqual(['login-1: success', 'updated chatgpt plus']);
  });

  test.each(['apiKey', 'logout'])('is of no use any more after %s', async (what) => {
    account.workspaceGate = deferred();
    await device();
    account.flow.approve();
    await settle();
    await (what === 'apiKey' ? logins.useApiKey('k') : logins.logout());
    expect(news).toEqual(['login-1: account changed']);
  });

  test('is asked for with tokens from outside too, after the answer', async () => {
    const { begin } = await logins.useExternal('test', EXTERNAL);
    account.workspaceGate = deferred();
    expect(account.calls).toEqual(['setExternal']);
    begin();
    await settle();
    expect(news).toEqual([]);
    account.workspaceGate.resolve();
    await settle();
    expect(news).toEqual(['null: success', 'updated chatgptAuthTokens pro']);
    account.problems.set('workspace', new Error('not listed'));
    (await logins.useExternal('test', EXTERNAL)).begin();
    await settle();
    expect(news.slice(2)).toEqual(['null: not listed']);
  });

  test('is shown with the account, or the reason why it cannot be', async () => {
    account.signedIn = { mode: 'chatgpt', email: 'a@b', planType: 'team', userId: 'u', accountId: 'acct-1' };
    account.secret = 'access';
    account.workspace = { name: 'Team', routing };
    expect(await logins.readAccount('test', { refresh: false })).toMatchObject({
      account: { workspaceName: 'Team' },
      workspaceRouting: routing,
    });
    account.problems.set('workspace', new Error('not listed'));
    await expect(logins.readAccount('test', { refresh: false })).rejects.toMatchObject({
      failure: { code: 'workspaceUnknown', message: 'not listed' },
    });
  });

  test('is asked for no longer at a shutdown, and nobody is told', async () => {
    account.workspaceGate = deferred();
    await device();
    account.flow.approve();
    (await logins.useExternal('test', EXTERNAL)).begin();
    await settle();
    news = [];
    await logins.shutdown();
    expect(news).toEqual([]);
  });
});

describe('reading', () => {
  test('shows nobody where the provider wants nobody', async () => {
    account.needsAuth = false;
    await logins.useApiKey('k');
    expect(await logins.readAccount('test', { refresh: false })).toMatchObject({
      account: null,
      requiresOpenaiAuth: false,
    });
    expect(await logins.authStatus({ refresh: false, includeToken: true })).toEqual({
      authMethod: null,
      authToken: null,
      requiresOpenaiAuth: false,
    });
  });

  test('shows nobody once the tokens cannot be renewed any more', async () => {
    account.signedIn = { mode: 'chatgpt', email: 'a@b', planType: 'team', userId: 'u', accountId: 'w1' };
    account.secret = null;
    expect(await logins.readAccount('test', { refresh: false })).toMatchObject({
      account: null,
      userId: null,
    });
    expect(account.calls).toEqual([]);
  });

  test('refreshes only tokens of a login, and keeps a failure to itself', async () => {
    await logins.readAccount('test', { refresh: true });
    await logins.useApiKey('k');
    await logins.readAccount('test', { refresh: true });
    await logins.useExternal('test', EXTERNAL);
    await logins.readAccount('test', { refresh: true });
    expect(account.calls).not.toContain('refresh');
    account.signedIn = { mode: 'chatgpt', email: null, planType: 'unknown', userId: null, accountId: null };
    account.problems.set('refresh', new Error('used up'));
    expect(await logins.readAccount('test', { refresh: true })).toMatchObject({ account: { email: null } });
    expect(warnings).toEqual(['used up']);
  });

  test('of limits needs a ChatGPT account', async () => {
    const refusal = () => failureLater(() => logins.ask((pages) => pages.rateLimits('test')));
    const codes = [await refusal()];
    await logins.useApiKey('k');
    codes.push(await refusal());
    await logins.useExternal('test', EXTERNAL);
    expect([...codes, await refusal()]).toEqual(['accountMissing', 'accountNotChatgpt', 'accountFailed']);
  });
});

describe('shutting down', () => {
  test('ends a waiting login without a word', async () => {
    await browser();
    await logins.shutdown();
    expect(account.flow).toMatchObject({ isStopped: true, isWaiting: false });
    expect(clock.pendingTimers).toBe(0);
    expect(news).toEqual([]);
  });

  test('gives up a login that is being started', async () => {
    account.gate = deferred();
    const refused = failureLater(() => logins.startDevice('test'));
    await logins.shutdown();
    expect(await refused).toBe('shuttingDown');
    expect(account.flows).toEqual([]);
  });

  test('ends a login whose answer was on its way', async () => {
    const started = await logins.startBrowser('test', BROWSER);
    await logins.shutdown();
    started.begin();
    await settle();
    expect(account.flow).toMatchObject({ isStopped: true });
    expect(clock.pendingTimers).toBe(0);
    expect(news).toEqual([]);
  });

  test('takes no login afterwards', async () => {
    await logins.shutdown();
    expect(await failureLater(() => logins.startDevice('test'))).toBe('shuttingDown');
    expect(await failureLater(() => logins.useApiKey('k'))).toBe('shuttingDown');
  });
});
