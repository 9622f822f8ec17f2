// The cheapest request there is, thread/loaded/list: one by one, in a window of 100, and 10,000 at once.

import type { Connection } from '../connection.js';
import { burst, pipelined, roundTrips } from '../load.js';
import type { Measure, Run } from '../measure.js';
import type { TransportName } from '../server-process.js';
import { percentile } from '../statistics.js';

const WINDOW = 100;

async function connected(run: Run, transport: TransportName): Promise<Connection> {
  const connection = await (await run.start(transport, await run.everydayHome())).connect();
  await connection.initialize();
  await roundTrips(connection, 200);
  return connection;
}

export function roundTrip(transport: TransportName): Measure {
  return {
    name: `round-trip-${transport}`,
    runs: { full: 5, short: 1 },
    metrics: [
      {
        key: 'p50',
        label: `thread/loaded/list round trip p50, ${transport}`,
        unit: 'ms',
        target: { of: 'ratio', atMost: 0.7 },
      },
      { key: 'p99', label: `thread/loaded/list round trip p99, ${transport}`, unit: 'ms' },
    ],
    async run(run) {
      const times = await roundTrips(await connected(run, transport), 3000);
      return { p50: percentile(times, 0.5), p99: percentile(times, 0.99) };
    },
  };
}

export function pipeline(transport: TransportName): Measure {
  return {
    name: `pipelined-${transport}`,
    runs: { full: 5, short: 1 },
    metrics: [
      {
        key: 'perSecond',
        label: `pipelined requests, window ${WINDOW}, ${transport}`,
        unit: '/s',
        target: { of: 'ratio', atLeast: 3 },
      },
      { key: 'refused', label: '  of these refused', unit: '' },
    ],
    async run(run) {
      const connection = await connected(run, transport);
      const { answeredPerSecond, refused } = await pipelined(connection, 30_000, WINDOW);
      return { perSecond: answeredPerSecond, refused };
    },
  };
}

export const requestBurst: Measure = {
  name: 'burst',
  runs: { full: 3, short: 1 },
  metrics: [
    {
      key: 'answered',
      label: 'burst of 10,000 requests, stdio: answered',
      unit: '%',
      target: { of: 'value', atLeast: 100 },
    },
    { key: 'refused', label: '  refused as overload', unit: '%' },
    { key: 'silent', label: '  never answered', unit: '%', target: { of: 'value', atMost: 0 } },
    { key: 'ms', label: '  until the last answer', unit: 'ms' },
  ],
  async run(run) {
    const count = 10_000;
    const { answered, refused, silent, milliseconds } = await burst(await connected(run, 'stdio'), count);
    const percent = (part: number): number => (part / count) * 100;
    return {
      answered: percent(answered),
      refused: percent(refused),
      silent: percent(silent),
      ms: milliseconds,
    };
  },
};
