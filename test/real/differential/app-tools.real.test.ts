// The tools of an account's apps, ours beside the real servers on the same backend: what the model is offered, what its
// calls become, who is asked, what is configured of them, and what an account more or less changes.
import { beforeAll, describe, expect, it } from 'vitest';
import { type AppPlays, playAccounts, playApps } from '../support/app-plays.js';
import type { Version } from '../support/target.js';

const PLAYS: readonly (readonly [keyof AppPlays, string])[] = [
  ['calls', 'are offered, called, and asked about'],
  ['beside', 'are called with what goes beside a call'],
  ['kept', 'are allowed for good where somebody says so'],
  ['policies', 'obey a policy of never, and full access'],
  ['configs', 'are offered and asked about as configured'],
  ['off', 'are not there where apps are switched off'],
  ['known', 'are found by models that search'],
  ['interrupted', 'are given up with their turn'],
  ['clients', 'are listed and called for clients'],
  ['files', 'are those that were configured when a thread was loaded'],
];

describe.each<Version>(['0.169.0', '0.118.0'])('tools of apps beside the real %s', (version) => {
  let ours: AppPlays;
  let real: AppPlays;

  beforeAll(async () => {
    [ours, real] = await Promise.all([playApps('ours', version), playApps('real', version)]);
  }, 120_000);

  it.each(PLAYS)('%s: they %s', (play) => {
    expect(ours[play]).toEqual(real[play]);
  });

  it('come and go with the account', async () => {
    const [mine, theirs] = await Promise.all([playAccounts('ours', version), playAccounts('real', version)]);
    expect(mine).toEqual(theirs);
  });
});
