// The browser that people's part is played in: Debian's Chromium, or the one that CHROMIUM_PATH names.

import { existsSync } from 'node:fs';
import { type Browser, chromium, type Page } from 'playwright-core';

/** @throws when there is no browser. */
export function launchChromium(): Promise<Browser> {
  const executablePath = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';
  if (!existsSync(executablePath))
    throw new Error(
      `There is no browser at ${executablePath}: install Chromium (apt-get install chromium) or name one in CHROMIUM_PATH.`,
    );
  return chromium.launch({
    executablePath,
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

/** What people may and may not have: a phone's width, scripts. */
export interface Person {
  readonly width?: number;
  readonly hasScripts?: boolean;
}

/** Runs `use` with a page of its own, in a context without a past. */
export async function withPage<T>(
  browser: Browser,
  { width = 1024, hasScripts = true }: Person,
  use: (page: Page) => Promise<T>,
): Promise<T> {
  const context = await browser.newContext({
    javaScriptEnabled: hasScripts,
    viewport: { width, height: 740 },
  });
  try {
    return await use(await context.newPage());
  } finally {
    await context.close();
  }
}

/** A page as `npm run test:browser` keeps it for looking at, when SCREENSHOTS names a folder. */
export async function keepScreenshot(page: Page, name: string): Promise<void> {
  const folder = process.env.SCREENSHOTS;
  if (folder) await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true });
}
