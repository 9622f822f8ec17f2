import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { fakeClock } from '../../util/fake-clock.js';
import {
  askForUserCode,
  askUsage,
  authorizeUrl,
  backends,
  CALLBACK,
  claimsOf,
  going,
  type Json,
  open,
  poll,
  postForm,
  postJson,
  refreshFields,
  signIn,
} from './issuer-client.js';

const start = backends();
const AUTH = 'https://api.openai.com/auth';

const steer = async (url: string, path: string, headers = {}): Promise<{ status: number; body: Json }> => {
  const response = await fetch(`${url}/_backend/${path}`, { method: 'POST', headers });
  return { status: response.status, body: await response.json() };
};

describe('a backend in the same process', () => {
  it('decides device logins by their code', async () => {
    const backend = await start();
    const codes = [];
    for (let login = 0; login < 3; login += 1) codes.push((await askForUserCode(backend)).user_code);
    const [first = '', second = '', third = ''] = codes;
    expect(backend.approveDevice(first.toLowerCase()).state).toBe('approved');
    expect(backend.denyDevice(second).state).toBe('denied');
    expect(backend.expireDevice(third).state).toBe('expired');
    expect(() => backend.denyDevice(first)).toThrow('Login 1 cannot be decided now: it is approved.');
    expect(() => backend.approveDevice('AAAA-AAAAA')).toThrow(
      'There is no login with that code; 3 are known.',
    );
  });

  it('decides any login, and says where a browser would go', async () => {
    const backend = await start();
    await open(authorizeUrl(backend));
    const { login, redirectTo } = backend.decideLogin('last', 'approve');
    expect(login).toMatchObject({ number: 1, state: 'approved' });
    expect(redirectTo).toMatch(new RegExp(`^${CALLBACK}\\?code=ac_`));
    await open(authorizeUrl(backend, { state: 'b' }));
    expect(backend.decideLogin(2, 'deny').redirectTo).toContain('error=access_denied');
    await open(authorizeUrl(backend, { state: 'c' }));
    expect(backend.decideLogin(3, 'expire').redirectTo).toBeUndefined();
    expect(() => backend.decideLogin(4, 'deny')).toThrow('There is no login number 4');
  });

  it('waits for logins', async () => {
    const backend = await start(going('approve'));
    const waiting = backend.waitForLogin();
    const started = backend.waitForLogin('waiting');
    await signIn(backend);
    expect(await waiting).toBe(await started);
    expect((await backend.waitForLogin(({ polls }) => polls === 1)).state).toBe('signedIn');
    await expect(backend.waitForLogin('denied', 1)).rejects.toThrow(
      'Waited 1 ms for a login, but none fitted; seen: 1 (device) signedIn.',
    );
  });

  it('tells of every step of a login', async () => {
    const seen: string[] = [];
    const backend = await start({
      ...going('approve'),
      onLogin: ({ number, flow, state }) => seen.push(`${number} ${flow} ${state}`),
    });
    await signIn(backend);
    expect(seen).toEqual(['1 device waiting', '1 device approved', '1 device signedIn']);
  });

  it('shows no secrets when a login is printed', async () => {
    const backend = await start(going('approve'));
    const device = await askForUserCode(backend);
    const polled = (await (await poll(backend, device)).json()) as Json;
    const printed = inspect(backend.logins, { depth: 9, showHidden: true }) + JSON.stringify(backend.logins);
    for (const secret of [device.device_auth_id, polled.authorization_code, polled.code_verifier])
      expect(printed).not.toContain(secret);
  });

  it('is its own issuer', async () => {
    const backend = await start();
    expect(backend.issuerUrl).toBe(backend.url);
    expect(backend.loginEnvironment()).toEqual({
      CODEX_APP_SERVER_LOGIN_ISSUER: backend.url,
      CODEX_REFRESH_TOKEN_URL_OVERRIDE: `${backend.url}/oauth/token`,
      CODEX_REVOKE_TOKEN_URL_OVERRIDE: `${backend.url}/oauth/revoke`,
    });
  });
});

describe('issueTokens', () => {
  it('makes tokens that work like those of a login', async () => {
    const backend = await start({ script: { account: { plan: 'pro', workspace: 'Ours' } } });
    const issued = await backend.issueTokens({ account: { email: 'ann@example.com' } });
    expect(issued.account).toMatchObject({ email: 'ann@example.com', plan: 'pro', workspace: 'Ours' });
    expect(claimsOf(issued.accessToken)[AUTH].chatgpt_account_id).toBe(issued.account.accountId);
    expect((await askUsage(backend, issued.accessToken)).status).toBe(200);
    const fields = { ...refreshFields(issued.refreshToken), client_id: 'app_EMoamEEZ73f0CkXaXp7hrann' };
    expect((await postJson(backend, '/oauth/token', fields)).status).toBe(200);
    expect(issued.login).toMatchObject({ flow: 'direct', state: 'signedIn', refreshes: 1 });
  });

  it('writes an auth.json as codex does', async () => {
    const backend = await start({ clock: fakeClock(Date.parse('2026-01-01T00:00:00Z')) });
    const issued = await backend.issueTokens();
    expect(JSON.parse(issued.authJson)).toEqual({
      auth_mode: 'chatgpt',
      OPENAI_API_KEY: null,
      tokens: {
        id_token: issued.idToken,
        access_token: issued.accessToken,
        refresh_token: issued.refreshToken,
        account_id: issued.account.accountId,
      },
      last_refresh: '2026-01-01T00:00:00.000Z',
    });
  });

  it('makes special tokens, and refuses a wish that it does not understand', async () => {
    const backend = await start();
    const issued = await backend.issueTokens({ tokens: { expiresIn: -5, omitClaims: ['email'] } });
    expect((await askUsage(backend, issued.accessToken)).status).toBe(401);
    expect(claimsOf(issued.idToken)).not.toHaveProperty('email');
    const wish = { account: { mail: 'x' } } as object; // Deliberately misspelt.
    await expect(backend.issueTokens(wish)).rejects.toThrow(
      'account.mail: unknown key; did you mean "email"?',
    );
  });

  it('makes tokens that can be taken back', async () => {
    const backend = await start();
    const { accessToken, login } = await backend.issueTokens();
    backend.revokeLogin(login.number);
    expect((await askUsage(backend, accessToken)).status).toBe(401);
  });
});

describe('a backend in another process', () => {
  it('decides logins by code, by number and the newest', async () => {
    const backend = await start();
    const devices = [
      await askForUserCode(backend),
      await askForUserCode(backend),
      await askForUserCode(backend),
    ];
    const code = devices[0]?.user_code ?? '';
    expect((await steer(backend.url, `logins/${code}/approve`)).body).toMatchObject({ state: 'approved' });
    expect((await steer(backend.url, 'logins/2/deny')).body).toMatchObject({ number: 2, state: 'denied' });
    expect((await steer(backend.url, 'logins/last/expire')).body).toMatchObject({
      number: 3,
      state: 'expired',
    });
    const answers = await Promise.all(devices.map((device) => poll(backend, device)));
    expect(answers.map(({ status }) => status)).toEqual([200, 400, 400]);
  });

  it('says where a browser would go', async () => {
    const backend = await start();
    await open(authorizeUrl(backend));
    const { body } = await steer(backend.url, 'logins/last/approve');
    expect(body.redirectTo).toMatch(new RegExp(`^${CALLBACK}\\?code=ac_`));
  });

  it('lists what happened, without codes', async () => {
    const backend = await start(going('approve'));
    const device = await askForUserCode(backend);
    await poll(backend, device);
    const text = await (await fetch(`${backend.url}/_backend/logins`)).text();
    expect(JSON.parse(text)).toMatchObject([
      { number: 1, flow: 'device', state: 'approved', script: 'logins[0]', polls: 1, problems: [] },
    ]);
    for (const secret of [device.user_code, device.device_auth_id]) expect(text).not.toContain(secret);
  });

  it('makes tokens and takes them back', async () => {
    const backend = await start();
    const issued = (await (
      await postJson(backend, '/_backend/tokens', { account: { plan: 'free' } })
    ).json()) as Json;
    expect(issued).toMatchObject({ account: { plan: 'free' }, login: 1, authJson: expect.any(String) });
    expect((await askUsage(backend, issued.accessToken)).status).toBe(200);
    expect((await steer(backend.url, 'logins/1/revoke')).body).toMatchObject({ isRevoked: true });
    expect((await askUsage(backend, issued.accessToken)).status).toBe(401);
    expect((await fetch(`${backend.url}/_backend/tokens`, { method: 'POST' })).status).toBe(200);
  });

  it('says what it cannot do', async () => {
    const backend = await start();
    expect((await steer(backend.url, 'logins/7/approve')).status).toBe(404);
    await askForUserCode(backend);
    await steer(backend.url, 'logins/1/deny');
    expect(await steer(backend.url, 'logins/1/approve')).toMatchObject({
      status: 409,
      body: { error: { code: 'login_decided' } },
    });
    const wrong = await postJson(backend, '/_backend/tokens', { acount: {} });
    expect([wrong.status, ((await wrong.json()) as Json).error.message]).toEqual([
      400,
      expect.stringContaining('acount: unknown key; did you mean "account"?'),
    ]);
  });

  it('takes nothing from web pages, and remembers none of it', async () => {
    const backend = await start();
    await askForUserCode(backend);
    const headers = { origin: 'https://example.org' };
    expect((await steer(backend.url, 'logins/last/approve', headers)).status).toBe(403);
    expect((await postForm(backend, '/_backend/tokens', {}, headers)).status).toBe(403);
    expect(backend.requests).toHaveLength(1);
  });
});
