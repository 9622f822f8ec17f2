import { defineConfig } from 'vitest/config';

// Differential tests against the pinned real servers; started by scripts/test-real.ts, which sets their paths.
export default defineConfig({
  test: {
    include: ['test/real/**/*.real.test.ts'],
    testTimeout: 180_000,
    hookTimeout: 60_000,
    fileParallelism: true,
    maxWorkers: 2,
  },
});
