import { defineConfig } from 'vitest/config';

// Units and in-process tests share workers (no isolation): they hold no global state.
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts', 'examples/*.vitest.test.mjs'],
    exclude: ['test/real/**', 'test/browser/**', 'node_modules/**'],
    isolate: false,
    // Vitest leaves one core to the terminal: of two that is half.
    maxWorkers: '100%',
    // End-to-end tests wait for processes on a machine they share; a test that needs its second try is named at the end.
    retry: 1,
    testTimeout: 30_000,
  },
});
