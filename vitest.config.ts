import { defineConfig } from 'vitest/config';

// Units and in-process tests share workers (no isolation): they hold no global state.
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/real/**', 'node_modules/**'],
    isolate: false,
    testTimeout: 10_000,
  },
});
