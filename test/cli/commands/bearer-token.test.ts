import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FakeListener, fakeListener, run } from '../harness.js';

const TOKEN = 'hush-hush-hush';
let listener: FakeListener;
beforeEach(async () => {
  const handlers = { 'model/list': () => ({ data: [], nextCursor: null, echo: `you said ${TOKEN}` }) };
  listener = await fakeListener(handlers, async (authorization) =>
    authorization === `Bearer ${TOKEN}` ? undefined : 'invalid websocket bearer token',
  );
});
afterEach(() => listener.close());

describe('a server that wants a bearer token', () => {
  it.each([[['--raw']], [['--json']]])(
    'gets it from the named variable, and it is never printed: %j',
    async (how) => {
      const argv = ['--url', listener.url, '--ws-token-env', 'MY_TOKEN', 'model-list', ...how];
      const { code, stdout, stderr } = await run(argv, { env: { MY_TOKEN: `${TOKEN}\n` } });
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(stdout).toContain('you said [redacted]');
      expect(stdout).not.toContain(TOKEN);
    },
  );

  it('exits 4 without one, and says how to give it', async () => {
    const { code, stderr } = await run(['--url', listener.url, 'model-list']);
    expect(code).toBe(4);
    expect(stderr).toMatch(
      /refused the connection with HTTP 401 \(invalid websocket bearer token\)\. .*--ws-token-env\.\n$/,
    );
  });
});
