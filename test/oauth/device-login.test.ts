import { describe, expect, it } from 'vitest';
import { awaitDeviceTokens, requestDeviceCode } from '../../src/oauth/device-login.js';
import { oauthDialectOf } from '../../src/oauth/dialect.js';
import { OAuthError } from '../../src/oauth/errors.js';
import { fakeClock } from '../util/fake-clock.js';
import { answer, type ScriptedPost, scriptedPost, tokensFor } from './support.js';

const ISSUER = 'https://issuer.example';
const code = answer(200, { device_auth_id: 'd', user_code: 'U', interval: '5' });
const approved = answer(200, { authorization_code: 'c1', code_challenge: 'x', code_verifier: 'y' });

function loginAt(issuer: ScriptedPost) {
  const clock = fakeClock();
  const deps = { post: issuer.post, clock, issuer: ISSUER, dialect: oauthDialectOf('0.169.0') };
  return { clock, deps };
}

/** Why it fails; listening from the start, since it may fail before anybody asks. */
const messageOf = (tokens: Promise<unknown>): Promise<string> =>
  tokens.then(
    () => 'it did not fail',
    (thrown: Error) => thrown.message,
  );

describe('a device login', () => {
  it('polls at once, then at the interval, and exchanges the code', async () => {
    const issuer = scriptedPost(code, answer(403), answer(404), approved, answer(200, tokensFor()));
    const { clock, deps } = loginAt(issuer);
    const device = await requestDeviceCode(deps);
    const tokens = awaitDeviceTokens(deps, device);
    await clock.advanceAsync(0);
    expect(issuer.requests).toHaveLength(2);
    await clock.advanceAsync(4999);
    expect(issuer.requests).toHaveLength(2);
    await clock.advanceAsync(1);
    expect(issuer.requests).toHaveLength(3);
    await clock.advanceAsync(5000);
    await expect(tokens).resolves.toMatchObject({ refreshToken: 'rt-first-of-all' });
    expect(issuer.requests.at(-1)?.body).toContain(
      'redirect_uri=https%3A%2F%2Fissuer.example%2Fdeviceauth%2Fcallback&code_verifier=y',
    );
    expect(clock.pendingTimers).toBe(0);
  });

  it('gives up after 15 minutes of waiting', async () => {
    const polls = 15 * 12 + 1;
    const issuer = scriptedPost(code, ...Array.from({ length: polls + 1 }, () => answer(403)));
    const { clock, deps } = loginAt(issuer);
    const tokens = awaitDeviceTokens(deps, await requestDeviceCode(deps));
    const outcome = messageOf(tokens);
    await clock.advanceAsync(16 * 60 * 1000);
    expect(await outcome).toBe('device auth timed out after 15 minutes');
    expect(issuer.requests).toHaveLength(1 + polls);
    expect(clock.pendingTimers).toBe(0);
  });

  it('stops in the middle of a pause, and leaves no timer', async () => {
    const issuer = scriptedPost(code, answer(403));
    const { clock, deps } = loginAt(issuer);
    const stop = new AbortController();
    const tokens = awaitDeviceTokens(deps, await requestDeviceCode(deps), stop.signal);
    const outcome = messageOf(tokens);
    await clock.advanceAsync(100);
    stop.abort(new Error('stopped'));
    expect(await outcome).toBe('stopped');
    await clock.advanceAsync(60_000);
    expect(issuer.requests).toHaveLength(2);
    expect(clock.pendingTimers).toBe(0);
  });

  it('ends with a poll that cannot be sent', async () => {
    const lost = new OAuthError('unreachable', 'error sending request for url (x)');
    const { deps } = loginAt(scriptedPost(code, lost));
    const tokens = awaitDeviceTokens(deps, await requestDeviceCode(deps));
    await expect(tokens).rejects.toBe(lost);
  });

  it.each([
    [
      answer(400, { error: 'c' }),
      'device code exchange failed: token endpoint returned status 400 Bad Request: c',
    ],
    [answer(200, '<h'), 'device code exchange failed: OAuth token response is invalid'],
    [
      new OAuthError('unreachable', 'error sending request for url (x)'),
      'device code exchange failed: error sending request for url (x)',
    ],
  ])('says that the exchange failed: %j', async (exchange, message) => {
    const { deps } = loginAt(scriptedPost(code, approved, exchange));
    await expect(awaitDeviceTokens(deps, await requestDeviceCode(deps))).rejects.toThrow(message);
  });
});
