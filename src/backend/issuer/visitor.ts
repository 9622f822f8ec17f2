// Who may post a decision: our own pages, opened under our own address.

import { canParseUrl } from '../../util/url.js';
import { HttpProblem } from '../http-problem.js';
import type { Exchange } from '../route.js';

/**
 * Refuses names under which only a rebound DNS entry could lead to this computer.
 * @throws HttpProblem 403
 */
export function refuseForeignNames({ headers }: Exchange, ownUrl: string): void {
  const { host = '' } = headers;
  const isPrivate = isLoopback(new URL(ownUrl).hostname);
  if (isPrivate && !(canParseUrl(`http://${host}`) && isLoopback(new URL(`http://${host}`).hostname)))
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
  const isOwn = ['null', `http://${host}`, `https://${host}`].includes(origin ?? 'null');
  if (!isOwn) throw new HttpProblem(403, 'Only pages of this backend may do this.', 'forbidden');
}

function isLoopback(hostname: string): boolean {
  return /^(?:127\.[\d.]+|\[::1\]|localhost|.+\.localhost)$/.test(hostname);
}
