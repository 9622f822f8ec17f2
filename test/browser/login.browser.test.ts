// `astc test-login` as a person has it: the built binary waits, and somebody types and presses in a real browser.

import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createBackend } from '../../src/backend/index.js';
import { type Ended, type Running, World } from '../e2e/binary.js';
import { keepScreenshot, launchChromium, type Person, withPage } from './chromium.js';

let browser: Browser;
let world: World;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser?.close());
beforeEach(() => {
  world = new World();
});
afterEach(() => world.destroy());

interface Started {
  readonly login: Running;
  readonly url: string;
  readonly code: string;
}

const start = (...args: string[]): Promise<Started> => startWith({}, ...args);

async function startWith(env: Record<string, string>, ...args: string[]): Promise<Started> {
  const login = world.start(['test-login', '--json', '--embedded', ...args], env);
  await login.until('"kind":"login"');
  const line = login.stdout.split('\n').find((text) => text.includes('"kind":"login"')) ?? '';
  return { login, ...(JSON.parse(line) as { url: string; code: string }) };
}

async function enter(page: Page, code: string): Promise<void> {
  await page.getByLabel('Code').fill(code);
  await page.getByRole('button', { name: 'Continue' }).click();
}

const press = (page: Page, name: 'Allow' | 'Deny'): Promise<void> =>
  page.getByRole('button', { name, exact: true }).click();
const heading = (page: Page): Promise<string> => page.getByRole('heading', { level: 1 }).innerText();

/** That a page has what everybody needs: a language, a title, names of its fields, no scrolling sideways. */
async function expectAccessible(page: Page): Promise<void> {
  expect(await page.locator('html').getAttribute('lang')).toBe('en');
  expect(await page.title()).not.toBe('');
  expect(await page.getByRole('heading', { level: 1 }).count()).toBe(1);
  expect(await page.getByRole('main').count()).toBe(1);
  for (const field of await page.locator('input:not([type=hidden])').all()) {
    const id = await field.getAttribute('id');
    expect(await page.locator(`label[for="${id}"]`).count()).toBe(1);
  }
  const width = page.viewportSize()?.width ?? 0;
  // Right edges, not scrollWidth: pages without scripts cannot be asked for that.
  for (const box of await page.locator('body *:visible').all()) {
    const { x = 0, width: own = 0 } = (await box.boundingBox()) ?? {};
    expect(x).toBeGreaterThanOrEqual(0);
    expect(x + own).toBeLessThanOrEqual(width);
  }
}

function outcome({ stdout }: Ended): unknown {
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
}

const people: { readonly who: string; readonly person: Person; readonly name: string }[] = [
  { who: 'at a desk', person: {}, name: 'desk' },
  { who: 'on a phone, without JavaScript', person: { width: 360, hasScripts: false }, name: 'phone' },
];

describe.each(people)('a person $who', ({ person, name }) => {
  it('types the code, allows, and test-login --device-code ends with 0', async () => {
    const { login, url, code } = await start('--device-code');
    await withPage(browser, person, async (page) => {
      await page.goto(url);
      await expectAccessible(page);
      await keepScreenshot(page, `${name}-device`);
      await enter(page, code);
      expect(await page.getByRole('main').innerText()).toContain(code);
      await expectAccessible(page);
      await keepScreenshot(page, `${name}-device-consent`);
      await press(page, 'Allow');
      expect(await heading(page)).toBe('Signed in');
      await expectAccessible(page);
      await keepScreenshot(page, `${name}-device-done`);
    });
    const ended = await login.ended;
    expect(ended.code).toBe(0);
    expect(outcome(ended)).toMatchObject({ result: { success: true } });
  });

  it('types the code, denies, and test-login --device-code ends with 3', async () => {
    const { login, url, code } = await start('--device-code');
    await withPage(browser, person, async (page) => {
      await page.goto(url);
      await enter(page, code);
      await press(page, 'Deny');
      expect(await heading(page)).toBe('Denied');
    });
    expect((await login.ended).code).toBe(3);
  });

  it('comes too late for the code: both pages say so, and test-login --device-code has ended with 3', async () => {
    const issuer = await createBackend({ script: { logins: [{}] } }).listen();
    try {
      const env = { CODEX_APP_SERVER_LOGIN_ISSUER: issuer.issuerUrl };
      const { login, url, code } = await startWith(env, '--device-code');
      await withPage(browser, person, async (page) => {
        await page.goto(url);
        await enter(page, code);
        issuer.decideLogin('last', 'expire');
        const ended = await login.ended;
        expect(ended.code).toBe(3);
        expect(outcome(ended)).toMatchObject({ result: { success: false } });
        await press(page, 'Allow');
        expect(await heading(page)).toBe('Too late');
        await expectAccessible(page);
        await keepScreenshot(page, `${name}-device-late`);
        await page.goto(url);
        await enter(page, code);
        expect(await heading(page)).toBe('Too late');
      });
    } finally {
      await issuer.close();
    }
  });

  it('is told of a wrong code, and gets another try', async () => {
    const { login, url, code } = await start('--device-code');
    await withPage(browser, person, async (page) => {
      await page.goto(url);
      await enter(page, 'WRNG-CODES');
      expect(await page.getByRole('alert').innerText()).toBe('No sign-in has this code. Check it.');
      expect(await page.getByLabel('Code').getAttribute('aria-invalid')).toBe('true');
      await expectAccessible(page);
      await keepScreenshot(page, `${name}-device-wrong`);
      await enter(page, code.toLowerCase().replace('-', ''));
      await press(page, 'Allow');
    });
    expect((await login.ended).code).toBe(0);
  });

  it('allows in the browser, lands on the success page, and test-login ends with 0', async () => {
    const { login, url } = await start();
    await withPage(browser, person, async (page) => {
      await page.goto(url);
      await expectAccessible(page);
      await keepScreenshot(page, `${name}-consent`);
      await press(page, 'Allow');
      await page.waitForURL(/\/success/);
      expect(await heading(page)).toBe('Signed in to Codex');
      await expectAccessible(page);
      await keepScreenshot(page, `${name}-success`);
    });
    const ended = await login.ended;
    expect(ended.code).toBe(0);
    expect(outcome(ended)).toMatchObject({ result: { success: true } });
  });

  it('denies in the browser, is told so, and test-login ends with 3', async () => {
    const { login, url } = await start();
    await withPage(browser, person, async (page) => {
      await page.goto(url);
      await press(page, 'Deny');
      await page.waitForURL(/\/auth\/callback/);
      expect(await page.title()).toBe('Codex Sign-in Error');
      expect(await page.getByRole('main').innerText()).toContain('access_denied');
      await expectAccessible(page);
      await keepScreenshot(page, `${name}-error`);
    });
    expect((await login.ended).code).toBe(3);
  });
});

describe('markup in what a stranger sends stays text', () => {
  const markup = `"><img src=x onerror=alert(1)>`;

  /** Runs `use`, and holds the page to neither a script's dialog nor an element of the stranger's. */
  function withStranger(use: (page: Page) => Promise<void>): Promise<void> {
    return withPage(browser, {}, async (page) => {
      const dialogs: string[] = [];
      page.on('dialog', (dialog) => {
        dialogs.push(dialog.message());
        void dialog.dismiss();
      });
      await use(page);
      expect(await page.locator('img').count()).toBe(0);
      expect(dialogs).toEqual([]);
    });
  }

  it('in the code that a link brings, and in the one that is typed', async () => {
    const { login, url } = await start('--device-code');
    await withStranger(async (page) => {
      await page.goto(`${url}?user_code=${encodeURIComponent(markup)}`);
      expect(await page.getByLabel('Code').inputValue()).toBe(markup);
      expect(await page.locator('img').count()).toBe(0);
      await enter(page, markup);
      expect(await page.getByLabel('Code').inputValue()).toBe(markup);
    });
    login.child.kill('SIGINT');
    expect((await login.ended).code).toBe(130);
  });

  it('in the client that a link names, and in the reason that an issuer gives', async () => {
    const { login, url } = await start();
    await withStranger(async (page) => {
      const link = new URL(url);
      link.searchParams.set('originator', markup);
      await page.goto(link.href);
      expect(await page.getByRole('main').innerText()).toContain(markup);
      expect(await page.locator('img').count()).toBe(0);
      const back = new URL(link.searchParams.get('redirect_uri') ?? '');
      back.searchParams.set('state', link.searchParams.get('state') ?? '');
      back.searchParams.set('error', markup);
      back.searchParams.set('error_description', markup);
      await page.goto(back.href);
      expect(await page.getByRole('main').innerText()).toContain(markup);
    });
    expect((await login.ended).code).toBe(3);
  });
});
