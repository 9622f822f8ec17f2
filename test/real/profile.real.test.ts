// The committed profiles are what the pinned binaries say: the same text that `npm run profile -- add` would write.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { formatJson } from '../../scripts/generate/format.js';
import { profileOf, profilePath } from '../../scripts/generate/profile-file.js';
import { realBinary, type Version } from './support/target.js';

describe.each<Version>(['0.169.0', '0.118.0'])('the profile of %s', (version) => {
  it('is what its binary says', async () => {
    const { profile } = await profileOf(realBinary(version));
    expect(profile.version).toBe(version);
    expect(formatJson(profile)).toBe(readFileSync(profilePath(version), 'utf8'));
  });
});
