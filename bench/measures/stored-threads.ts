// Listing many stored threads: pages from a warm index, and the first list when there is no index yet.

import type { Connection } from '../connection.js';
import { forgetIndexes } from '../homes.js';
import type { Measure } from '../measure.js';
import { percentile } from '../statistics.js';

const STORED = 5000;
const PAGES = 100;

interface Page {
  readonly size: number;
  readonly nextCursor: string | null;
}

async function listPage(connection: Connection, params: Record<string, unknown> = {}): Promise<Page> {
  // The protocol promises both members.
  const page = (await connection.request('thread/list', params)) as {
    readonly data: readonly unknown[];
    readonly nextCursor: string | null;
  };
  return { size: page.data.length, nextCursor: page.nextCursor };
}

async function walk(connection: Connection): Promise<number> {
  let threads = 0;
  let cursor: string | null = null;
  do {
    const page: Page = await listPage(connection, { limit: 100, cursor });
    threads += page.size;
    cursor = page.nextCursor;
  } while (cursor !== null);
  return threads;
}

export const firstStart: Measure = {
  name: 'first-start',
  runs: { full: 3, short: 1 },
  metrics: [
    {
      key: 'ms',
      label: 'first start over 5,000 threads, no index: spawn to list',
      unit: 'ms',
      target: { of: 'ratio', atMost: 0.1 },
    },
    { key: 'missing', label: '  missing from the first page of 25', unit: '' },
  ],
  async run(run) {
    const home = run.storedHome(STORED);
    forgetIndexes(home);
    const startedAt = performance.now();
    const connection = await (await run.start('stdio', home)).connect();
    await connection.initialize();
    const { size } = await listPage(connection);
    return { ms: performance.now() - startedAt, missing: 25 - size };
  },
};

export const threadList: Measure = {
  name: 'thread-list',
  runs: { full: 3, short: 1 },
  metrics: [
    {
      key: 'p50',
      label: 'thread/list page of 25 of 5,000, p50',
      unit: 'ms',
      target: { of: 'ratio', atMost: 0.1 },
    },
    { key: 'p99', label: '  p99', unit: 'ms' },
    { key: 'walk', label: 'all 5,000 in pages of 100', unit: 'ms', target: { of: 'ratio', atMost: 0.1 } },
    { key: 'missing', label: '  of these missing', unit: '', target: { of: 'value', atMost: 0 } },
  ],
  async run(run) {
    const connection = await (await run.start('stdio', run.storedHome(STORED))).connect();
    await connection.initialize();
    // Whoever indexes in the background gets the time to finish.
    await walk(connection);
    const times: number[] = [];
    for (let page = 0; page < PAGES; page += 1) {
      const startedAt = performance.now();
      await listPage(connection);
      times.push(performance.now() - startedAt);
    }
    const startedAt = performance.now();
    const found = await walk(connection);
    return {
      p50: percentile(times, 0.5),
      p99: percentile(times, 0.99),
      walk: performance.now() - startedAt,
      missing: STORED - found,
    };
  },
};
