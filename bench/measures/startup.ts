// From nothing to an answered initialize, and what the server weighs then.

import { setTimeout as sleep } from 'node:timers/promises';
import type { Measure } from '../measure.js';
import { MEBIBYTE } from './units.js';

const SETTLE_MS = 1000;

export const startup: Measure = {
  name: 'startup',
  runs: { full: 11, short: 3 },
  metrics: [
    {
      key: 'ms',
      label: 'spawn to initialize answered, warm home',
      unit: 'ms',
      target: { of: 'ratio', atMost: 0.7 },
    },
  ],
  async run(run) {
    const home = await run.everydayHome();
    const startedAt = performance.now();
    const connection = await (await run.start('stdio', home)).connect();
    await connection.initialize();
    return { ms: performance.now() - startedAt };
  },
};

export const idleMemory: Measure = {
  name: 'idle-memory',
  runs: { full: 3, short: 1 },
  metrics: [
    {
      key: 'mebibytes',
      label: 'resident memory after initialize',
      unit: 'MiB',
      target: { of: 'ratio', atMost: 0.8 },
    },
  ],
  async run(run) {
    const server = await run.start('stdio', await run.everydayHome());
    await (await server.connect()).initialize();
    await sleep(SETTLE_MS);
    return { mebibytes: server.residentBytes() / MEBIBYTE };
  },
};
