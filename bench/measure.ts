// What a measure is: a name, what it yields, and one run of it against one server.

import type { Contender } from './contender.js';
import type { Home } from './homes.js';
import type { ServerProcess, TransportName } from './server-process.js';

/** A bound on ours divided by the real server's, on our value alone, or on the value of every server measured. */
export type Target =
  | { readonly of: 'ratio' | 'value' | 'every'; readonly atMost: number }
  | { readonly of: 'ratio' | 'value'; readonly atLeast: number };

export interface Metric {
  readonly key: string;
  readonly label: string;
  readonly unit: string;
  readonly target?: Target;
  /** The title of the curve that this figure is a point of. */
  readonly curve?: string;
}

/** One value for each metric key. */
export type Sample = Readonly<Record<string, number>>;

export interface Run {
  readonly contender: Contender;
  /** A home that has been started on before. */
  everydayHome(): Promise<Home>;
  /** `small` threads carry no instructions. */
  storedHome(threads: number, size?: 'small'): Home;
  /** The server, or a variation of it, is stopped after the run, however it ends. */
  start(transport: TransportName, home: Home, contender?: Contender): Promise<ServerProcess>;
}

export interface Measure {
  readonly name: string;
  /** How many; `short` is for runs of all measures in less than two minutes. */
  readonly runs: { readonly full: number; readonly short: number };
  readonly metrics: readonly Metric[];
  /** Whether there is nothing like it in the real server: a command of ours. */
  readonly isOursAlone?: boolean;
  /** What grows along the curves that its figures are points of. */
  readonly amount?: number;
  /** What one run may take, in milliseconds, where it is longer than usual. */
  readonly limitMs?: number;
  run(run: Run): Promise<Sample>;
}
