import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { run } from '../cli/harness.js';
import { freshFolder, realBinary } from './support/target.js';

interface Verdict {
  code: number;
  result: { from: string; to: string; changes: { place: string }[] };
}

async function drift(from: string, to: string): Promise<Verdict> {
  const ran = await run(['drift', from, to, '--json']);
  return ran.json().at(-1) as unknown as Verdict;
}

describe('drift told by the binaries themselves', () => {
  it('is the drift between their profiles', async () => {
    const told = await drift(realBinary('0.118.0'), realBinary('0.169.0'));
    const known = await drift('0.118.0', '0.169.0');
    expect([told.result.from, told.result.to]).toEqual(['0.118.0', '0.169.0']);
    expect(told.result.changes.map(({ place }) => place).sort()).toEqual(
      known.result.changes.map(({ place }) => place).sort(),
    );
  });

  // Profiles also hold what a version reads and no schema tells: the older form of dynamic tools.
  it.each(['0.118.0', '0.169.0'] as const)(
    'a profile differs from its binary %s in nothing that is written',
    async (version) => {
      const { result } = await drift(version, realBinary(version));
      expect(result.changes.filter(({ place }) => !place.startsWith('DynamicToolSpec.'))).toEqual([]);
    },
  );

  it('is also told of what they do, where the same scenarios are played on both', async () => {
    const folder = freshFolder('drift');
    try {
      const sources = path.join(folder, 'client.py');
      writeFileSync(sources, 'call("thread/compact/start"); on("thread/compacted")\n');
      const sides = ['--codex-bin', realBinary('0.118.0'), '--codex-bin', realBinary('0.169.0')];
      const ran = await run(['drift', ...sides, '--behaviour', '--used-by', sources, '--json'], {
        env: { HOME: folder, XDG_STATE_HOME: folder },
      });
      expect(ran.json().at(-1)).toMatchObject({
        code: 10,
        result: {
          behaviour: {
            changes: expect.arrayContaining([
              expect.objectContaining({ kind: 'scenario', place: 'compaction/legacy-notice', breaks: true }),
              expect.objectContaining({
                kind: 'told',
                place: 'thread/compacted',
                is: 'not sent',
                breaks: true,
              }),
            ]),
          },
        },
      });
    } finally {
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    }
  });
});
