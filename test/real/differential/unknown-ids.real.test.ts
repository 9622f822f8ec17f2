// Every method that takes an id, asked with one that nobody has: ours beside the real servers.
import { describe, expect, it } from 'vitest';
import { LIVE, UNKNOWN_IDS } from '../../../src/conformance/support/unknown-ids.js';
import { loadProfile } from '../../../src/protocol/index.js';
import { handshake, runTurn, type Scenario, startThread, transcript } from '../support/compare.js';
import { differences } from '../support/differences.js';
import { unexplained } from '../support/known-differences.js';
import { nothingLeft, playReal } from '../support/play-real.js';
import type { Version } from '../support/target.js';

/** The plays keep to themselves: what one leaves running would speak in the next. */
const PER_PLAY = 24;

function asking(version: Version, from: number): Scenario {
  const known = new Set<string>(loadProfile(version).clientMethods);
  const asked = UNKNOWN_IDS.slice(from, from + PER_PLAY).filter(({ method }) => known.has(method));
  return {
    name: `from ${asked[0]?.method ?? 'nothing'} on`,
    script: { replies: [{ text: 'Hello.' }] },
    async play(target) {
      await handshake(target);
      const threadId = await startThread(target);
      await runTurn(target, threadId, 'hello');
      for (const { method, params } of asked) {
        await target.request(method, params.threadId === LIVE ? { ...params, threadId } : params);
      }
    },
  };
}

/** Answers alone, with the method each answers: what a turn tells is compared elsewhere. */
function answers(texts: readonly string[]): string[] {
  return texts.filter((text) => !/"method":"/.test(text));
}

const starts = Array.from({ length: Math.ceil(UNKNOWN_IDS.length / PER_PLAY) }, (_, i) => i * PER_PLAY);

describe.each<Version>(['0.169.0', '0.118.0'])('an id nobody has, in %s', (version) => {
  it.each(starts.map((from) => asking(version, from)))('is answered alike, $name', async (scenario) => {
    const ours = answers(await transcript('ours', version, scenario));
    const left = await playReal(
      async () =>
        unexplained(differences(ours, answers(await transcript('real', version, scenario))), version),
      nothingLeft,
    );
    expect(left).toEqual([]);
  });
});
