import { defineConfig } from 'vitest/config';

// The sign-in pages in Chromium. One file at a time: browser logins have one port on a machine.
export default defineConfig({
  test: {
    include: ['test/browser/**/*.browser.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    fileParallelism: false,
  },
});
