import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createGatewayIssuer } from '../../../src/adapters/gateway/index.js';
import { type Backend, createBackend, type Script } from '../../../src/backend/index.js';
import type { GatewaySettings } from '../../../src/domain/gateway/gateway-ports.js';
import { createPost } from '../../../src/oauth/http.js';
import { type Clock, systemClock } from '../../../src/util/clock.js';

let backend: Backend;
const never = new AbortController().signal;

beforeEach(async () => {
  backend = await createBackend().listen();
});
afterEach(() => backend.close());

function settings(more: Partial<GatewaySettings> = {}): GatewaySettings {
  const at = `${backend.url}/gateway`;
  return {
    authorizationUrl: `${at}/authorize?tenant=1`,
    deviceAuthorizationUrl: `${at}/device`,
    tokenUrl: `${at}/token`,
    clientId: 'codex',
    resource: 'https://gateway.example',
    scopes: ['read', 'write'],
    redirectPort: null,
    store: 'file',
    ...more,
  };
}

const script = (gateway: NonNullable<Script['gateway']>) => backend.setScript({ gateway });
const issuerWith = (clock: Clock) => createGatewayIssuer({ post: createPost({ clock }), clock });
const issuer = issuerWith(systemClock);

/** Polls at once, however long it is to wait. */
const hasty: Clock = {
  ...systemClock,
  setTimeout: (task, ms) => systemClock.setTimeout(task, ms > 15_000 ? ms : 0),
};

describe('the issuer of a gateway', () => {
  test('gives a browser a code, and for that a token', async () => {
    const { authUrl, token } = await issuer.browser(settings(), never);
    const asked = new URL(authUrl).searchParams;
    expect(Object.fromEntries(asked)).toMatchObject({
      tenant: '1',
      response_type: 'code',
      client_id: 'codex',
      code_challenge_method: 'S256',
      scope: 'read write',
      resource: 'https://gateway.example',
    });
    const given = token();
    const page = await fetch(authUrl);
    expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('window.close()')]);
    expect(await given).toMatchObject({
      accessToken: expect.stringMatching(/^gateway_access_/),
      refreshToken: expect.stringMatching(/^gateway_refresh_/),
      authorizationId: expect.stringMatching(/^[\w-]{43}$/),
    });
    await expect(fetch(asked.get('redirect_uri') ?? '')).rejects.toThrow('fetch failed');
  });

  test('is left when nobody comes back in three minutes, or the sign-in is called off', async () => {
    const late = issuerWith({ ...systemClock, setTimeout: (task) => systemClock.setTimeout(task, 10) });
    await expect((await late.browser(settings(), never)).token()).rejects.toThrow('nobody came back');
    const off = new AbortController();
    const begun = await issuer.browser(settings(), off.signal);
    const given = begun.token();
    off.abort(new Error('called off'));
    await expect(given).rejects.toThrow('called off');
  });

  test('cannot send browsers back to a port that is taken', async () => {
    const port = Number(new URL(backend.url).port);
    await expect(issuer.browser(settings({ redirectPort: port }), never)).rejects.toThrow(/EADDRINUSE/);
  });

  test('gives a code to type, and slows down who polls too fast', async () => {
    script({ device: { polls: 2, interval: 1 } });
    const { userCode, verificationUrl, token } = await issuerWith(hasty).device(settings(), never);
    expect([/^\w{4}-\w{5}$/.test(userCode), verificationUrl]).toEqual([
      true,
      `${backend.url}/gateway/activate`,
    ]);
    expect((await token()).accessToken).toMatch(/^gateway_access_/);
    script({ tokenError: { error: 'slow_down' } });
    const waits: number[] = [];
    const counting: Clock = {
      ...systemClock,
      setTimeout(task, ms) {
        // Time limits of requests are longer.
        if (ms < 15_000) waits.push(Math.round(ms / 1000));
        return systemClock.setTimeout(task, ms < 15_000 ? 0 : ms);
      },
    };
    const off = new AbortController();
    const slow = (await issuerWith(counting).device(settings(), off.signal)).token();
    while (waits.length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
    off.abort(new Error('enough'));
    await expect(slow).rejects.toThrow('enough');
    expect(waits.slice(0, 2)).toEqual([6, 11]);
  });

  test.each([
    ['deny', 'Device authorization was denied; start sign-in again when ready'],
    ['expire', 'Device authorization expired; start sign-in again'],
  ] as const)('says why a code came to nothing (%s)', async (answer, message) => {
    script({ device: { polls: 0, answer } });
    await expect((await issuer.device(settings(), never)).token()).rejects.toThrow(message);
  });

  test('renews a token, keeping what the answer leaves out', async () => {
    script({ expiresIn: 0 });
    const { authUrl, token } = await issuer.browser(settings(), never);
    const given = token();
    await fetch(authUrl);
    const old = await given;
    expect(old.expiresAt).toBeNull();
    script({ refresh: 'none' });
    const renewed = await issuer.refresh(settings(), old);
    expect(renewed).toMatchObject({ authorizationId: old.authorizationId, refreshToken: old.refreshToken });
    expect(renewed?.accessToken).not.toBe(old.accessToken);
    expect(await issuer.refresh(settings(), old)).toBeNull();
    script({ tokenError: { status: 401, error: 'invalid_grant' } });
    await expect(issuer.refresh(settings(), old)).rejects.toThrow('the issuer answered 401');
  });
});
