// How listing, searching and resuming grow with the number of stored threads. The threads are small, so that a hundred
// thousand of them fit on the disk of a small machine.

import type { Connection } from '../connection.js';
import { forgetIndexes } from '../homes.js';
import type { Measure } from '../measure.js';
import { percentile } from '../statistics.js';
import { storedThreadId } from '../stored-threads.js';

const PAGES = 20;
const MANY = 100_000;

/** Milliseconds of the median of some requests. */
async function usual(ask: (i: number) => Promise<unknown>, times: number): Promise<number> {
  const taken: number[] = [];
  for (let i = 0; i < times; i += 1) {
    const startedAt = performance.now();
    await ask(i);
    taken.push(performance.now() - startedAt);
  }
  return percentile(taken, 0.5);
}

/** Pages one after the other, from the newest thread on. */
function pager(connection: Connection, params: Record<string, unknown>): () => Promise<void> {
  let cursor: string | null = null;
  return async () => {
    const page = (await connection.request('thread/list', { limit: 100, cursor, ...params })) as {
      readonly nextCursor: string | null;
    };
    cursor = page.nextCursor;
  };
}

export function scale(threads: number): Measure {
  const many = threads.toLocaleString('en');
  // Where there are few threads, the real servers are fast enough.
  const tenth = {
    unit: 'ms',
    ...(threads >= MANY ? { target: { of: 'ratio', atMost: 0.1 } as const } : {}),
  };
  return {
    name: `scale-${threads}`,
    runs: { full: 1, short: 0 },
    amount: threads,
    limitMs: 15 * 60_000,
    metrics: [
      {
        key: 'first',
        label: `first start over ${many} small threads, no index: spawn to list`,
        curve: 'first start over stored threads, no index',
        ...tenth,
      },
      // No target: the real servers ask a database that is there already, ours reads its index into memory.
      { key: 'again', label: '  with an index', curve: 'start with an index', unit: 'ms' },
      {
        key: 'created',
        label: `page of 100 of ${many}, by creation, p50`,
        curve: 'page of 100, by creation',
        ...tenth,
      },
      {
        key: 'updated',
        label: '  by the last update',
        curve: 'page of 100, by the last update',
        ...tenth,
      },
      {
        key: 'filtered',
        label: '  with a word that one thread says',
        curve: 'page with a word that one thread says',
        ...tenth,
      },
      {
        key: 'said',
        label: '  thread/search for a word that one thread says',
        curve: 'thread/search for such a word',
        ...tenth,
      },
      {
        key: 'resume',
        label: `thread/resume of one of ${many}, p50`,
        curve: 'thread/resume of one of them',
        unit: 'ms',
      },
    ],
    async run(run) {
      const home = run.storedHome(threads, 'small');
      forgetIndexes(home);
      const started = async (): Promise<{
        ms: number;
        connection: Connection;
        stop: () => Promise<void>;
      }> => {
        const startedAt = performance.now();
        const server = await run.start('stdio', home);
        const connection = await server.connect();
        // thread/search is experimental.
        await connection.initialize(true);
        await connection.request('thread/list', {});
        return { ms: performance.now() - startedAt, connection, stop: () => server.stop() };
      };
      const first = await started();
      await first.stop();
      const again = await started();
      const { connection } = again;
      const word = `Question ${Math.floor(threads / 2)}:`;
      // 0.118.0 cannot search.
      const canSearch = run.contender.codexVersion !== '0.118.0';
      return {
        first: first.ms,
        again: again.ms,
        created: await usual(pager(connection, {}), PAGES),
        updated: await usual(pager(connection, { sortKey: 'updated_at' }), PAGES),
        filtered: await usual(() => connection.request('thread/list', { searchTerm: word }), 3),
        ...(canSearch
          ? { said: await usual(() => connection.request('thread/search', { searchTerm: word }), 1) }
          : {}),
        resume: await usual(
          (i) =>
            connection.request('thread/resume', {
              threadId: storedThreadId(Math.floor((threads * (i + 1)) / 10)),
              excludeTurns: true,
            }),
          5,
        ),
      };
    },
  };
}
