import { describe, expect, it } from 'vitest';
import {
  compareSurfaces,
  limitTo,
  markdownOf,
  surfaceOfProfile,
  type Usage,
  usageOfFrames,
  usageOfSources,
} from '../../src/drift/index.js';
import { loadProfile } from '../../src/protocol/index.js';

async function places(usage: Usage): Promise<string[]> {
  const [old, young] = await Promise.all([
    surfaceOfProfile(loadProfile('0.118.0')),
    surfaceOfProfile(loadProfile('0.169.0')),
  ]);
  return limitTo(compareSurfaces(old, young), usage).changes.map(({ place }) => place);
}

describe('a drift limited to what is used', () => {
  it('tells a recording of fs/watch about its new duty, and about no other file method', async () => {
    const found = await places(
      usageOfFrames(['{"frame":{"method":"fs/watch","params":{"path":"/a"}}}', '{"torn']),
    );
    expect(found).toContain('FsWatchParams.watchId');
    expect(found.filter((place) => place.startsWith('PluginInstallParams'))).toEqual([]);
    expect(found).not.toContain('thread/rollback');
  });

  it('finds methods and members in source text of any language', async () => {
    const found = await places(usageOfSources(["await rpc.call('thread/rollback', { numTurns: 1 })"]));
    expect(found).toContain('thread/rollback');
  });

  it('concerns nobody with members that are not used', async () => {
    const plain = usageOfSources(["call('thread/start', { cwd })"]);
    const rich = usageOfSources(["call('thread/start', { cwd, persistExtendedHistory: true })"]);
    expect(await places(plain)).not.toContain('ThreadStartParams.persistExtendedHistory');
    expect(await places(rich)).toContain('ThreadStartParams.persistExtendedHistory');
  });

  it('always tells of new questions to clients', async () => {
    expect(await places(usageOfFrames([]))).toEqual(['attestation/generate', 'currentTime/read']);
  });
});

describe('a drift as Markdown', () => {
  it('counts, and lists what breaks before what does not', async () => {
    const [old, young] = await Promise.all([
      surfaceOfProfile(loadProfile('0.118.0')),
      surfaceOfProfile(loadProfile('0.169.0')),
    ]);
    const text = markdownOf(compareSurfaces(old, young), true);
    expect(text).toMatch(
      /^# Drift from 0\.118\.0 to 0\.169\.0\n\n\d+ changes: \d+ breaking for clients, \d+ breaking for servers\./,
    );
    expect(text.indexOf('## Breaking for clients')).toBeLessThan(text.indexOf('## Breaking for nobody'));
    expect(text).toContain('- `ThreadItem` may be "functionCallOutput", "subAgentActivity", "sleep" now (');
  });
});
