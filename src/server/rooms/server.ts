// server/*: how this process is.

import { memoryUsage, pid } from 'node:process';
import { defineRoom } from '../room.js';

export const server = defineRoom('server', ({ agent }) => ({
  'server/diagnostics': () => {
    return {
      process: { id: pid, residentMemoryBytes: memoryUsage.rss(), physicalFootprintBytes: null },
      // This request is one.
      gauges: [
        { name: 'app.requests.in_flight', value: 1 },
        { name: 'core.threads.live', value: agent.loadedThreadIds().length },
        { name: 'core.turns.active', value: agent.runningTurns },
      ].filter(({ value }) => value > 0),
    };
  },
}));
