// What our own server is known to do otherwise, in every version and whoever started it; each entry has its line in
// docs/quirks.md.

import type { Baseline } from '../baseline.js';

const OURS: Omit<Baseline, 'name'> = {
  unoffered: 'any',
  differences: [
    {
      scenario: 'rejoin/streaming-message-is-not-in-the-answer',
      failure: 'the items: it is',
      reason: 'A joiner gets the message that streams with its text so far.',
      quirk: 'A snapshot holds the message that streams',
    },
    {
      scenario: 'account/attestation',
      failure: 'No request attestation/generate within',
      reason: 'Clients are not asked to attest.',
      quirk: 'Clients are asked for neither attestations nor the time',
    },
    {
      scenario: 'threads/current-time',
      failure: 'the model is told the time',
      reason: 'Clients are not asked for the time.',
      quirk: 'Clients are asked for neither attestations nor the time',
    },
    {
      scenario: 'catalogue/import-is-told',
      failure: 'externalAgentConfig/import was refused',
      reason: 'Nothing is taken over from other agents.',
      quirk: 'Nothing is taken over from other agents',
    },
    {
      scenario: 'catalogue/skills-changed',
      failure: 'No skills/changed within',
      reason: 'Only folders that are there when a thread is loaded are watched.',
      quirk: 'Skills are read when they are asked for',
    },
  ],
};

/** The baseline of our server as the target of that name. */
export function oursAs(name: string): Baseline {
  return { name, ...OURS };
}
