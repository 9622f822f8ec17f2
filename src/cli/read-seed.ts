// `--fault-seed`, as app-server, tap and replay take it.

import { UsageError } from './errors.js';

/** @throws UsageError `bad_option` when it is no whole number */
export function readSeed(given: string | undefined): number | undefined {
  if (given === undefined) return undefined;
  if (/^\d{1,9}$/.test(given)) return Number(given);
  throw new UsageError('bad_option', `--fault-seed ${given} is no whole number of at most nine digits.`);
}
