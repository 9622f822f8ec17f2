import { describe, expect, it } from 'vitest';
import { connect } from '../../src/client/index.js';
import { fakeClock } from '../util/fake-clock.js';
import { type FakeServer, fakeServer, type Handler, LATER } from './fake-server.js';

const DEVICE = {
  type: 'chatgptDeviceCode',
  loginId: 'l1',
  verificationUrl: 'http://127.0.0.1:1/codex/device',
  userCode: 'ABCD-EFGH',
};

function end(server: FakeServer, loginId: string, error: string | null = null): void {
  server.notify('account/login/completed', { loginId, success: error === null, error });
}

async function open(start: Handler, more: Readonly<Record<string, Handler>> = {}) {
  const clock = fakeClock();
  const { transport, server } = fakeServer({ 'account/login/start': start, ...more });
  const client = await connect(transport, { clock });
  return { client, clock, server };
}

describe('client.login.deviceCode', () => {
  it('says where to go and what to type, then how it ended', async () => {
    const { client, server } = await open(() => DEVICE);
    const login = await client.login.deviceCode();
    expect(login).toMatchObject({ loginId: 'l1', url: DEVICE.verificationUrl, code: 'ABCD-EFGH' });
    end(server, 'another');
    end(server, 'l1');
    expect(await login.completed).toEqual({ loginId: 'l1', success: true, error: null });
    expect(server.requests.at(-1)?.params).toEqual({ type: 'chatgptDeviceCode' });
  });

  it('hears an end that is told before the answer', async () => {
    const { client } = await open((_params, server, reply) => {
      end(server, 'l1', 'device auth failed with status 400 Bad Request');
      reply.succeed(DEVICE);
      return LATER;
    });
    const login = await client.login.deviceCode();
    expect(await login.completed).toMatchObject({
      success: false,
      error: 'device auth failed with status 400 Bad Request',
    });
  });

  it('cancels on the server, and says whether there was anything to cancel', async () => {
    const statuses = ['canceled', 'notFound'];
    const { client, server } = await open(() => DEVICE, {
      'account/login/cancel': () => ({ status: statuses.shift() }),
    });
    const login = await client.login.deviceCode();
    expect(await login.cancel()).toBe(true);
    expect(await login.cancel()).toBe(false);
    expect(server.requests.at(-1)?.params).toEqual({ loginId: 'l1' });
  });

  it('waits no longer than it is told, counted from the answer', async () => {
    const { client, clock } = await open(() => DEVICE);
    const login = await client.login.deviceCode({ timeoutMs: 5000 });
    clock.advance(5000);
    await expect(login.completed).rejects.toMatchObject({ code: 'timeout' });
    expect(clock.pendingTimers).toBe(0);
  });

  it('leaves no timer when it ends in time', async () => {
    const { client, clock, server } = await open(() => DEVICE);
    const login = await client.login.deviceCode({ timeoutMs: 5000 });
    end(server, 'l1');
    await login.completed;
    expect(clock.pendingTimers).toBe(0);
  });

  it('stops waiting when the caller gives up, and when the connection ends', async () => {
    const { client, server } = await open(() => DEVICE);
    const stop = new AbortController();
    const first = await client.login.deviceCode({ signal: stop.signal });
    stop.abort();
    await expect(first.completed).rejects.toMatchObject({ code: 'aborted' });
    const second = await client.login.deviceCode();
    server.drop('gone');
    await expect(second.completed).rejects.toMatchObject({ code: 'closed' });
  });

  it('refuses an answer without a code', async () => {
    const { client } = await open(() => ({ ...DEVICE, userCode: undefined }));
    await expect(client.login.deviceCode()).rejects.toMatchObject({ code: 'bad_answer' });
  });
});

describe('client.login.browser', () => {
  it('passes its options on and says where to go', async () => {
    const { client, server } = await open(() => ({ type: 'chatgpt', loginId: 'l1', authUrl: 'http://x/a' }));
    const login = await client.login.browser({ codexStreamlinedLogin: true, timeoutMs: 10 });
    expect(login).toMatchObject({ loginId: 'l1', url: 'http://x/a' });
    expect(server.requests.at(-1)?.params).toEqual({ type: 'chatgpt', codexStreamlinedLogin: true });
  });
});
