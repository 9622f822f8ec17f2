// HTTP statuses in the words that the real client puts into its errors: the standard reason, whatever the server said.

import { STATUS_CODES } from 'node:http';

// Where Node's table says it differently.
const OTHER: Readonly<Record<number, string | undefined>> = { 418: "I'm a teapot", 509: undefined };

/** `503 Service Unavailable`; an unknown number is said to be one. */
export function statusText(status: number): string {
  const reason = status in OTHER ? OTHER[status] : STATUS_CODES[status];
  return `${status} ${reason ?? '<unknown status code>'}`;
}
