// Browser logins through the app-server with a person in Chromium at our issuer's page: ours and the real one,
// from the page to the success or error page of the server itself.
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { withMachineLock } from '../../../src/conformance/machine-lock.js';
import { keepScreenshot, launchChromium, withPage } from '../../browser/chromium.js';
import { withLoginTarget } from '../support/login-target.js';
import type { Frame, Side, Version } from '../support/target.js';
import { OPENAI_ISSUER } from '../support/tls-proxy.js';

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser?.close());

type Button = 'Allow' | 'Deny';

interface Ending {
  /** Where the browser came to rest, without host and query. */
  readonly path: string;
  readonly title: string;
  readonly page: string;
  readonly completed: unknown;
  readonly account: unknown;
}

interface Visit {
  readonly side: Side;
  readonly version: Version;
  readonly button: Button;
}

const signIn = (visit: Visit): Promise<Ending> => withMachineLock(() => play(visit));

/** What a person who presses that button sees in the end, and what the client is told. */
function play({ side, version, button }: Visit): Promise<Ending> {
  return withLoginTarget({ side, version, logins: [{}] }, async (target, backend) => {
    const { authUrl } = (await target.request('account/login/start', { type: 'chatgpt' })).result as {
      authUrl: string;
    };
    const seen = await withPage(browser, {}, async (page) => {
      await page.goto(authUrl.replace(OPENAI_ISSUER, backend.url));
      await page.getByRole('button', { name: button, exact: true }).click();
      await page.waitForURL(button === 'Allow' ? /\/success/ : /\/auth\/callback/);
      await keepScreenshot(page, `${side}-${version}-${button}`);
      const main = await page.locator('body').innerText();
      return { path: new URL(page.url()).pathname, title: await page.title(), page: main };
    });
    const isEnd = ({ method }: Frame): boolean => method === 'account/login/completed';
    const completed = (await target.waitFor('account/login/completed', isEnd)).params as Frame;
    const account = (await target.request('account/read', {})).result as Frame;
    return { ...seen, completed: { ...completed, loginId: '<id>' }, account: account.account };
  });
}

describe.sequential.each(['0.169.0', '0.118.0'] as const)(
  'a person in a browser signs in through %s',
  (version) => {
    it('allows, and ends on the success page, signed in, with ours as with the real one', async () => {
      const ours = await signIn({ side: 'ours', version, button: 'Allow' });
      const real = await signIn({ side: 'real', version, button: 'Allow' });
      for (const { path, page, account } of [ours, real]) {
        expect(path).toBe('/success');
        expect(page).toContain('Signed in to Codex');
        expect(account).toMatchObject({ type: 'chatgpt', email: 'tester@example.com', planType: 'plus' });
      }
      expect(ours.completed).toMatchObject({ success: true, error: null });
      expect(ours.completed).toEqual(real.completed);
    }, 150_000);

    it('denies, and reads the same reason from ours as from the real one', async () => {
      const ours = await signIn({ side: 'ours', version, button: 'Deny' });
      const real = await signIn({ side: 'real', version, button: 'Deny' });
      for (const { path, page, account } of [ours, real]) {
        expect(path).toBe('/auth/callback');
        expect(page).toContain('access_denied');
        expect(account).toBeNull();
      }
      expect(ours.title).toBe(real.title);
      expect(ours.completed).toMatchObject({ success: false });
      expect(ours.completed).toEqual(real.completed);
    }, 150_000);
  },
);
