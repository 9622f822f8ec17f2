import { get, type IncomingHttpHeaders } from 'node:http';
import { connect } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  type CallbackServer,
  type CallbackServerOptions,
  type SavedSignIn,
  SignInFailure,
  startCallbackServer,
} from '../../src/oauth/callback-server.js';
import { OAuthError } from '../../src/oauth/errors.js';
import { failedSave } from '../../src/oauth/sign-in-problem.js';
import { deferred } from '../../src/util/deferred.js';

const SAVED: SavedSignIn = {
  page: { isStreamlined: false, setupUrl: null },
  next: { path: '/success?needs_setup=false' },
};

async function start(changes: Partial<CallbackServerOptions> = {}): Promise<CallbackServer> {
  const server = await startCallbackServer({
    ports: [0],
    redirectHost: '127.0.0.1',
    state: 'S',
    onboardingEntrypoints: ['life_sciences'],
    signIn: () => Promise.resolve(SAVED),
    ...changes,
  });
  onTestFinished(() => server.stop());
  return server;
}

interface Got {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

function fetched({ port }: CallbackServer, path: string, method = 'GET'): Promise<Got> {
  return new Promise((resolve, reject) => {
    get({ host: '127.0.0.1', port, path, method, agent: false }, (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        body += chunk;
      });
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body }),
      );
    }).on('error', reject);
  });
}

/** What comes back for raw bytes, until the other side hangs up. */
function raw({ port }: CallbackServer, bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
    let text = '';
    socket.setEncoding('utf8');
    socket.on('data', (chunk: string) => {
      text += chunk;
    });
    socket.on('close', () => resolve(text));
    socket.on('error', reject);
  });
}

const isClosed = (server: CallbackServer): Promise<boolean> =>
  fetched(server, '/').then(
    () => false,
    (thrown: NodeJS.ErrnoException) => thrown.code === 'ECONNREFUSED',
  );

const outcomeOf = ({ finished }: CallbackServer): Promise<unknown> =>
  finished.catch((thrown: unknown) => thrown);

/** Whether the login still waits after what was just done to it. */
async function isWaiting(server: CallbackServer): Promise<boolean> {
  const open = Symbol('open');
  const now = new Promise((resolve) => setImmediate(() => resolve(open)));
  return (await Promise.race([outcomeOf(server), now])) === open;
}

describe('the callback server', () => {
  it('is reached under the redirect URI of the version', async () => {
    const server = await start({ redirectHost: 'localhost' });
    expect(server.redirectUri).toBe(`http://localhost:${server.port}/auth/callback`);
  });

  it.each([
    ['/nothing', 404, 'Not Found'],
    ['/auth/callback?code=1', 400, 'State mismatch'],
    ['/auth/callback?state=T&code=1', 400, 'State mismatch'],
    ['/auth/callback?state=T&error=access_denied', 400, 'State mismatch'],
    ['/success', 404, 'Not Found'],
  ])('answers %s with %i and keeps waiting', async (path, status, body) => {
    const server = await start();
    const got = await fetched(server, path);
    expect(got).toMatchObject({ status, body, headers: { 'content-type': 'text/plain; charset=UTF-8' } });
    expect(await isWaiting(server)).toBe(true);
    // A right callback still gets through.
    expect((await fetched(server, '/auth/callback?state=S&code=1')).status).toBe(302);
  });

  it.each(['GET :99999999/ HTTP/1.1\r\nHost: x\r\n\r\n', 'no http at all\r\n\r\n'])(
    'answers %j with Bad Request and keeps waiting',
    async (bytes) => {
      const server = await start();
      const answer = await raw(server, bytes);
      expect(answer).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
      expect(answer).toMatch(/\r\n\r\nBad Request$/);
      expect(await isWaiting(server)).toBe(true);
    },
  );

  it('does not care for the method', async () => {
    const server = await start();
    expect((await fetched(server, '/auth/callback?state=S&code=1', 'POST')).status).toBe(302);
  });

  it('sends the browser on after a callback, and is done when it has seen the success page', async () => {
    const codes: string[] = [];
    const server = await start({
      signIn(code) {
        codes.push(code);
        return Promise.resolve(SAVED);
      },
    });
    const callback = await fetched(server, '/auth/callback?state=S&code=abc');
    const next = `http://127.0.0.1:${server.port}/success?needs_setup=false`;
    expect(callback).toMatchObject({ status: 302, headers: { location: next } });
    expect(await isWaiting(server)).toBe(true);
    const success = await fetched(server, '/success?needs_setup=false');
    expect(success).toMatchObject({
      status: 200,
      headers: { 'content-type': 'text/html; charset=utf-8', connection: 'close' },
    });
    expect(success.headers['content-length']).toBe(String(Buffer.byteLength(success.body)));
    expect(success.body).toContain('Signed in to Codex');
    await expect(server.finished).resolves.toEqual({ onboardingEntrypoint: null });
    expect(codes).toEqual(['abc']);
    expect(await isClosed(server)).toBe(true);
  });

  it('tells where an introduction should begin', async () => {
    const server = await start();
    await fetched(server, '/auth/callback?state=S.onboarding_entrypoint=life_sciences&code=abc');
    await fetched(server, '/success');
    await expect(server.finished).resolves.toEqual({ onboardingEntrypoint: 'life_sciences' });
  });

  it('exchanges a code once, however often the browser comes back with it', async () => {
    let times = 0;
    const server = await start({
      signIn() {
        times += 1;
        return Promise.resolve(SAVED);
      },
    });
    const path = '/auth/callback?state=S&code=abc';
    const [one, other] = await Promise.all([fetched(server, path), fetched(server, path)]);
    expect([one.status, other.status, (await fetched(server, path)).status]).toEqual([302, 302, 302]);
    expect(times).toBe(1);
  });

  it('is done at the callback when the browser goes elsewhere', async () => {
    const elsewhere = 'https://chatgpt.com/codex/open-app?source=login&app_brand=codex';
    const server = await start({ signIn: () => Promise.resolve({ ...SAVED, next: { elsewhere } }) });
    expect(await fetched(server, '/auth/callback?state=S&code=abc')).toMatchObject({
      status: 302,
      headers: { location: elsewhere, connection: 'close', 'content-length': '0' },
    });
    await expect(server.finished).resolves.toEqual({ onboardingEntrypoint: null });
    expect(await isClosed(server)).toBe(true);
  });

  it('shows a page where it cannot send the browser on, and is done all the same', async () => {
    const server = await start({
      signIn: () => Promise.resolve({ ...SAVED, next: { elsewhere: 'https://x/\r\nEvil: 1' } }),
    });
    const got = await fetched(server, '/auth/callback?state=S&code=abc');
    expect(got.status).toBe(200);
    expect(got.body).toContain('<code>redirect_failed</code>');
    expect(got.body).toContain('Sign-in completed but redirecting back to Codex failed.');
    await expect(server.finished).resolves.toBeDefined();
  });

  const save = (): Promise<never> => Promise.reject(new SignInFailure(failedSave(new Error('disk full'))));
  const refuse = (code: 'token_refused' | 'workspace_refused') => (): Promise<never> =>
    Promise.reject(new OAuthError(code, 'said no'));

  it.each([
    [
      'error=access_denied&error_description=no',
      undefined,
      'sign_in_refused',
      'Sign-in failed: no',
      'access_denied',
    ],
    [
      'x=1',
      undefined,
      'code_missing',
      'Missing authorization code. Sign-in could not be completed.',
      'missing_authorization_code',
    ],
    [
      'code=',
      undefined,
      'code_missing',
      'Missing authorization code. Sign-in could not be completed.',
      'missing_authorization_code',
    ],
    [
      'code=1',
      refuse('token_refused'),
      'token_refused',
      'Token exchange failed: said no',
      'token_exchange_failed',
    ],
    ['code=1', refuse('workspace_refused'), 'workspace_refused', 'said no', 'workspace_restriction'],
    [
      'code=1',
      save,
      'not_saved',
      'Sign-in completed but credentials could not be saved locally.',
      'persist_failed',
    ],
  ] as const)('ends with an error page after %s', async (query, signIn, code, message, pageCode) => {
    const server = await start(signIn && { signIn });
    const got = await fetched(server, `/auth/callback?state=S&${query}`);
    expect(got).toMatchObject({
      status: 200,
      headers: { 'content-type': 'text/html; charset=utf-8', connection: 'close' },
    });
    expect(got.body).toContain(`<code>${pageCode}</code>`);
    expect(await outcomeOf(server)).toMatchObject({ code, message });
    expect(await isClosed(server)).toBe(true);
  });

  it('quits when it is asked to', async () => {
    const server = await start();
    expect(await fetched(server, '/cancel')).toMatchObject({
      status: 200,
      body: 'Login cancelled',
      headers: { connection: 'close', 'content-length': '15' },
    });
    expect(await outcomeOf(server)).toMatchObject({ code: 'cancelled', message: 'Login cancelled' });
    expect(await isClosed(server)).toBe(true);
  });

  it('stops on command, whatever connections are open', async () => {
    const server = await start();
    const idle = connect(server.port, '127.0.0.1');
    await new Promise((resolve) => idle.once('connect', resolve));
    const hungUp = new Promise((resolve) => idle.once('close', resolve));
    server.stop();
    server.stop();
    expect(await outcomeOf(server)).toMatchObject({ code: 'cancelled', message: 'Login was not completed' });
    await hungUp;
    expect(await isClosed(server)).toBe(true);
  });

  it('calls off an exchange that is running, and saves nothing after that', async () => {
    const asked = deferred<AbortSignal>();
    const server = await start({
      signIn: (_code, signal) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason));
          asked.resolve(signal);
        }),
    });
    const callback = fetched(server, '/auth/callback?state=S&code=1').catch(() => 'hung up');
    await asked.promise;
    server.stop();
    expect(await outcomeOf(server)).toMatchObject({ code: 'cancelled', message: 'Login was not completed' });
    expect(await callback).toBe('hung up');
  });

  it.each([
    [
      'fails',
      () => Promise.reject(new OAuthError('token_refused', 'said no')),
      'Token exchange failed: said no',
    ],
    ['succeeds', () => Promise.resolve({ ...SAVED, next: { elsewhere: 'https://x/' } }), undefined],
  ] as const)(
    'ends also when nobody waits for the answer any more: it %s',
    async (_how, outcome, message) => {
      const asked = deferred();
      const gone = deferred();
      const server = await start({
        async signIn() {
          asked.resolve();
          await gone.promise;
          return outcome();
        },
      });
      const browser = connect(server.port, '127.0.0.1', () => {
        browser.write('GET /auth/callback?state=S&code=1 HTTP/1.1\r\nHost: x\r\n\r\n');
      });
      await asked.promise;
      browser.destroy();
      // Who comes later is heard later, so the server knows of it when these are answered.
      await fetched(server, '/nothing');
      await fetched(server, '/nothing');
      gone.resolve();
      expect(await outcomeOf(server)).toMatchObject(
        message === undefined ? { onboardingEntrypoint: null } : { message },
      );
    },
  );

  it('counts what is saved as a success, even when it is stopped before the browser knows', async () => {
    const server = await start();
    await fetched(server, '/auth/callback?state=S&code=1');
    server.stop();
    await expect(server.finished).resolves.toEqual({ onboardingEntrypoint: null });
  });
});
