// Calls nobody thought of: ours beside the real servers of both versions. Those that once came out otherwise.
import { describe, expect, it } from 'vitest';
import { FOUND } from '../support/fuzz/found.js';
import { type FuzzCall, playFuzz } from '../support/fuzz/fuzz-run.js';
import { isKnownIn } from '../support/fuzz/profile-file.js';
import type { Version } from '../support/target.js';

async function apart(version: Version, calls: readonly FuzzCall[]): Promise<string[]> {
  const isKnown = isKnownIn(version);
  const found: string[] = [];
  const asked = calls.filter(({ method }) => isKnown(method));
  await playFuzz(version, asked, ({ call, lines }) => {
    found.push(...lines.map((line) => `${line}\n  asked ${JSON.stringify(call.params)}`));
  });
  return found;
}

describe.each<Version>(['0.169.0', '0.118.0'])('calls nobody thought of, in %s', (version) => {
  it('are answered alike where they once were not', async () => {
    expect(await apart(version, FOUND)).toEqual([]);
  });
});
