// Tools: one turn of many commands, each asked for when the one before has ended, and many threads that run commands at
// the same time. The commands do nothing and are not sandboxed: what is measured is the way there and back.

import type { Connection } from '../connection.js';
import { callsTurn, startThread } from '../load.js';
import type { Measure } from '../measure.js';

const FREE = { approvalPolicy: 'never', sandbox: 'danger-full-access' };

export function sequentialCalls(count: number): Measure {
  return {
    name: 'tool-calls',
    // A server that takes long for one command takes very long for all of them.
    runs: { full: 1, short: 0 },
    limitMs: 300_000,
    metrics: [
      {
        key: 'perSecond',
        label: `one turn of ${count.toLocaleString('en')} commands, stdio`,
        unit: '/s',
        target: { of: 'ratio', atLeast: 1 },
      },
    ],
    async run(run) {
      const connection = await (await run.start('stdio', await run.everydayHome())).connect();
      await connection.initialize();
      const threadId = await startThread(connection, FREE);
      const [time] = await timesOfTurns(connection, [threadId], count);
      return { perSecond: (count / (time ?? Number.NaN)) * 1000 };
    },
  };
}

export function concurrentThreads(threads: number, each: number): Measure {
  return {
    name: 'tool-threads',
    runs: { full: 3, short: 1 },
    metrics: [
      {
        key: 'perSecond',
        label: `${threads} threads at once, ${each} commands each, stdio`,
        unit: '/s',
        target: { of: 'ratio', atLeast: 1 },
      },
    ],
    async run(run) {
      const connection = await (await run.start('stdio', await run.everydayHome())).connect();
      await connection.initialize();
      const ids: string[] = [];
      for (let thread = 0; thread < threads; thread += 1) ids.push(await startThread(connection, FREE));
      const times = await timesOfTurns(connection, ids, each);
      return { perSecond: ((threads * each) / Math.max(...times)) * 1000 };
    },
  };
}

const COMPLETED = '{"method":"turn/completed"';

/** Milliseconds until the turn of each thread had ended, all of them started at once. @throws when one fails */
async function timesOfTurns(
  connection: Connection,
  threadIds: readonly string[],
  calls: number,
): Promise<number[]> {
  const startedAt = performance.now();
  const times: number[] = [];
  await new Promise<void>((resolve, reject) => {
    connection.onLost = reject;
    connection.onNotification = (frame) => {
      if (frame.toString('utf8', 0, COMPLETED.length) !== COMPLETED) return;
      if (!frame.includes('"status":"completed"')) reject(new Error(`A turn failed: ${frame.toString()}`));
      times.push(performance.now() - startedAt);
      if (times.length === threadIds.length) resolve();
    };
    for (const threadId of threadIds) {
      void connection.request('turn/start', callsTurn(threadId, calls)).catch(reject);
    }
  });
  return times;
}
