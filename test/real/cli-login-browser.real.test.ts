// `codex login` of the real clients, with a person in Chromium. They know one issuer, by https, and take no other:
// behind a proxy on this machine, that name is our issuer's. The file that one side wrote is read by the other.
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Login } from '../../src/backend/index.js';
import { withMachineLock } from '../../src/conformance/machine-lock.js';
import { keepScreenshot, launchChromium, withPage } from '../browser/chromium.js';
import { type LoginHome, withLoginHome } from './support/login-home.js';
import { type RunningCodex, startCodex } from './support/run-codex.js';
import type { Version } from './support/target.js';
import { OPENAI_ISSUER, startTlsProxy } from './support/tls-proxy.js';

const PAGE = /https:\/\/auth\.openai\.com\/oauth\/authorize\S+/;

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser?.close());

interface Visit {
  readonly at: LoginHome;
  readonly codex: RunningCodex;
  readonly page: Page;
}

/** Runs `visit` on the page that a waiting `codex login` names; nobody outside this machine was asked for anything. */
function signIn(version: Version, login: Login, visit: (visit: Visit) => Promise<void>): Promise<void> {
  return withMachineLock(() =>
    withLoginHome(login, async (at) => {
      const proxy = await startTlsProxy({
        folder: join(at.home, 'tls'),
        hosts: [new URL(OPENAI_ISSUER).host],
        upstream: () => at.backend.url,
      });
      // Without programs to be found, it opens no browser of its own.
      const noPrograms = join(at.home, 'nothing');
      mkdirSync(noPrograms);
      const codex = startCodex(at, version, { args: ['login'], env: { PATH: noPrograms, ...proxy.env } });
      try {
        const link = (await codex.until(PAGE)).replace(OPENAI_ISSUER, at.backend.url);
        await withPage(browser, {}, async (page) => {
          await page.goto(link);
          await visit({ at, codex, page });
        });
        expect(proxy.refused).toEqual([]);
      } finally {
        codex.child.kill('SIGKILL');
        await codex.ended;
        await proxy.close();
      }
    }),
  );
}

const press = (page: Page, name: 'Allow' | 'Deny'): Promise<void> =>
  page.getByRole('button', { name, exact: true }).click();
const heading = (page: Page): Promise<string> => page.getByRole('heading', { level: 1 }).innerText();

const account = { type: 'chatgpt', email: 'ada@example.com', planType: 'team' };
const ada: Login = { account: { email: account.email, plan: account.planType } };
const shown = { result: { account, requiresOpenaiAuth: true } };

// Somebody else's browser login may have to end first.
const patient = { timeout: 150_000 };

describe.sequential.each(['0.118.0', '0.169.0'] as const)(
  'codex login of the real %s',
  patient,
  (version) => {
    it('signs in whoever allows it, and our server shows that account', () =>
      signIn(version, ada, async ({ at, codex, page }) => {
        await press(page, 'Allow');
        await page.waitForURL(/\/success/);
        expect(await page.locator('body').innerText()).toContain('Signed in to Codex');
        await keepScreenshot(page, `codex-${version}-success`);
        expect(await codex.ended).toMatchObject({
          code: 0,
          said: expect.stringContaining('Successfully logged in'),
        });
        // PKCE included: the issuer found nothing to object to.
        expect(at.backend.logins).toMatchObject([{ flow: 'browser', state: 'signedIn', problems: [] }]);
        const ours = await at.serve('ours', version);
        expect(await ours.request('account/read', {})).toMatchObject(shown);
      }));

    it('ends with an error and saves nothing when a person denies it', () =>
      signIn(version, ada, async ({ at, codex, page }) => {
        await press(page, 'Deny');
        await page.waitForURL(/\/auth\/callback/);
        expect(await page.locator('body').innerText()).toContain('access_denied');
        await keepScreenshot(page, `codex-${version}-denied`);
        const { code, said } = await codex.ended;
        expect([code, said]).toEqual([1, expect.stringContaining('The sign-in was denied.')]);
        expect(existsSync(at.authFile)).toBe(false);
      }));

    it('goes on waiting when a person comes too late, until it is interrupted', () =>
      signIn(version, ada, async ({ at, codex, page }) => {
        at.backend.decideLogin('last', 'expire');
        await press(page, 'Allow');
        expect(await heading(page)).toBe('Too late');
        expect(codex.child.exitCode).toBeNull();
        codex.child.kill('SIGINT');
        expect((await codex.ended).said).not.toContain('Successfully');
        expect(existsSync(at.authFile)).toBe(false);
      }));

    it('ends with an error and saves nothing when the code has expired on its way', () => {
      const expired = { status: 400, code: 'invalid_grant', message: 'The code has expired.' };
      return signIn(version, { faults: { exchange: { error: expired } } }, async ({ at, codex, page }) => {
        await press(page, 'Allow');
        await page.waitForURL(/\/auth\/callback/);
        expect(await page.locator('body').innerText()).toContain('token_exchange_failed');
        const { code, said } = await codex.ended;
        expect([code, said]).toEqual([1, expect.stringContaining('The code has expired.')]);
        expect(existsSync(at.authFile)).toBe(false);
      });
    });

    it('has its counterpart: who signs in through our server in a browser is known to the real one', () =>
      withMachineLock(() =>
        withLoginHome(ada, async (at) => {
          const ours = await at.serve('ours', version);
          const { result } = await ours.request('account/login/start', { type: 'chatgpt' });
          await withPage(browser, {}, async (page) => {
            await page.goto((result as { authUrl: string }).authUrl);
            await press(page, 'Allow');
            await page.waitForURL(/\/success/);
          });
          await ours.waitFor('account/updated', ({ method }) => method === 'account/updated');
          await ours.close();
          const real = await at.serve('real', version);
          expect(await real.request('account/read', {})).toMatchObject(shown);
        }),
      ));
  },
);
