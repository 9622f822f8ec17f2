// Many clients at once: what each costs the server.

import { setTimeout as sleep } from 'node:timers/promises';
import type { Measure } from '../measure.js';
import { KIBIBYTE } from './units.js';

const AT_ONCE = 50;
const SETTLE_MS = 1000;

export const connections: Measure = {
  name: 'connections',
  runs: { full: 3, short: 1 },
  metrics: [
    {
      key: 'kibibytes',
      label: '500 ws connections: memory each',
      unit: 'KiB',
      target: { of: 'ratio', atMost: 0.5 },
    },
    { key: 'ms', label: '  connect and initialize all', unit: 'ms' },
  ],
  async run(run) {
    const count = 500;
    const server = await run.start('ws', await run.everydayHome());
    const connect = async (): Promise<void> => (await server.connect()).initialize();
    await connect();
    await sleep(SETTLE_MS);
    const before = server.residentBytes();
    const startedAt = performance.now();
    for (let made = 0; made < count; made += AT_ONCE) {
      await Promise.all(Array.from({ length: AT_ONCE }, connect));
    }
    const ms = performance.now() - startedAt;
    await sleep(SETTLE_MS);
    return { kibibytes: (server.residentBytes() - before) / count / KIBIBYTE, ms };
  },
};
