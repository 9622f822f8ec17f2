// Running commands: processes, terminals, sandboxes.

export { createCommandRunner } from './command-runner.js';
