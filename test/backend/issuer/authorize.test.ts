import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { type Backend, visitAuthorizePage } from '../../../src/backend/index.js';
import { fakeClock } from '../../util/fake-clock.js';
import {
  authorizeUrl,
  backends,
  CALLBACK,
  CLIENT_ID,
  going,
  locationOf,
  open,
  postForm,
  STATE,
  ticketIn,
  VERIFIER,
} from './issuer-client.js';

const start = backends();

async function ticketAt(url: string): Promise<string> {
  return ticketIn(await (await open(url)).text());
}

function press(backend: Backend, ticket: string, decision: string, headers = {}): Promise<Response> {
  return postForm(backend, '/oauth/authorize', { ticket, decision }, headers);
}

function exchange(backend: Backend, code: string, changes: Record<string, string> = {}): Promise<Response> {
  return postForm(backend, '/oauth/token', {
    grant_type: 'authorization_code',
    code,
    redirect_uri: CALLBACK,
    client_id: CLIENT_ID,
    code_verifier: VERIFIER,
    ...changes,
  });
}

describe('/oauth/authorize', () => {
  it('asks a person, and says who asks for what and where it leads', async () => {
    const backend = await start({ script: { account: { email: 'ann@example.com' } } });
    const page = await (await open(authorizeUrl(backend, { allowed_workspace_id: 'ws-1' }))).text();
    for (const fact of ['ann@example.com', 'my_client', 'openid profile', CALLBACK, 'ws-1'])
      expect(page).toContain(`<dd>${fact}</dd>`);
    expect(backend.logins).toMatchObject([
      {
        flow: 'browser',
        state: 'waiting',
        originator: 'my_client',
        redirectUri: CALLBACK,
        clientId: CLIENT_ID,
      },
    ]);
  });

  it('leads back with a code that only the verifier of this client exchanges', async () => {
    const backend = await start();
    const response = await press(backend, await ticketAt(authorizeUrl(backend)), 'approve');
    expect(response.status).toBe(303);
    const back = locationOf(response);
    expect(back.origin + back.pathname).toBe(CALLBACK);
    expect(back.searchParams.get('state')).toBe(STATE);
    const code = back.searchParams.get('code') ?? '';
    expect((await exchange(backend, code, { code_verifier: 'w'.repeat(64) })).status).toBe(400);
    expect((await exchange(backend, code, { redirect_uri: `${CALLBACK}x` })).status).toBe(400);
    const tokens = await exchange(backend, code);
    expect([tokens.status, await tokens.json()]).toEqual([
      200,
      expect.objectContaining({ scope: 'openid profile' }),
    ]);
  });

  it('leads back with an error when the person denies', async () => {
    const backend = await start();
    const back = locationOf(await press(backend, await ticketAt(authorizeUrl(backend)), 'deny'));
    expect(Object.fromEntries(back.searchParams)).toEqual({
      error: 'access_denied',
      error_description: 'The sign-in was denied.',
      state: STATE,
    });
  });

  it('keeps what the redirect URI has of its own, and sends no state that was not given', async () => {
    const backend = await start(going('approve'));
    const url = authorizeUrl(backend, { redirect_uri: 'http://127.0.0.1:7/cb?keep=1', state: undefined });
    const back = locationOf(await open(url));
    expect([...back.searchParams.keys()]).toEqual(['keep', 'code']);
  });

  it.each([
    ['approve', 'code'],
    ['deny', 'error'],
  ] as const)('needs no person when the script says %s', async (decision, name) => {
    const backend = await start(going(decision));
    const response = await open(authorizeUrl(backend));
    expect([response.status, locationOf(response).searchParams.has(name)]).toEqual([302, true]);
  });

  it('decides late when the script says so', async () => {
    const clock = fakeClock();
    const backend = await start({ ...going({ approve: { afterMs: 500 } }), clock });
    const answer = open(authorizeUrl(backend));
    await backend.waitForLogin('waiting');
    while (clock.pendingTimers === 0) await new Promise((resolve) => setImmediate(resolve));
    await clock.advanceAsync(500);
    expect((await answer).status).toBe(302);
  });

  it('says too late when the script lets it expire, or the time is over', async () => {
    const clock = fakeClock();
    const backend = await start({ ...going('expire', { expiresIn: 60 }), clock });
    expect(await (await open(authorizeUrl(backend))).text()).toContain('Too late');
    const ticket = await ticketAt(authorizeUrl(backend, { state: 'second' }));
    clock.advance(60_000);
    const page = await press(backend, ticket, 'approve');
    expect([page.status, await page.text()]).toEqual([400, expect.stringContaining('Too late')]);
  });

  it('is one login however often the page is loaded', async () => {
    const backend = await start();
    const tickets = [await ticketAt(authorizeUrl(backend)), await ticketAt(authorizeUrl(backend))];
    expect(tickets[0]).toBe(tickets[1]);
    await ticketAt(authorizeUrl(backend, { state: 'another' }));
    expect(backend.logins).toHaveLength(2);
  });

  it('leads a second click to where the first one led', async () => {
    const backend = await start();
    const ticket = await ticketAt(authorizeUrl(backend));
    const first = locationOf(await press(backend, ticket, 'approve'));
    expect(locationOf(await press(backend, ticket, 'approve')).href).toBe(first.href);
    expect(locationOf(await open(authorizeUrl(backend))).href).toBe(first.href);
    await exchange(backend, first.searchParams.get('code') ?? '');
    expect(await (await press(backend, ticket, 'approve')).text()).toContain('Already done');
  });

  it.each([
    ['no client', { client_id: undefined }],
    ['no redirect URI', { redirect_uri: undefined }],
    ['another computer', { redirect_uri: 'http://example.org/cb' }],
    ['another scheme', { redirect_uri: 'https://localhost/cb' }],
    ['a name that only looks local', { redirect_uri: 'http://localhost.example.org/cb' }],
    ['nonsense', { redirect_uri: 'nonsense' }],
  ])('stays on a page for a link with %s', async (_, changes) => {
    const backend = await start(going('approve'));
    const response = await open(authorizeUrl(backend, changes));
    expect([response.status, response.headers.get('location')]).toEqual([400, null]);
    expect(backend.logins).toEqual([]);
  });

  it.each([
    [{ response_type: 'token' }, 'unsupported_response_type'],
    [{ code_challenge: undefined }, 'invalid_request'],
    [{ code_challenge: 'short' }, 'invalid_request'],
    [{ code_challenge_method: 'plain' }, 'invalid_request'],
  ])('leads back with an error for %j', async (changes, error) => {
    const back = locationOf(await open(authorizeUrl(await start(going('approve')), changes)));
    expect([back.searchParams.get('error'), back.searchParams.get('state')]).toEqual([error, STATE]);
  });

  it('takes nothing from pages of other sites or without a ticket', async () => {
    const backend = await start();
    const ticket = await ticketAt(authorizeUrl(backend));
    expect((await press(backend, ticket, 'approve', { origin: 'https://example.org' })).status).toBe(403);
    expect((await press(backend, 'made-up', 'approve')).status).toBe(400);
    expect((await press(backend, ticket, 'maybe')).status).toBe(400);
    expect(backend.logins[0]?.state).toBe('waiting');
  });

  it('keeps state, code and ticket out of recorded requests', async () => {
    const backend = await start();
    const url = authorizeUrl(backend);
    const ticket = await ticketAt(url);
    const back = locationOf(await press(backend, ticket, 'approve', { referer: url }));
    await exchange(backend, back.searchParams.get('code') ?? '');
    const recorded = JSON.stringify(backend.requests);
    for (const text of [STATE, ticket, VERIFIER, back.searchParams.get('code') ?? '-'])
      expect(recorded).not.toContain(text);
    expect(recorded).toContain('originator=my_client');
  });
});

describe('visitAuthorizePage', () => {
  const servers: Server[] = [];
  afterEach(() => {
    for (const server of servers.splice(0)) server.close();
  });

  /** A client's callback server, which sends on to a page of its own. */
  async function client(): Promise<string> {
    const server = createServer((request, response) => {
      const isCallback = request.url?.startsWith('/cb');
      if (isCallback) response.writeHead(302, { location: `/success?${request.url?.split('?')[1]}` }).end();
      else response.end('signed in');
    });
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/cb`; // It listens on a port.
  }

  it('decides like a person and follows to the end', async () => {
    const backend = await start();
    const url = authorizeUrl(backend, { redirect_uri: await client() });
    const visit = await visitAuthorizePage(url);
    expect([visit.status, visit.text]).toEqual([200, 'signed in']);
    expect(new URL(visit.url).searchParams.has('code')).toBe(true);
    const denied = await visitAuthorizePage(
      authorizeUrl(backend, { redirect_uri: await client(), state: 'other' }),
      'deny',
    );
    expect(new URL(denied.url).searchParams.get('error')).toBe('access_denied');
  });

  it('leaves the decision to a script that takes it', async () => {
    const backend = await start(going('deny'));
    const visit = await visitAuthorizePage(authorizeUrl(backend, { redirect_uri: await client() }));
    expect(new URL(visit.url).searchParams.get('error')).toBe('access_denied');
  });

  it('says when the page asks nothing', async () => {
    const backend = await start(going('expire'));
    await expect(visitAuthorizePage(authorizeUrl(backend))).rejects.toMatchObject({
      code: 'page_unexpected',
    });
  });
});
