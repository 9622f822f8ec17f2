import { defineConfig } from 'vitest/config';

// The sign-in pages in Chromium. One file at a time: browser logins have one port on a machine.
export default defineConfig({
  test: {
    include: ['test/browser/**/*.browser.test.ts'],
    // A browser on a busy machine may start too late; a second failure is ours.
    retry: 1,
    reporters: ['default', './scripts/last-line-reporter.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    fileParallelism: false,
  },
});
