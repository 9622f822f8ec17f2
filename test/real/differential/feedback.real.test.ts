// How feedback is refused, ours beside the real servers. They would send it away, so they are asked only what they
// must refuse.
import { describe, expect, it } from 'vitest';
import { handshake, type Scenario, transcript } from '../support/compare.js';
import { differences } from '../support/differences.js';
import { unexplained } from '../support/known-differences.js';
import type { Target, Version } from '../support/target.js';

async function ask(target: Target, method: string, all: readonly object[]): Promise<void> {
  for (const params of all) await target.request(method, params);
}

const WRONG = [{}, { classification: 5 }, { classification: 'bug', includeLogs: 'x' }];
const FOR_NOBODY = { classification: 'bug', includeLogs: false, threadId: 'x' };

const refused: Scenario = {
  name: 'feedback that the configuration forbids',
  script: { replies: [] },
  config: '\n[feedback]\nenabled = false\n',
  async play(target) {
    await handshake(target);
    await ask(target, 'feedback/upload', [...WRONG, FOR_NOBODY]);
    await target.request('feedback/upload', { classification: 'bug', includeLogs: false });
  },
};

const malformed: Scenario = {
  name: 'feedback that cannot be meant',
  script: { replies: [] },
  async play(target) {
    await handshake(target);
    await ask(target, 'feedback/upload', [...WRONG, FOR_NOBODY]);
  },
};

const saved: Scenario = {
  name: 'a file of feedback that cannot be meant',
  script: { replies: [] },
  async play(target) {
    await handshake(target);
    const savePath = 'relative';
    await ask(target, 'feedback/save', [
      {},
      ...WRONG.map((wrong) => ({ savePath, ...wrong })),
      { savePath: 5, classification: 'bug' },
      { savePath, ...FOR_NOBODY },
      { savePath: target.cwd, ...FOR_NOBODY },
      { savePath, classification: 'bug', tags: 5 },
      { savePath, classification: 'bug' },
    ]);
  },
};

describe.each<Version>(['0.169.0', '0.118.0'])('feedback, ours beside the real %s', (version) => {
  const scenarios = version === '0.169.0' ? [refused, malformed, saved] : [refused, malformed];
  it.each(scenarios)('says the same of: $name', async (scenario) => {
    const ours = await transcript('ours', version, scenario);
    const real = await transcript('real', version, scenario);
    expect(unexplained(differences(ours, real), version)).toEqual([]);
  });
});
