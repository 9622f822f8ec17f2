import { defineConfig } from 'vitest/config';

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
    maxWorkers: 2,
  },
});
