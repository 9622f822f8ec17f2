// Whether commands can be sandboxed on this machine. Where they cannot, tests of the sandbox are skipped; CI brings what
// they need and runs them all.

import { createSandbox } from '../../src/adapters/exec/sandbox/index.js';

export const sandboxHere =
  process.platform === 'linux' &&
  (process.env.CI !== undefined || (await createSandbox().problem()) === null);
