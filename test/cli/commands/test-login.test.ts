import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { FakeServer, Handler } from '../../client/fake-server.js';
import { type FakeListener, fakeListener, run } from '../harness.js';

const CODE = 'ABCD-EFGHJ';
const PAGE = 'http://127.0.0.1:1/codex/device';
const DEVICE = { type: 'chatgptDeviceCode', loginId: 'l1', verificationUrl: PAGE, userCode: CODE };
const BROWSER = { type: 'chatgpt', loginId: 'l1', authUrl: 'http://127.0.0.1:1/oauth/authorize?state=s' };
const ACCOUNT = { type: 'chatgpt', email: 'a@example.com', planType: 'plus' };

let server: FakeListener | undefined;

afterEach(async () => {
  await server?.close();
  server = undefined;
});

/** A server whose login ends by itself, or waits when `error` is undefined. */
async function serve(
  answer: object,
  error?: string | null,
  more: Record<string, Handler> = {},
): Promise<string> {
  server = await fakeListener({
    'account/login/start': (_params, fake) => {
      if (error !== undefined) setImmediate(() => end(fake, error));
      return answer;
    },
    'account/login/cancel': () => ({ status: 'canceled' }),
    'account/read': () => ({ account: ACCOUNT, requiresOpenaiAuth: true }),
    ...more,
  });
  return server.url;
}

function end(fake: FakeServer, error: string | null): void {
  fake.notify('account/login/completed', { loginId: 'l1', success: error === null, error });
}

const methods = (): string[] => server?.connections[0]?.requests.map(({ method }) => method) ?? [];

describe('test-login', () => {
  it('shows page and code, and who is signed in', async () => {
    const url = await serve(DEVICE, null);
    const { code, stdout } = await run(['test-login', '--device-code', '--url', url]);
    expect(code).toBe(0);
    expect(stdout).toContain(`  Open  ${PAGE}\n  Code  ${CODE}\n`);
    expect(stdout).toContain('signed in as a@example.com (plus)');
    expect(stdout).not.toContain(`"userCode":"${CODE}"`);
  });

  it('signs in through the browser without --device-code', async () => {
    const url = await serve(BROWSER, null);
    const { code, stdout } = await run(['test-login', '--url', url]);
    expect(code).toBe(0);
    expect(stdout).toContain(`  Open  ${BROWSER.authUrl}\n`);
    expect(stdout).not.toContain('  Code  ');
  });

  it('links the page on a terminal that shows colors', async () => {
    const url = await serve(DEVICE, null);
    const { stdout } = await run(['test-login', '--device-code', '--url', url], { isTTY: true });
    expect(stdout).toContain(`\u001b]8;;${PAGE}\u001b\\`);
  });

  it('ends with 3 and the reason when the login fails', async () => {
    const url = await serve(DEVICE, 'device auth failed with status 400 Bad Request');
    const { code, stderr } = await run(['test-login', '--device-code', '--url', url]);
    expect(code).toBe(3);
    expect(stderr).toContain('The login failed: device auth failed with status 400 Bad Request.');
  });

  it('ends with 3 when the login cannot be started', async () => {
    server = await fakeListener({});
    const { code, stderr } = await run(['test-login', '--device-code', '--url', server.url]);
    expect(code).toBe(3);
    expect(stderr).toContain('The server refused account/login/start');
  });

  it('takes the login back on Ctrl-C', async () => {
    const url = await serve(DEVICE);
    const stop = new AbortController();
    const { code } = await run(['test-login', '--device-code', '--url', url], {
      signal: stop.signal,
      onOutput: (text) => {
        if (text.includes(CODE)) stop.abort();
      },
    });
    expect(code).toBe(130);
    expect(methods().at(-1)).toBe('account/login/cancel');
  });

  it('takes the login back after --timeout, and ends with 7', async () => {
    const url = await serve(DEVICE);
    const { code } = await run(['test-login', '--device-code', '--timeout', '0.2', '--url', url]);
    expect(code).toBe(7);
    expect(methods().at(-1)).toBe('account/login/cancel');
  });

  it('ends with 4 when the server goes away', async () => {
    const url = await serve(DEVICE, undefined, {
      'account/login/start': (_params, fake) => {
        setTimeout(() => fake.drop('gone'), 20);
        return DEVICE;
      },
    });
    expect((await run(['test-login', '--device-code', '--url', url])).code).toBe(4);
  });

  it('gives scripts page and code as soon as they are there, and one verdict', async () => {
    const url = await serve(DEVICE, null);
    const { code, json } = await run(['test-login', '--device-code', '--json', '--quiet', '--url', url]);
    expect(code).toBe(0);
    expect(json()).toMatchObject([
      { kind: 'login', url: PAGE, code: CODE },
      { kind: 'verdict', ok: true, outcome: 'signed_in', result: { loginId: 'l1', account: ACCOUNT } },
    ]);
  });

  it('opens web pages, and nothing else, with --open', async () => {
    const dir = mkdtempSync(path.join(tmpdir(), 'astc-open-'));
    const opened = path.join(dir, 'opened');
    const browser = path.join(dir, 'browser');
    writeFileSync(
      browser,
      `#!/bin/sh\nprintf '%s' "$1" > '${opened}.part' && mv '${opened}.part' '${opened}'\n`,
    );
    chmodSync(browser, 0o755);
    try {
      let url = await serve({ ...DEVICE, verificationUrl: 'file:///etc/hostname' }, null);
      const odd = await run(['test-login', '--device-code', '--open', '--url', url], {
        env: { BROWSER: browser },
      });
      expect(odd.stderr).toContain('could not be opened here');
      await server?.close();
      url = await serve(DEVICE, undefined, {
        'account/read': () => ({ account: ACCOUNT, requiresOpenaiAuth: true }),
        'account/login/start': (_params, fake) => {
          const look = setInterval(() => {
            try {
              readFileSync(opened);
            } catch {
              return;
            }
            clearInterval(look);
            end(fake, null);
          }, 5);
          return DEVICE;
        },
      });
      const ran = await run(['test-login', '--device-code', '--open', '--url', url], {
        env: { BROWSER: browser },
      });
      expect(ran.code).toBe(0);
      expect(readFileSync(opened, 'utf8')).toBe(PAGE);
    } finally {
      rmSync(dir, { recursive: true, force: true });
    }
  });
});

describe('get-account-rate-limits', () => {
  const now = Math.floor(Date.now() / 1000);
  const limit = {
    limitId: 'codex',
    limitName: null,
    primary: { usedPercent: 12, windowDurationMins: 300, resetsAt: now + 90 * 60 },
    secondary: { usedPercent: 34, windowDurationMins: 10080, resetsAt: null },
    credits: { hasCredits: true, unlimited: false, balance: '4.20' },
    planType: 'plus',
  };
  const answer = { rateLimits: limit, rateLimitsByLimitId: { codex: limit } };

  it('prints a table for people', async () => {
    server = await fakeListener({ 'account/rateLimits/read': () => answer });
    const { code, stdout } = await run(['get-account-rate-limits', '--quiet', '--url', server.url]);
    expect(code).toBe(0);
    expect(stdout.trim().split('\n')).toEqual([
      'codex  5 h      12% used  resets in 90 min',
      'codex  7 days   34% used',
      'codex  credits  4.20',
    ]);
  });

  it('prints the whole answer for scripts', async () => {
    server = await fakeListener({ 'account/rateLimits/read': () => answer });
    const { json } = await run(['get-account-rate-limits', '--quiet', '--json', '--url', server.url]);
    expect(json()).toMatchObject([{ kind: 'verdict', ok: true, result: answer }]);
  });

  it('says why when nobody is signed in', async () => {
    server = await fakeListener({});
    const { code, stderr } = await run(['get-account-rate-limits', '--url', server.url]);
    expect(code).toBe(1);
    expect(stderr).toContain('The server refused account/rateLimits/read');
  });
});
