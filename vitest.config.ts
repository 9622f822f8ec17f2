import { defineConfig } from 'vitest/config';

// Units and in-process tests share workers (no isolation): they hold no global state.
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts', 'examples/*.vitest.test.mjs'],
    exclude: ['test/real/**', 'test/browser/**', 'node_modules/**'],
    isolate: false,
    testTimeout: 30_000,
  },
});
