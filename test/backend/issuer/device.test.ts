import { describe, expect, it } from 'vitest';
import { fakeClock } from '../../util/fake-clock.js';
import {
  approved,
  askForUserCode,
  backends,
  claimsOf,
  exchangeFields,
  going,
  poll,
  postForm,
  postJson,
  signIn,
} from './issuer-client.js';

const start = backends();

const statuses = async (count: number, ask: () => Promise<Response>): Promise<number[]> => {
  const seen: number[] = [];
  for (let index = 0; index < count; index += 1) seen.push((await ask()).status);
  return seen;
};

describe('POST /api/accounts/deviceauth/usercode', () => {
  it('gives a code for a person and an id for the device, the interval as a text', async () => {
    const clock = fakeClock(Date.parse('2026-01-01T00:00:00Z'));
    const backend = await start({ ...going({ interval: 7 }), clock });
    expect(await askForUserCode(backend)).toEqual({
      device_auth_id: expect.stringMatching(/^deviceauth_[\w-]{22}$/),
      user_code: expect.stringMatching(/^[B-DF-HJ-NP-TV-XZ]{4}-[B-DF-HJ-NP-TV-XZ]{5}$/),
      interval: '7',
      expires_at: '2026-01-01T00:15:00.000Z',
    });
  });

  it('gives every login another code, and asks for a poll a second', async () => {
    const backend = await start();
    const codes = [await askForUserCode(backend), await askForUserCode(backend)];
    expect(codes[0]?.user_code).not.toBe(codes[1]?.user_code);
    expect(codes[0]?.interval).toBe('1');
  });

  it.each([{}, { client_id: '' }, { client_id: 7 }, []])(
    'refuses a body without a client: %j',
    async (body) => {
      const response = await postJson(await start(), '/api/accounts/deviceauth/usercode', body);
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({ error: 'invalid_request' });
    },
  );

  it('answers 404 for an issuer without device logins', async () => {
    const backend = await start(going({ faults: { userCode: 404 } }));
    const body = { client_id: 'c' };
    expect((await postJson(backend, '/api/accounts/deviceauth/usercode', body)).status).toBe(404);
    expect(backend.logins).toMatchObject([{ state: 'failed', script: 'logins[0]', clientId: 'c' }]);
  });
});

describe('POST /api/accounts/deviceauth/token', () => {
  it('says pending as often as the script wants, then gives a code and its proof', async () => {
    const backend = await start(going({ approve: { afterPolls: 2 } }));
    const device = await askForUserCode(backend);
    expect(await statuses(2, () => poll(backend, device))).toEqual([403, 403]);
    const response = await poll(backend, device);
    expect([response.status, response.headers.get('cache-control')]).toEqual([200, 'no-store']);
    expect(await response.json()).toEqual({
      authorization_code: expect.stringMatching(/^ac_/),
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      code_verifier: expect.stringMatching(/^[\w-]{86}$/),
    });
    expect(backend.logins).toMatchObject([{ flow: 'device', state: 'approved', polls: 3 }]);
  });

  it('waits for a person when the script says nothing', async () => {
    const backend = await start();
    const device = await askForUserCode(backend);
    expect(await statuses(3, () => poll(backend, device))).toEqual([403, 403, 403]);
    backend.approveDevice(device.user_code);
    expect((await poll(backend, device)).status).toBe(200);
  });

  it('decides when its time has come', async () => {
    const clock = fakeClock();
    const backend = await start({ ...going({ approve: { afterMs: 5000, afterPolls: 1 } }), clock });
    const device = await askForUserCode(backend);
    clock.advance(4999);
    expect(await statuses(2, () => poll(backend, device))).toEqual([403, 403]);
    clock.advance(1);
    expect((await poll(backend, device)).status).toBe(200);
  });

  it.each([
    ['deny', 'denied', 'access_denied'],
    ['expire', 'expired', 'expired_token'],
  ] as const)('answers 400 after %s', async (decision, state, error) => {
    const backend = await start(going({ [decision]: { afterPolls: 1 } }));
    const device = await askForUserCode(backend);
    expect((await poll(backend, device)).status).toBe(403);
    const response = await poll(backend, device);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error });
    expect(backend.logins[0]?.state).toBe(state);
  });

  it('answers the same again until the code is exchanged, because an answer may get lost', async () => {
    const backend = await start(going('approve'));
    const device = await askForUserCode(backend);
    const first = await (await poll(backend, device)).json();
    expect(await (await poll(backend, device)).json()).toEqual(first);
    await postForm(backend, '/oauth/token', exchangeFields(backend, first));
    expect((await poll(backend, device)).status).toBe(400);
  });

  it('keeps saying pending when the time for a decision has passed, as clients count the time themselves', async () => {
    const clock = fakeClock();
    const backend = await start({ clock });
    const device = await askForUserCode(backend);
    clock.advance(16 * 60_000);
    expect((await poll(backend, device)).status).toBe(403);
  });

  it.each([
    ['an unknown id', { device_auth_id: 'deviceauth_x' }],
    ['another code', { user_code: 'AAAA-BBBBB' }],
  ])('refuses %s for good', async (_, change) => {
    const backend = await start(going('approve'));
    const device = { ...(await askForUserCode(backend)), ...change };
    const response = await poll(backend, device);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: 'invalid_grant' });
  });
});

describe('the exchange of a device code', () => {
  it('takes the redirect URI of the address that the client was given, with or without TLS in front', async () => {
    const backend = await start(going('approve', 'approve'));
    for (const scheme of ['http:', 'https:']) {
      const polled = await (await poll(backend, await askForUserCode(backend))).json();
      const fields = exchangeFields(backend, polled);
      const redirect = fields.redirect_uri?.replace('http:', scheme) ?? '';
      const response = await postForm(backend, '/oauth/token', { ...fields, redirect_uri: redirect });
      expect(response.status).toBe(200);
    }
  });

  it('ends a login with tokens of the account', async () => {
    const backend = await start(going(approved({ account: { email: 'ann@example.com', plan: 'pro' } })));
    const tokens = await signIn(backend);
    expect(claimsOf(tokens.id_token).email).toBe('ann@example.com');
    expect(backend.logins).toMatchObject([{ state: 'signedIn', problems: [] }]);
    expect((await backend.waitForLogin()).account.plan).toBe('pro');
  });
});
