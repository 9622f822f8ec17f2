// What the tap costs: the same turns and small requests straight to the server and through the tap, pair by pair.

import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Connection } from '../connection.js';
import type { Contender } from '../contender.js';
import { deltasTurn, pacedTurn, roundTrips, startThread, watchTurn } from '../load.js';
import type { Measure, Metric, Run, Sample } from '../measure.js';
import type { TransportName } from '../server-process.js';
import { median, percentile } from '../statistics.js';

const TRIPS = 1000;
/** The recorder works when nothing passes; what it has left over must not fall into the other turn. */
const BETWEEN_MS = 100;
const cli = fileURLToPath(new URL('../../dist/cli/', import.meta.url));
const target: Metric['target'] = { of: 'every', atMost: 5 };

/** A turn at the speed of a model, and the smallest request. */
export function tapLatency(transport: TransportName): Measure {
  return {
    name: `tap-${transport}`,
    runs: { full: 3, short: 1 },
    metrics: [
      { key: 'turn', label: `tap, ${transport}: added to a turn at 200 deltas/s`, unit: '%', target },
      { key: 'roundTrip', label: `tap, ${transport}: added to a round trip p50`, unit: 'ms' },
    ],
    run: (run) =>
      onBothWays(run, transport, async (sides) => {
        const turn = await addedPercent(sides, { pairs: 4, paramsOf: (id) => pacedTurn(id, 100) });
        const trips = async ({ connection }: Side): Promise<number> =>
          percentile(await roundTrips(connection, TRIPS), 0.5);
        const direct = await trips(sides.direct);
        return { turn, roundTrip: (await trips(sides.tapped)) - direct };
      }),
  };
}

/** A turn as fast as the server can. */
export function tapThroughput(transport: TransportName): Measure {
  return {
    name: `tap-flood-${transport}`,
    runs: { full: 3, short: 1 },
    metrics: [
      { key: 'turn', label: `tap, ${transport}: added to a turn of 2,000 deltas at once`, unit: '%', target },
    ],
    run: (run) =>
      onBothWays(run, transport, async (sides) => ({
        turn: await addedPercent(sides, { pairs: 15, paramsOf: (id) => deltasTurn(id, 2000) }),
      })),
  };
}

interface Sides {
  readonly direct: Side;
  readonly tapped: Side;
}

async function onBothWays(
  run: Run,
  transport: TransportName,
  measured: (sides: Sides) => Promise<Sample>,
): Promise<Sample> {
  const file = join((await run.everydayHome()).workFolder, `tapped-${transport}.jsonl`);
  try {
    const both = transport === 'stdio' ? await overPipes(run, file) : await overSockets(run, file);
    return await measured({ direct: await ready(both.direct), tapped: await ready(both.tapped) });
  } finally {
    rmSync(file, { force: true });
  }
}

interface Connections {
  readonly direct: Connection;
  readonly tapped: Connection;
}

interface Side {
  readonly connection: Connection;
  readonly threadId: string;
}

/** Two servers of a kind, since each has but one client. */
async function overPipes(run: Run, file: string): Promise<Connections> {
  const { command, args, ...rest } = run.contender;
  const tap: Contender = {
    ...rest,
    command: process.execPath,
    args: [join(cli, 'astc-codex.js'), 'tap', '--real', command, '--out', file, ...args],
  };
  const home = await run.everydayHome();
  const direct = await (await run.start('stdio', home)).connect();
  return { direct, tapped: await (await run.start('stdio', home, tap)).connect() };
}

/** The same server by both ways. */
async function overSockets(run: Run, file: string): Promise<Connections> {
  const home = await run.everydayHome();
  const server = await run.start('ws', home);
  const tap: Contender = {
    ...run.contender,
    command: process.execPath,
    args: [join(cli, 'main.js'), 'tap', '--target', server.url, '--out', file],
  };
  return { direct: await server.connect(), tapped: await (await run.start('ws', home, tap)).connect() };
}

async function ready(connection: Connection): Promise<Side> {
  await connection.initialize();
  return { connection, threadId: await startThread(connection) };
}

/** Median over pairs of turns that follow each other, now this one first, now that one; the first pair warms up. */
async function addedPercent(
  { direct, tapped }: Sides,
  { pairs, paramsOf }: { pairs: number; paramsOf: (threadId: string) => Record<string, unknown> },
): Promise<number> {
  const ratios: number[] = [];
  for (let count = 0; count <= pairs; count += 1) {
    const taken = new Map<Side, number>();
    for (const side of count % 2 === 0 ? [direct, tapped] : [tapped, direct]) {
      await sleep(BETWEEN_MS);
      taken.set(side, await oneTurn(side, paramsOf(side.threadId)));
    }
    if (count > 0) ratios.push((taken.get(tapped) ?? Number.NaN) / (taken.get(direct) ?? Number.NaN));
  }
  return (median(ratios) - 1) * 100;
}

/** Milliseconds from turn/start to the end of the turn. */
async function oneTurn({ connection }: Side, params: Record<string, unknown>): Promise<number> {
  const done = watchTurn(connection);
  const startedAt = performance.now();
  await connection.request('turn/start', params);
  return (await done).endedAt - startedAt;
}
