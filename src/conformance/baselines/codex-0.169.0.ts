// What this target is known to do otherwise; each entry has its line in docs/quirks.md.

import type { Baseline } from '../baseline.js';

export const baseline: Baseline = {
  name: 'codex-0.169.0',
  differences: [
    {
      scenario: 'history/timeline',
      failure: 'The answer to thread/timeline/list does not fit the schema',
      reason: 'Its turn entries spell members otherwise than its own schema does.',
      quirk: 'Cursors into a paginated history',
    },
  ],
};
