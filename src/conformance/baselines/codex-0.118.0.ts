// What this target is known to do otherwise; each entry has its line in docs/quirks.md.

import type { Baseline } from '../baseline.js';

export const baseline: Baseline = {
  name: 'codex-0.118.0',
  differences: [
    {
      scenario: 'approvals/patch-declined-once',
      failure: 'lint items-end-once: fileChange call_p completed twice',
      reason: 'A declined patch completes twice.',
      quirk: 'Patches and questions end once',
    },
  ],
};
