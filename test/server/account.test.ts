import { afterEach, describe, expect, test } from 'vitest';
import { DeviceLoginOff } from '../../src/domain/login/login-ports.js';
import type { FakeAccount } from './support/fake-account.js';
import type { TestClient } from './support/test-client.js';
import { type TestServer, testServer, VERSIONS } from './support/test-server.js';

const EXTERNAL = { type: 'chatgptAuthTokens', accessToken: 'a.b.c', chatgptAccountId: 'w1' };

let server: TestServer | undefined;

afterEach(async () => {
  await server?.close();
  server = undefined;
});

async function start(
  version: string,
): Promise<{ account: FakeAccount; client: TestClient; news: () => unknown[] }> {
  server = await testServer({ version });
  server.account.needsAuth = true;
  const client = await server.connect();
  // The server tells of itself before anything of accounts.
  const news = (): unknown[] =>
    client.frames
      .filter(({ method, id }) => method?.startsWith('account/') || id !== 1)
      .map(({ method, params, result, error }) =>
        method === undefined ? (result ?? error) : { method, params },
      );
  return { account: server.account, client, news };
}

describe.each(VERSIONS)('account of codex %s', (version) => {
  const completed = (loginId: string | null, error: string | null) => ({
    method: 'account/login/completed',
    params: {
      loginId,
      success: error === null,
      error,
      ...(version === '0.118.0' ? {} : { onboardingEntrypoint: null }),
    },
  });
  const updated = (authMode: string | null, planType: string | null) => ({
    method: 'account/updated',
    params: { authMode, planType },
  });

  test('a device login answers first, then tells its end and who is signed in', async () => {
    const { account, client, news } = await start(version);
    const { loginId } = await client.call('account/login/start', { type: 'chatgptDeviceCode' });
    expect(loginId).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    account.flow.approve();
    await client.notification('account/updated');
    const verificationUrl = 'http://127.0.0.1:1/codex/device';
    expect(news()).toEqual([
      { type: 'chatgptDeviceCode', loginId, verificationUrl, userCode: 'CODE-1' },
      completed(loginId, null),
      updated('chatgpt', 'plus'),
    ]);
  });

  test('a login that ends at once is still answered first', async () => {
    const { account, client, news } = await start(version);
    const asking = client.ask('account/login/start', { type: 'chatgptDeviceCode' });
    await client.until(() => account.flows.length > 0 || client.frames.length > 1);
    account.flow.approve();
    const answer = await asking;
    await client.notification('account/updated');
    expect(news()[0]).toEqual(answer.result);
  });

  test('a failed login tells only its failure', async () => {
    const { account, client, news } = await start(version);
    const { loginId, authUrl } = await client.call('account/login/start', { type: 'chatgpt' });
    account.flow.fail('Sign-in failed: no');
    await client.notification('account/login/completed');
    expect(news()).toEqual([
      { type: 'chatgpt', loginId, authUrl },
      completed(loginId, 'Login server error: Sign-in failed: no'),
    ]);
  });

  test('an API key is answered, completed without an id, and updates the account', async () => {
    const { client, news } = await start(version);
    await client.call('account/login/start', { type: 'apiKey', apiKey: '' });
    await client.notification('account/updated');
    expect(news()).toEqual([{ type: 'apiKey' }, completed(null, null), updated('apikey', null)]);
    expect(await client.call('account/read')).toMatchObject({ account: { type: 'apiKey' } });
    expect(await client.call('getAuthStatus', { includeToken: true })).toEqual({
      authMethod: 'apikey',
      authToken: '',
      requiresOpenaiAuth: true,
    });
  });

  test('tokens from outside are answered, completed and shown', async () => {
    const { client, news } = await start(version);
    await client.call('account/login/start', { ...EXTERNAL, chatgptPlanType: 'Pro' });
    await client.notification('account/updated');
    expect(news()).toEqual([
      { type: 'chatgptAuthTokens' },
      completed(null, null),
      updated('chatgptAuthTokens', 'pro'),
    ]);
    const { account } = await client.call('account/read');
    expect(account).toMatchObject({ type: 'chatgpt', email: 'ext@example.com', planType: 'pro' });
  });

  test('a logout is answered and updates the account, signed in or not', async () => {
    const { client, news } = await start(version);
    await client.call('account/logout');
    await client.notification('account/updated');
    expect(news()).toEqual([{}, updated(null, null)]);
  });

  test('a cancelled login is answered first, and its failure told to everyone, from any connection', async () => {
    const { client, news } = await start(version);
    const other = await server?.connect();
    const { loginId } = await client.call('account/login/start', { type: 'chatgptDeviceCode' });
    const spelt = `urn:uuid:${loginId.toUpperCase()}`;
    expect(await other?.call('account/login/cancel', { loginId: spelt })).toEqual({ status: 'canceled' });
    await client.notification('account/login/completed');
    expect(news().at(-1)).toEqual(completed(loginId, 'Login was not completed'));
    const methods = other?.frames.map(({ method, result }) => method ?? result?.status);
    expect(methods?.slice(-2)).toEqual(['canceled', 'account/login/completed']);
    expect(await client.call('account/login/cancel', { loginId })).toEqual({ status: 'notFound' });
  });

  test('a login outlives its connection, and whoever is there hears its end', async () => {
    const { account, client } = await start(version);
    await client.call('account/login/start', { type: 'chatgptDeviceCode' });
    const other = await server?.connect();
    await client.close();
    account.flow.approve();
    expect((await other?.notification('account/updated'))?.params).toEqual({
      authMode: 'chatgpt',
      planType: 'plus',
    });
  });

  test('of two racing clients the later login holds the slot; both hear the end of the first', async () => {
    const { account, client } = await start(version);
    const other = await server?.connect();
    const started = await Promise.all([
      client.call('account/login/start', { type: 'chatgptDeviceCode' }),
      other?.call('account/login/start', { type: 'chatgptDeviceCode' }),
    ]);
    const end = await other?.notification('account/login/completed');
    expect(end?.params.error).toBe('Login was not completed');
    const rest = started.find(({ loginId }) => loginId !== end?.params.loginId);
    expect(account.flows.map(({ isWaiting }) => isWaiting)).toEqual([false, true]);
    expect(await client.call('account/login/cancel', { loginId: rest.loginId })).toEqual({
      status: 'canceled',
    });
  });

  test('a server that closes stops its login without a word', async () => {
    const { account, client, news } = await start(version);
    await client.call('account/login/start', { type: 'chatgpt' });
    await server?.core.close('over');
    expect(account.flow.isStopped).toBe(true);
    expect(news()).toHaveLength(1);
  });

  describe('refuses', () => {
    const refused = async (client: TestClient, params: object): Promise<unknown> =>
      (await client.ask('account/login/start', params)).error;

    test('tokens from outside without the experimental capability', async () => {
      await start(version);
      const plain = await server?.connect({});
      expect((await plain?.ask('account/login/start', EXTERNAL))?.error).toEqual({
        code: -32600,
        message: 'account/login/start.chatgptAuthTokens requires experimentalApi capability',
      });
    });

    test('malformed params in the real words', async () => {
      const { client } = await start(version);
      expect(await refused(client, {})).toEqual({
        code: -32600,
        message: 'Invalid request: missing field `type`',
      });
      expect(await refused(client, { type: 'apiKey' })).toEqual({
        code: -32600,
        message: 'Invalid request: missing field `apiKey`',
      });
    });

    test('a device login that the issuer does not offer, and one that it cannot answer', async () => {
      const { account, client, news } = await start(version);
      account.problems.set('startDevice', new DeviceLoginOff('off'));
      expect(await refused(client, { type: 'chatgptDeviceCode' })).toMatchObject({ code: -32600 });
      account.problems.set(
        'startDevice',
        new Error('device code request failed with status 503 Service Unavailable'),
      );
      expect(await refused(client, { type: 'chatgptDeviceCode' })).toEqual({
        code: -32603,
        message:
          'failed to request device code: device code request failed with status 503 Service Unavailable',
      });
      expect(news()).toHaveLength(2);
    });

    test('a login id that is no UUID', async () => {
      const { client } = await start(version);
      expect((await client.ask('account/login/cancel', { loginId: 'garbage' })).error).toEqual({
        code: -32600,
        message: 'invalid login id: garbage',
      });
    });
  });
});

test('an account without an e-mail address is shown by 0.169.0 and refused by 0.118.0', async () => {
  const nameless = { mode: 'chatgpt', email: null, planType: 'ent26', userId: 'u', accountId: 'w' } as const;
  const newer = await start('0.169.0');
  newer.account.signedIn = nameless;
  newer.account.secret = 'access';
  expect(await newer.client.call('account/read')).toMatchObject({
    account: { type: 'chatgpt', email: null, planType: 'ent26' },
    userId: 'u',
  });
  await server?.close();
  const older = await start('0.118.0');
  older.account.signedIn = nameless;
  expect((await older.client.ask('account/read', {})).error?.message).toBe(
    'email and plan type are required for chatgpt authentication',
  );
  older.account.signedIn = { ...nameless, email: 'a@b.c' };
  expect(await older.client.call('account/read')).toEqual({
    account: { type: 'chatgpt', email: 'a@b.c', planType: 'unknown' },
    requiresOpenaiAuth: true,
  });
});

test('logins of another cloud are refused in the words of 0.169.0', async () => {
  const { client } = await start('0.169.0');
  const messages = [];
  for (const params of [
    { type: 'amazonBedrock', apiKey: ' ', region: 'us-east-1' },
    { type: 'amazonBedrockAccessKeys', accessKeyId: '', secretAccessKey: 's', region: 'us-east-1' },
    { type: 'amazonBedrock', apiKey: 'k', region: 'us-east-1' },
  ]) {
    messages.push((await client.ask('account/login/start', params)).error?.message);
  }
  expect(messages).toEqual([
    'Amazon Bedrock API key must not be empty.',
    'AWS access key ID and secret access key must not be empty.',
    'Amazon Bedrock login is disabled. Use ChatGPT login instead.',
  ]);
});

test('the newer options of a browser login reach the flow', async () => {
  const { account, client } = await start('0.169.0');
  await client.call('account/login/start', {
    type: 'chatgpt',
    codexStreamlinedLogin: true,
    useHostedLoginSuccessPage: true,
    appBrand: 'chatgpt',
  });
  expect(account.flow.options).toEqual({ streamlined: true, hostedSuccessPage: true, appBrand: 'chatgpt' });
});
