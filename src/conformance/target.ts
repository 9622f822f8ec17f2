// A server under test, as the runner sees it: something that can be started for one scenario and connected to.

import type { ProfileName } from '../protocol/index.js';
import type { Transport } from '../transport/index.js';

/**
 * What a target may be able to do; a scenario that needs more is skipped with the reason.
 * - `home`: starts on a home of the scenario's own, with its configuration
 * - `backend`: talks to our scripted backend
 * - `stdio`, `websocket`: the ways to connect
 * - `process`: is a process whose flags, signals, streams and exit can be seen
 * - `clock`: has a clock that can be moved on
 */
export type Ability = 'home' | 'backend' | 'stdio' | 'websocket' | 'process' | 'clock';

/** How a scenario's connections come about. */
export type Way = 'stdio' | 'websocket';

/** The folders one scenario has for itself. */
export interface Home {
  /** Holds the others; nothing outside of it is touched. */
  readonly root: string;
  readonly codexHome: string;
  /** Where threads work. */
  readonly cwd: string;
}

export interface Setup {
  readonly way: Way;
  readonly home: Home;
  /** Text of config.toml. */
  readonly config: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Further flags of `app-server`. */
  readonly args: readonly string[];
}

export interface ServerProcess {
  readonly pid: number;
  signal(name: 'SIGTERM' | 'SIGINT' | 'SIGHUP'): void;
  /** Ends its standard input. */
  endInput(): void;
  readonly stderr: string;
  readonly stdout: string;
  /** Resolves when it is gone. */
  readonly ended: Promise<{ readonly code: number | undefined; readonly signal: string | undefined }>;
}

export interface ConnectOptions {
  readonly bearerToken?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Below the address of the server. */
  readonly path?: string;
}

/** A server that runs for one scenario. */
export interface RunningServer {
  /** Of a server that listens. */
  readonly url: string | undefined;
  /** What a request by hand must carry to be let in. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly process: ServerProcess | undefined;
  connect(options?: ConnectOptions): Promise<Transport>;
  /** Moves its clock on; of targets with the ability `clock`. */
  advance?(ms: number): void;
  /** Resolves when nothing of it is left. */
  close(): Promise<void>;
}

export interface Target {
  /** What reports call it. */
  readonly name: string;
  /** The version that is expected of it. */
  readonly profile: ProfileName;
  readonly abilities: ReadonlySet<Ability>;
  /** How many scenarios may run beside each other. */
  readonly concurrency: number;
  /** What repeats a run against it: `--embedded --profile 0.118.0`. */
  readonly flags: string;
  start(setup: Setup): Promise<RunningServer>;
}
