import { describe, expect, it } from 'vitest';
import type { Backend, FaultObject, LoginFaults } from '../../../src/backend/index.js';
import {
  approved,
  askForUserCode,
  askUsage,
  authorizeUrl,
  backends,
  CLIENT_ID,
  exchangeFields,
  going,
  type Json,
  open,
  poll,
  postForm,
  postJson,
  refresh,
  signIn,
  switchWorkspace,
} from './issuer-client.js';

const start = backends();

/** The request of each point, in a login that the script approves. */
const reach: Record<keyof LoginFaults, (backend: Backend) => Promise<Response>> = {
  userCode: (backend) => postJson(backend, '/api/accounts/deviceauth/usercode', { client_id: CLIENT_ID }),
  poll: async (backend) => poll(backend, await askForUserCode(backend)),
  authorize: (backend) => open(authorizeUrl(backend)),
  exchange: async (backend) => {
    const polled = (await (await poll(backend, await askForUserCode(backend))).json()) as Json;
    return postForm(backend, '/oauth/token', exchangeFields(backend, polled));
  },
  apiKey: async (backend) =>
    postForm(backend, '/oauth/token', {
      grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
      client_id: CLIENT_ID,
      requested_token: 'openai-api-key',
      subject_token: (await signIn(backend)).id_token,
      subject_token_type: 'urn:ietf:params:oauth:token-type:id_token',
    }),
  refresh: async (backend) => refresh(backend, (await signIn(backend)).refresh_token),
  revoke: async (backend) =>
    postJson(backend, '/oauth/revoke', { token: (await signIn(backend)).refresh_token }),
  usage: async (backend) => askUsage(backend, (await signIn(backend)).access_token),
  accounts: async (backend) =>
    askUsage(backend, (await signIn(backend)).access_token, '/wham/accounts/check'),
  apps: async (backend) =>
    askUsage(backend, (await signIn(backend)).access_token, '/connectors/directory/list'),
  switchWorkspace: async (backend) => {
    const { access_token } = await signIn(backend);
    return switchWorkspace(backend, access_token, backend.logins[0]?.account.accountId ?? '');
  },
};

const points = Object.keys(reach) as (keyof LoginFaults)[]; // They are the keys of the object above.

describe.each(points)('at the point %s', (point) => {
  const startWith = (fault: number | FaultObject | readonly (number | FaultObject)[]): Promise<Backend> =>
    start(going(approved({ faults: { [point]: fault }, times: 'always' })));

  it('a status is answered instead', async () => {
    expect((await reach[point](await startWith(503))).status).toBe(503);
  });

  it('an error says what the script says', async () => {
    const error = { status: 401, code: 'odd', message: 'Odd.', retryAfter: 3 };
    const response = await reach[point](await startWith({ error }));
    expect([response.status, response.headers.get('retry-after')]).toEqual([401, '3']);
    expect(await response.json()).toMatchObject({ error: { code: 'odd', message: 'Odd.' } });
  });

  it('JSON breaks off', async () => {
    const response = await reach[point](await startWith({ malformed: true }));
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'application/json']);
    await expect(response.json()).rejects.toThrow('JSON');
  });

  it('the connection closes', async () => {
    await expect(reach[point](await startWith({ disconnect: true }))).rejects.toThrow('fetch failed');
  });

  it('the usual answer comes late', async () => {
    const backend = await startWith({ hold: 'slow' });
    const answer = reach[point](backend);
    await backend.waitForHold('slow');
    backend.step('slow');
    expect((await answer).status).toBeLessThan(400);
  });
});

describe('faults', () => {
  it('of a list happen in turn, and then all is well', async () => {
    const backend = await start(
      going(approved({ faults: { poll: [404, { error: { status: 429 }, times: 2 }] } })),
    );
    const device = await askForUserCode(backend);
    const seen: number[] = [];
    for (let time = 0; time < 4; time += 1) seen.push((await poll(backend, device)).status);
    expect(seen).toEqual([404, 429, 429, 200]);
  });

  it('happen in each login anew', async () => {
    const backend = await start(going(approved({ faults: { poll: [500] }, times: 'always' })));
    for (let login = 0; login < 2; login += 1) {
      const device = await askForUserCode(backend);
      expect((await poll(backend, device)).status).toBe(500);
      expect((await poll(backend, device)).status).toBe(200);
    }
  });

  it('answer anything', async () => {
    const http = { status: 200, contentType: 'text/plain', body: 'hello' };
    const response = await reach.userCode(await start(going({ faults: { userCode: { http } } })));
    expect([response.headers.get('content-type'), await response.text()]).toEqual(['text/plain', 'hello']);
  });

  it('end with the client', async () => {
    const backend = await start(going({ faults: { userCode: { hold: 'for ever' } } }));
    const client = new AbortController();
    const answer = fetch(`${backend.url}/api/accounts/deviceauth/usercode`, {
      method: 'POST',
      body: JSON.stringify({ client_id: CLIENT_ID }),
      signal: client.signal,
    });
    await backend.waitForHold('for ever');
    const request = await backend.waitForRequest('/usercode');
    client.abort();
    await expect(answer).rejects.toThrow('aborted');
    expect(await request.ended).toEqual({ status: 0, how: 'aborted' });
  });

  it('do not let a refresh token be used twice while one of them waits', async () => {
    const backend = await start(going(approved({ faults: { refresh: [{ hold: 'slow' }] } })));
    const { refresh_token } = await signIn(backend);
    const slow = refresh(backend, refresh_token);
    await backend.waitForHold('slow');
    expect((await refresh(backend, refresh_token)).status).toBe(200);
    backend.open('slow');
    expect((await slow).status).toBe(401);
  });
});
