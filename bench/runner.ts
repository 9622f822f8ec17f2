// Runs one measure: the servers take turns, so that a busy moment of the machine meets them alike.

import type { Contender, ContenderName } from './contender.js';
import type { Home, Homes } from './homes.js';
import type { Measure, Run, Sample } from './measure.js';
import { type ServerProcess, startServer } from './server-process.js';

const RUN_TIMEOUT_MS = 90_000;

/** What the runs of one server gave. */
export interface Outcome {
  readonly samples: readonly Sample[];
  /** Why runs gave nothing. */
  readonly failures: readonly string[];
}

export type Outcomes = ReadonlyMap<ContenderName, Outcome>;

export interface RunnerOptions {
  readonly contenders: readonly Contender[];
  readonly homes: Homes;
  readonly isShort: boolean;
  /** Instead of the measure's own number of runs. */
  readonly runs?: number;
  onRun(measure: Measure, contender: Contender, run: number): void;
}

/** Never throws for what a server does: a run that fails is a failure of the outcome. */
export async function runMeasure(measure: Measure, options: RunnerOptions): Promise<Outcomes> {
  const { homes, isShort } = options;
  const contenders = options.contenders.filter(({ name }) => !measure.isOursAlone || name === 'ours');
  const outcomes = new Map(
    contenders.map(({ name }) => [name, { samples: [] as Sample[], failures: [] as string[] }]),
  );
  const runs = options.runs ?? measure.runs[isShort ? 'short' : 'full'];
  for (let number = 0; number < runs; number += 1) {
    const order = number % 2 === 0 ? contenders : contenders.toReversed();
    for (const contender of order) {
      options.onRun(measure, contender, number + 1);
      const outcome = outcomes.get(contender.name);
      try {
        outcome?.samples.push(await runOnce(measure, contender, homes));
      } catch (thrown) {
        outcome?.failures.push(thrown instanceof Error ? thrown.message : String(thrown));
      }
    }
  }
  return outcomes;
}

async function runOnce(measure: Measure, contender: Contender, homes: Homes): Promise<Sample> {
  const servers: ServerProcess[] = [];
  const run: Run = {
    contender,
    everydayHome: () => warmHome(contender, homes),
    storedHome: (threads, size) => homes.stored(contender, threads, size),
    start: async (transport, home, variation = contender) => {
      const server = await startServer(variation, home, transport);
      servers.push(server);
      return server;
    },
  };
  try {
    return await withinTime(measure.run(run), measure.limitMs ?? RUN_TIMEOUT_MS);
  } finally {
    await Promise.all(servers.map((server) => server.stop()));
  }
}

const warmed = new WeakSet<Home>();

async function warmHome(contender: Contender, homes: Homes): Promise<Home> {
  const home = homes.everyday(contender);
  if (warmed.has(home)) return home;
  warmed.add(home);
  const server = await startServer(contender, home, 'stdio');
  try {
    await (await server.connect()).initialize();
  } finally {
    await server.stop();
  }
  return home;
}

function withinTime<Value>(promise: Promise<Value>, limitMs: number): Promise<Value> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new Error(`The run took longer than ${limitMs / 1000} s.`)),
      limitMs,
    );
    promise.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
