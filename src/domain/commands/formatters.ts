// Commands at the end of a pipe that only dress up what comes out of it.

import { readerOf } from './readers.js';

const ALWAYS: ReadonlySet<string> = new Set('wc tr cut sort uniq tee column yes printf xargs'.split(' '));
const WITHOUT_FILE: ReadonlySet<string> = new Set('head tail sed awk nl'.split(' '));

export function isFormatter(words: readonly string[]): boolean {
  const name = words[0] ?? '';
  return ALWAYS.has(name) || (WITHOUT_FILE.has(name) && readerOf(words) === null);
}
