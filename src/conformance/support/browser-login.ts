// What a browser login shows of the page that the browser comes back to.

import { textAt } from '../../util/peek.js';

/** `base`: the address of the page, `state`: what names the login there. */
export function callbackOf(result: unknown): { readonly base: string; readonly state: string } {
  const query = new URL(textAt(result, 'authUrl') ?? '').searchParams;
  const { port } = new URL(query.get('redirect_uri') ?? '');
  return { base: `http://127.0.0.1:${port}`, state: query.get('state') ?? '' };
}
