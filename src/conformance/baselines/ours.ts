// What our own server is known to do otherwise, in every version and whoever started it; each entry has its line in
// docs/quirks.md.

import type { Baseline } from '../baseline.js';

const OURS: Omit<Baseline, 'name'> = {
  unoffered: 'any',
  differences: [
    {
      scenario: 'rejoin/streaming-message-is-not-in-the-answer',
      failure: 'the items: it has 2 entries, not 1',
      reason: 'A joiner gets the message that streams with its text so far.',
      quirk: 'A snapshot holds the message that streams',
    },
  ],
};

/** The baseline of our server as the target of that name. */
export function oursAs(name: string): Baseline {
  return { name, ...OURS };
}
