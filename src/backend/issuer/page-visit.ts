// A person with a browser, played by a program: opens the page, presses a button, follows wherever that leads.

import { BackendError } from '../errors.js';

/** Where a visit ended. */
export interface PageVisit {
  readonly url: string;
  readonly status: number;
  readonly text: string;
}

/**
 * Opens an authorize URL of this backend, decides, and follows the client's own redirects to their end. A script
 * that decides by itself is left its decision.
 * @throws BackendError `page_unexpected`
 */
export async function visitAuthorizePage(
  authorizeUrl: string,
  decision: 'approve' | 'deny' = 'approve',
): Promise<PageVisit> {
  const page = await fetch(authorizeUrl);
  if (page.redirected) return visitOf(page);
  const ticket = /name="ticket" value="([^"]+)"/.exec(await page.text())?.[1];
  if (ticket === undefined) {
    const where = new URL(authorizeUrl).origin;
    throw new BackendError(
      'page_unexpected',
      `The sign-in page at ${where} asks for no decision (status ${page.status}).`,
    );
  }
  const form = new URL(authorizeUrl);
  form.search = '';
  return visitOf(await fetch(form, { method: 'POST', body: new URLSearchParams({ ticket, decision }) }));
}

async function visitOf(response: Response): Promise<PageVisit> {
  return { url: response.url, status: response.status, text: await response.text() };
}
