// The flags of npm run bench.

import { parseArgs } from 'node:util';
import { CONTENDER_NAMES, type ContenderName } from './contender.js';

export interface BenchOptions {
  readonly contenders: readonly ContenderName[];
  /** A measure's name, or the start of several: `deltas` for `deltas-stdio` and `deltas-ws`. */
  readonly only: string | undefined;
  readonly runs: number | undefined;
  readonly isShort: boolean;
  /** Where to write the results as JSON. */
  readonly json: string | undefined;
  /** Where our server writes CPU profiles, one a run. */
  readonly cpuProfiles: string | undefined;
}

export const USAGE = `npm run bench -- [--only NAME] [--runs N] [--short] [--json FILE]
                [--servers ${CONTENDER_NAMES.join(',')}] [--cpu-prof FOLDER]`;

/** @throws for an unknown flag or value, with a sentence that says so */
export function readOptions(argv: readonly string[]): BenchOptions {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      only: { type: 'string' },
      runs: { type: 'string' },
      short: { type: 'boolean', default: false },
      json: { type: 'string' },
      servers: { type: 'string', default: 'ours,real-0.169.0' },
      'cpu-prof': { type: 'string' },
    },
  });
  return {
    contenders: values.servers.split(',').map(contenderName),
    only: values.only,
    runs: values.runs === undefined ? undefined : countOf(values.runs),
    isShort: values.short,
    json: values.json,
    cpuProfiles: values['cpu-prof'],
  };
}

function contenderName(text: string): ContenderName {
  const name = CONTENDER_NAMES.find((known) => known === text);
  if (name === undefined)
    throw new Error(`There is no server "${text}": choose from ${CONTENDER_NAMES.join(', ')}.`);
  return name;
}

function countOf(text: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1)
    throw new Error(`--runs takes a number from 1, but was given "${text}".`);
  return count;
}
