// What the tap costs: the same turn and the same small request, straight to the server and through astc-codex tap.

import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Connection } from '../connection.js';
import type { Contender } from '../contender.js';
import { deltasTurn, roundTrips, startThread, watchTurn } from '../load.js';
import type { Measure, Run } from '../measure.js';
import { percentile } from '../statistics.js';

const TURNS = 9;
const DELTAS = 2000;
const standIn = fileURLToPath(new URL('../../dist/cli/astc-codex.js', import.meta.url));

export const tapLatency: Measure = {
  name: 'tap',
  runs: { full: 3, short: 1 },
  metrics: [
    {
      key: 'turn',
      label: `tap: added to a turn of ${DELTAS} deltas`,
      unit: '%',
    },
    { key: 'roundTrip', label: 'tap: added to a round trip p50', unit: 'ms' },
  ],
  async run(run) {
    const direct = await timed(run, run.contender);
    const file = join((await run.everydayHome()).workFolder, 'tapped.jsonl');
    const tapped = await timed(run, through(run.contender, file));
    rmSync(file, { force: true });
    return { turn: (tapped.turn / direct.turn - 1) * 100, roundTrip: tapped.roundTrip - direct.roundTrip };
  },
};

function through({ command, args, ...rest }: Contender, file: string): Contender {
  const tap = [standIn, 'tap', '--real', command, '--out', file];
  return { ...rest, command: process.execPath, args: [...tap, ...args] };
}

async function timed(run: Run, contender: Contender): Promise<{ turn: number; roundTrip: number }> {
  const connection = await (await run.start('stdio', await run.everydayHome(), contender)).connect();
  await connection.initialize();
  const threadId = await startThread(connection);
  await oneTurn(connection, threadId);
  const turns: number[] = [];
  for (let count = 0; count < TURNS; count += 1) turns.push(await oneTurn(connection, threadId));
  const trips = await roundTrips(connection, 1500);
  return { turn: percentile(turns, 0.5), roundTrip: percentile(trips, 0.5) };
}

/** Milliseconds from turn/start to the end of the turn. */
async function oneTurn(connection: Connection, threadId: string): Promise<number> {
  const done = watchTurn(connection);
  const startedAt = performance.now();
  await connection.request('turn/start', deltasTurn(threadId, DELTAS));
  return (await done).endedAt - startedAt;
}
