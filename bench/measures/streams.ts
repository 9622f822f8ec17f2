// Streaming: one turn of many deltas to one client, and one turn to many clients that rejoined its thread.

import type { Connection } from '../connection.js';
import { deltasTurn, startThread, watchTurn } from '../load.js';
import type { Measure } from '../measure.js';
import type { ServerProcess, TransportName } from '../server-process.js';

export function deltas(transport: TransportName): Measure {
  return {
    name: `deltas-${transport}`,
    runs: { full: 5, short: 1 },
    metrics: [
      {
        key: 'perSecond',
        label: `one turn of 20,000 deltas, ${transport}`,
        unit: '/s',
        target: { of: 'ratio', atLeast: 3 },
      },
      { key: 'lost', label: '  of these lost', unit: '', target: { of: 'value', atMost: 0 } },
    ],
    async run(run) {
      const count = 20_000;
      const connection = await (await run.start(transport, await run.everydayHome())).connect();
      await connection.initialize();
      const threadId = await startThread(connection);
      const done = watchTurn(connection);
      const startedAt = performance.now();
      await connection.request('turn/start', deltasTurn(threadId, count));
      const stream = await done;
      return {
        perSecond: (stream.deltas / (stream.endedAt - startedAt)) * 1000,
        lost: count - stream.deltas,
      };
    },
  };
}

export function fanOut(watchers: number): Measure {
  return {
    name: `fan-out-${watchers}`,
    runs: { full: 3, short: 1 },
    metrics: [
      {
        key: 'perSecond',
        label: `5,000 deltas to ${watchers} rejoined watcher${watchers === 1 ? '' : 's'}, delivered, ws`,
        unit: '/s',
        ...(watchers === 50 ? { target: { of: 'ratio', atLeast: 3 } } : {}),
      },
      { key: 'lost', label: '  of these lost', unit: '', target: { of: 'value', atMost: 0 } },
    ],
    async run(run) {
      const count = 5000;
      const server = await run.start('ws', await run.everydayHome());
      const starter = await server.connect();
      await starter.initialize();
      const threadId = await startThread(starter);
      const joined = await Promise.all(
        Array.from({ length: watchers }, () => joinedWatcher(server, threadId)),
      );
      const streams = Promise.all([...joined, starter].map(watchTurn));
      const startedAt = performance.now();
      await starter.request('turn/start', deltasTurn(threadId, count));
      // The starter's own stream is not counted, but it has to end well too.
      const watched = (await streams).slice(0, watchers);
      const delivered = watched.reduce((sum, stream) => sum + stream.deltas, 0);
      const endedAt = Math.max(...watched.map((stream) => stream.endedAt));
      return {
        perSecond: (delivered / (endedAt - startedAt)) * 1000,
        lost: count * watchers - delivered,
      };
    },
  };
}

async function joinedWatcher(server: ServerProcess, threadId: string): Promise<Connection> {
  const connection = await server.connect();
  await connection.initialize();
  await connection.request('thread/resume', { threadId });
  return connection;
}
