import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

// Where no earlier run is on record vitest begins with the largest files. The suites are the longest run by far, in
// the smallest files: begun last, they would leave one worker idle for minutes.
class SuitesFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const isSuite = ({ moduleId }: TestSpecification): boolean => /\/conform-[^/]+$/.test(moduleId);
    return [...sorted.filter(isSuite), ...sorted.filter((file) => !isSuite(file))];
  }
}

// Differential tests against the pinned real servers; started by scripts/test-real.ts, which sets their paths.
export default defineConfig({
  test: {
    include: ['test/real/**/*.real.test.ts'],
    // The real servers' own orders vary with the machine's load; both sides play again before that is called a difference.
    retry: 2,
    reporters: ['default', './scripts/last-line-reporter.ts'],
    testTimeout: 180_000,
    hookTimeout: 60_000,
    fileParallelism: true,
    globalSetup: [
      './test/real/support/stray-folders.ts',
      './test/real/support/bundle-mcp-server.ts',
      './test/real/support/few-certificates.ts',
      './test/real/support/our-servers.ts',
      './test/real/support/warm-homes.ts',
    ],
    sequence: { sequencer: SuitesFirst },
    // Plays wait for half of their time: more of them than cores.
    maxWorkers: 4,
  },
});
