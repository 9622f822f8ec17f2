import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Backend, createBackend, type Login } from '../../src/backend/index.js';
import { loadProfile } from '../../src/protocol/index.js';
import { type AppServer, type AppServerOptions, createAppServer } from '../../src/server/index.js';
import { createMemoryPair } from '../../src/transport/index.js';
import { fakeClock } from '../util/fake-clock.js';
import { type Frame, loadChecks, TestClient } from './support/test-client.js';
import { VERSIONS } from './support/test-server.js';

let backend: Backend;
let server: AppServer | undefined;
let home: string;

beforeEach(async () => {
  home = mkdtempSync(path.join(tmpdir(), 'astc-login-'));
  backend = await createBackend().listen();
});

afterEach(async () => {
  await server?.close();
  server = undefined;
  await backend.close();
  rmSync(home, { recursive: true, force: true });
});

interface Start {
  readonly version: string;
  readonly logins?: readonly Login[];
  readonly options?: Partial<AppServerOptions>;
}

async function start({ version, logins, options }: Start): Promise<TestClient> {
  if (logins !== undefined) backend.setScript({ logins });
  server = createAppServer({
    codexHome: home,
    profile: version,
    config: backend.configOverrides({ codexVersion: version, requiresLogin: true }),
    loginIssuer: backend.url,
    loginPorts: [0],
    env: { PATH: process.env.PATH },
    ...options,
  });
  return open(version);
}

async function open(version: string): Promise<TestClient> {
  const [near, far] = createMemoryPair();
  server?.connect(far);
  const client = new TestClient(near, await loadChecks(loadProfile(version)));
  await client.initialize();
  return client;
}

const completedOf = async (client: TestClient): Promise<Frame['params']> =>
  (await client.notification('account/login/completed')).params;

const authFile = () =>
  JSON.parse(readFileSync(path.join(home, 'auth.json'), 'utf8')) as Record<string, unknown>;

/** Whether somebody listens there. */
function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });
}

const portOf = (authUrl: string): number =>
  Number(new URL(new URL(authUrl).searchParams.get('redirect_uri') ?? '').port);

describe.each(VERSIONS)('signing in with codex %s', (version) => {
  const device = { type: 'chatgptDeviceCode' };

  test('with a code that a person approves: told, shown, saved for their owner alone', async () => {
    const client = await start({ version, logins: [{ interval: 0, account: { email: 'a@b.c' } }] });
    const answer = await client.call('account/login/start', device);
    expect(answer.verificationUrl).toBe(`${backend.url}/codex/device`);
    backend.approveDevice(answer.userCode);
    expect(await completedOf(client)).toMatchObject({ loginId: answer.loginId, success: true, error: null });
    const { params } = await client.notification('account/updated');
    expect(params).toEqual({ authMode: 'chatgpt', planType: 'plus' });
    expect(await client.call('account/read')).toMatchObject({
      account: { type: 'chatgpt', email: 'a@b.c', planType: 'plus' },
      requiresOpenaiAuth: true,
    });
    expect(authFile()).toMatchObject({ auth_mode: 'chatgpt', OPENAI_API_KEY: null });
    expect(statSync(path.join(home, 'auth.json')).mode & 0o777).toBe(0o600);
  });

  test.each<[what: string, login: Login, error: RegExp]>([
    ['denied', 'deny', /^device auth failed with status 400 Bad Request$/],
    ['expired', 'expire', /^device auth failed with status 400 Bad Request$/],
    ['broken', { faults: { poll: 500 } }, /^device auth failed with status 500 Internal Server Error$/],
    [
      'refused at the exchange',
      { approve: true, faults: { exchange: { error: { status: 400, message: 'no' } } } },
      /^device code exchange failed: token endpoint returned status 400 Bad Request: /,
    ],
  ])('a %s login is told and saves nothing', async (_what, login, error) => {
    const client = await start({ version, logins: [login] });
    await client.call('account/login/start', device);
    expect(await completedOf(client)).toMatchObject({ success: false, error: expect.stringMatching(error) });
    expect(existsSync(path.join(home, 'auth.json'))).toBe(false);
    expect(await client.call('account/read')).toMatchObject({ account: null });
    expect(client.log).not.toContain('account/updated');
  });

  test.each<[status: number, code: number, message: string]>([
    [
      404,
      -32600,
      'device code login is not enabled for this Codex server. Use the browser login or verify the server URL.',
    ],
    [
      503,
      -32603,
      'failed to request device code: device code request failed with status 503 Service Unavailable',
    ],
  ])('a user code refused with %i', async (status, code, message) => {
    const client = await start({ version, logins: [{ faults: { userCode: status } }] });
    expect((await client.ask('account/login/start', device)).error).toEqual({ code, message });
  });

  test('polls no more after a cancel: no timer is left behind', async () => {
    const clock = fakeClock(Date.now());
    const client = await start({ version, logins: [{ interval: 5 }], options: { clock } });
    await client.call('account/read');
    const before = clock.pendingTimers;
    const { loginId } = await client.call('account/login/start', device);
    await backend.waitForRequest('/api/accounts/deviceauth/token');
    await client.call('account/login/cancel', { loginId });
    expect(await completedOf(client)).toMatchObject({ loginId, error: 'Login was not completed' });
    expect(clock.pendingTimers).toBe(before);
  });

  test('in the browser, and only once the browser has seen the page of success', async () => {
    const client = await start({ version });
    const { authUrl, loginId } = await client.call('account/login/start', { type: 'chatgpt' });
    await fetch(authUrl);
    const { redirectTo } = backend.decideLogin('last', 'approve');
    const callback = await fetch(redirectTo ?? '', { redirect: 'manual' });
    expect(callback.status).toBe(302);
    expect(client.log).not.toContain('account/login/completed');
    await fetch(callback.headers.get('location') ?? '');
    expect(await completedOf(client)).toMatchObject({ loginId, success: true });
    expect((await client.notification('account/updated')).params).toMatchObject({ authMode: 'chatgpt' });
    expect(await listens(portOf(authUrl))).toBe(false);
  });

  test('in the browser: a cancel, a successor and the end of the server free the port', async () => {
    const client = await start({ version });
    const first = await client.call('account/login/start', { type: 'chatgpt' });
    await client.call('account/login/cancel', { loginId: first.loginId });
    expect((await completedOf(client)).error).toBe('Login server error: Login was not completed');
    expect(await listens(portOf(first.authUrl))).toBe(false);
    const second = await client.call('account/login/start', { type: 'chatgpt' });
    const third = await client.call('account/login/start', { type: 'chatgpt' });
    const end = await client.until(({ params }) => params?.loginId === second.loginId);
    expect(end.params.error).toBe('Login server error: Login was not completed');
    expect(await listens(portOf(second.authUrl))).toBe(false);
    expect(await listens(portOf(third.authUrl))).toBe(true);
    await server?.close();
    expect(await listens(portOf(third.authUrl))).toBe(false);
  });

  test('a logout forgets and revokes, and a second one is fine', async () => {
    const client = await start({ version, logins: ['approve'] });
    await client.call('account/login/start', device);
    await client.notification('account/updated');
    await client.call('account/logout');
    expect(existsSync(path.join(home, 'auth.json'))).toBe(false);
    expect(await client.call('account/read')).toMatchObject({ account: null });
    expect(backend.requests.map(({ path: where }) => where)).toContain('/oauth/revoke');
    await client.call('account/logout');
  });

  test('a model request carries the account, and a 401 renews its tokens once', async () => {
    const client = await start({ version, logins: [{ approve: true, interval: 0 }] });
    await client.call('account/login/start', device);
    await client.notification('account/updated');
    backend.setScript({
      replies: [{ error: { status: 401, message: 'stale' } }, 'Hello again.'],
    });
    backend.clearRequests();
    const { thread } = await client.call('thread/start');
    const input = [{ type: 'text', text: 'hi', text_elements: [] }];
    await client.call('turn/start', { threadId: thread.id, input });
    const { params } = await client.notification('turn/completed');
    expect(params.turn.status).toBe('completed');
    const seen = backend.requests.filter(({ path: where }) => /responses$|oauth\/token$/.test(where));
    expect(seen.map(({ path: where }) => where)).toEqual(['/v1/responses', '/oauth/token', '/v1/responses']);
    const [before, , after] = seen.map(({ headers }) => headers);
    expect(before?.['chatgpt-account-id']).toMatch(/./);
    expect(after?.['chatgpt-account-id']).toBe(before?.['chatgpt-account-id']);
  });

  test('tokens from outside are renewed by the client that brought them', async () => {
    const client = await start({ version });
    const [old, fresh] = [await backend.issueTokens({}), await backend.issueTokens({})];
    await client.call('account/login/start', {
      type: 'chatgptAuthTokens',
      accessToken: old.accessToken,
      chatgptAccountId: 'w1',
    });
    expect(existsSync(path.join(home, 'auth.json'))).toBe(false);
    backend.setScript({ replies: [{ error: { status: 401, message: 'stale' } }, 'Hello again.'] });
    const { thread } = await client.call('thread/start');
    const input = [{ type: 'text', text: 'hi', text_elements: [] }];
    await client.call('turn/start', { threadId: thread.id, input });
    const question = await client.until(({ method }) => method === 'account/chatgptAuthTokens/refresh');
    expect(question.params).toEqual({ reason: 'unauthorized', previousAccountId: 'w1' });
    const result = { accessToken: fresh.accessToken, chatgptAccountId: 'w1', chatgptPlanType: 'pro' };
    client.sendRaw(JSON.stringify({ id: question.id, result }));
    const { params } = await client.notification('turn/completed');
    expect(params.turn.status).toBe('completed');
    expect(await client.call('getAuthStatus', { includeToken: true })).toMatchObject({
      authMethod: 'chatgptAuthTokens',
      authToken: fresh.accessToken,
    });
  });

  /** A turn whose request is refused, up to the question for fresh tokens. */
  const untilAsked = async (client: TestClient) => {
    const { accessToken } = await backend.issueTokens({ account: { accountId: 'w1' } });
    const tokens = { type: 'chatgptAuthTokens', accessToken, chatgptAccountId: 'w1' };
    await client.call('account/login/start', tokens);
    backend.setScript({ replies: [{ error: { status: 401, message: 'stale' }, times: 'always' }] });
    const { thread } = await client.call('thread/start');
    const input = [{ type: 'text', text: 'hi', text_elements: [] }];
    await client.call('turn/start', { threadId: thread.id, input });
    return client.until(({ method }) => method === 'account/chatgptAuthTokens/refresh');
  };

  test('a turn fails in words when its client has no fresh tokens', async () => {
    const client = await start({ version });
    const { id } = await untilAsked(client);
    client.sendRaw(JSON.stringify({ id, error: { code: -32000, message: 'no way' } }));
    const { params } = await client.notification('turn/completed');
    const details = version === '0.118.0' ? ' message=no way' : '';
    expect(params.turn).toMatchObject({
      status: 'failed',
      error: { message: `auth refresh request failed: code=-32000${details}` },
    });
  });

  test('a server that closes while it waits for fresh tokens does not wait any longer', async () => {
    const client = await start({ version });
    await untilAsked(client);
    const before = Date.now();
    await server?.close();
    server = undefined;
    expect(Date.now() - before).toBeLessThan(5000);
  });

  test('limits are read with the account, and refused without', async () => {
    const client = await start({ version, logins: ['approve'] });
    const ask = () => client.ask('account/rateLimits/read');
    expect((await ask()).error?.message).toBe('codex account authentication required to read rate limits');
    await client.call('account/login/start', device);
    await client.notification('account/updated');
    const { rateLimits } = await client.call('account/rateLimits/read');
    expect(rateLimits).toMatchObject({
      limitId: 'codex',
      planType: 'plus',
      primary: { usedPercent: 12, windowDurationMins: 300 },
    });
  });

  test('only the forced workspace may sign in', async () => {
    const config = [
      ...backend.configOverrides({ codexVersion: version, requiresLogin: true }),
      'forced_chatgpt_workspace_id="w-other"',
    ];
    const client = await start({ version, logins: ['approve'], options: { config } });
    await client.call('account/login/start', device);
    const { error } = await completedOf(client);
    expect(error).toMatch(/^Login is restricted to workspace id/);
    expect(existsSync(path.join(home, 'auth.json'))).toBe(false);
  });
});

test('a server with its own scripted backend shows an account when it is told to want one', async () => {
  const config = ['model_providers.astc.requires_openai_auth=true'];
  server = createAppServer({ codexHome: home, env: { PATH: process.env.PATH }, config });
  // What is wrong with an override, listening tells.
  await server.listen('ws://127.0.0.1:0');
  const client = await open('0.169.0');
  const { verificationUrl, userCode } = await client.call('account/login/start', {
    type: 'chatgptDeviceCode',
  });
  const { origin } = new URL(verificationUrl);
  await fetch(`${origin}/_backend/logins/${userCode}/approve`, { method: 'POST' });
  await client.notification('account/updated');
  expect(await client.call('account/read')).toMatchObject({
    account: { type: 'chatgpt', workspaceName: 'Test workspace' },
    workspaceRouting: { accountRoutingOverride: 'NO_CONSTRAINT' },
  });
});

test('a server with its own scripted backend signs people in there', async () => {
  server = createAppServer({ codexHome: home, env: { PATH: process.env.PATH } });
  const client = await open('0.169.0');
  const { verificationUrl, userCode } = await client.call('account/login/start', {
    type: 'chatgptDeviceCode',
  });
  const { origin } = new URL(verificationUrl);
  await fetch(`${origin}/_backend/logins/${userCode}/approve`, { method: 'POST' });
  expect((await client.notification('account/updated')).params).toMatchObject({ authMode: 'chatgpt' });
  expect(await client.call('account/rateLimits/read')).toMatchObject({ rateLimits: { planType: 'plus' } });
});
