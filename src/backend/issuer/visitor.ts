// Who may post a decision: our own pages, opened under our own address.

import { HttpProblem } from '../http-problem.js';
import type { Exchange } from '../route.js';

/**
 * Refuses names under which only a rebound DNS entry could lead here.
 * @throws HttpProblem 403
 */
export function refuseForeignNames({ headers }: Exchange, ownUrl: string): void {
  const { host = '' } = headers;
  if (!isOwnHost(host, ownUrl))
    throw new HttpProblem(403, `This backend does not answer to the name ${host}.`, 'forbidden');
}

/**
 * Refuses what another site's page sends.
 * @throws HttpProblem 403
 */
export function refuseForeignPages(exchange: Exchange, ownUrl: string): void {
  refuseForeignNames(exchange, ownUrl);
  const { host, origin } = exchange.headers;
  // Browsers that hide their origin say "null"; the ticket in the form still proves where it came from.
  if (origin !== undefined && origin !== 'null' && origin !== `http://${host}`)
    throw new HttpProblem(403, 'Only pages of this backend may do this.', 'forbidden');
}

function isOwnHost(host: string, ownUrl: string): boolean {
  if (!URL.canParse(`http://${host}`)) return false;
  const { hostname } = new URL(`http://${host}`);
  const isAddress = /^[\d.]+$/.test(hostname) || hostname.startsWith('[');
  const isLocal = hostname === 'localhost' || hostname.endsWith('.localhost');
  return isAddress || isLocal || hostname === new URL(ownUrl).hostname;
}
