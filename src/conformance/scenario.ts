// A scenario: one sentence of required behaviour, and the program that shows whether a server has it.

import type { Script } from '../backend/index.js';
import type { ProfileName } from '../protocol/index.js';
import type { Bench } from './bench.js';
import type { Ability, Home, Way } from './target.js';

/** What scripts and configurations may depend on. */
export interface Surroundings {
  readonly home: Home;
  readonly cwd: string;
  readonly version: ProfileName;
}

export interface Scenario {
  /** `family/name`, which is also its file. */
  readonly id: string;
  /** What a server must do, in one sentence. */
  readonly requires: string;
  /** Where that is known from: a section of the notes on the protocol, or `measured`. */
  readonly source: string;
  /** Methods and notifications that must be seen for the scenario to mean anything. */
  readonly covers?: readonly string[];
  /** The versions it holds for; all by default. */
  readonly profiles?: readonly ProfileName[];
  /**
   * The ways it is run; by default over stdio, or over a WebSocket where a target has no other way. Several
   * connections need `websocket`.
   */
  readonly on?: readonly Way[];
  /** What the model, and the issuer of logins, answer. Without it nothing may be asked of them. */
  readonly script?: Script | ((around: Surroundings) => Script);
  /** Whether the provider wants an OpenAI login. */
  readonly login?: boolean;
  /** Whether a gateway stands before the model that signs people in on its own (0.169.0). */
  readonly gateway?: boolean;
  /** Whether it may hold conversations by voice, with the scripted model that speaks. */
  readonly speaks?: boolean;
  /** Lines of config.toml before those of the backend; tables go to `configTables`. */
  readonly config?: string | ((around: Surroundings) => string);
  readonly configTables?: string | ((around: Surroundings) => string);
  readonly env?: Readonly<Record<string, string>>;
  /** Further flags of `app-server`. */
  readonly args?: (around: Surroundings) => readonly string[];
  readonly needs?: readonly Ability[];
  /** Prepares the home before the server starts. */
  prepare?(around: Surroundings): void;
  /** What only one scenario on this machine may use at a time. */
  readonly locks?: 'login port';
  /** Rules of the linter that the scenario's own client breaks on purpose, or whose end it does not wait for. */
  readonly breaks?: readonly string[];
  /** Milliseconds to wait for any one thing; what the run says by default. */
  readonly patienceMs?: number;
  /** Milliseconds for all of it; 20,000 by default. */
  readonly timeoutMs?: number;
  run(bench: Bench): Promise<void>;
}

/** Checks nothing at run time; it is there for the types. */
export function scenario(spec: Scenario): Scenario {
  return spec;
}

export function familyOf({ id }: Scenario): string {
  return id.split('/')[0] ?? id;
}
