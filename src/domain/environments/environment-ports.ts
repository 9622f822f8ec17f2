// Port of environments on other machines. Its implementation lives in adapters/executor and meets the domain in
// server/compose-executors.ts only.

import type { CommandRunner, FileText, PatchFiles, RunningCommand } from '../command-ports.js';
import type { HostFacts, ImageReader } from '../ports.js';
import type { Confines, ProjectInstructions } from '../settings.js';
import type { ChosenEnvironment } from './environment.js';

/** What a call finds where it runs, in the place of this machine's own. */
export interface Workplace {
  readonly runner: CommandRunner;
  readonly files: PatchFiles;
  readonly images: ImageReader;
  readonly machine: Pick<HostFacts, 'shellPath' | 'shellNamed'>;
  readonly env: Readonly<Record<string, string>>;
  /** As of ToolPorts. */
  repositoryRoot(path: string): Promise<string | null>;
}

/** Files of an environment, to look at. */
export interface PlacedFiles {
  /** What lies in a folder, links followed; nothing where there is no folder. */
  entries(folder: string): Promise<readonly PlacedEntry[]>;
  /** Links resolved as far as the path exists. */
  real(path: string): Promise<string>;
  read(path: string): Promise<FileText>;
  /** The folder that holds `.git` above `path`; null outside a repository. */
  repositoryRoot(path: string): Promise<string | null>;
}

export interface PlacedEntry {
  readonly name: string;
  readonly isFolder: boolean;
  readonly isFile: boolean;
}

/** Where MCP servers run, or are reached from, that are not this machine's. */
export interface ServerPlace {
  /** Whether it puts variables of its own into headers; waits until it can be reached. */
  fillsHeaders(): Promise<boolean>;
  /** @throws Error with the reason as its message */
  start(program: PlacedProgram): Promise<RunningCommand>;
  /** Asks from there. `fromVariables`: what a header has besides its value, by its name: a variable of that place. */
  fetch(fromVariables: Readonly<Record<string, string>>): typeof fetch;
}

interface PlacedProgram {
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** Names of those of the place that it gets besides; null: the usual ones. */
  readonly inherited: readonly string[] | null;
}

/** What is configured in an environment: TOML documents, the least important first. */
export interface PlacedConfiguration {
  readonly config: readonly string[];
  /** What an administrator demands there. */
  readonly requirements: readonly string[];
  readonly fillsHeaders: boolean;
}

/** A call on its way to another machine. */
export interface PlacedCall {
  readonly threadId: string;
  readonly callId: string;
  readonly confines: Confines;
  readonly chosen: ChosenEnvironment;
}

/** Whether an environment can be reached, as clients are told. */
export type EnvironmentStatus =
  | { readonly status: 'ready' | 'pending' }
  | { readonly status: 'disconnected'; readonly problem: string };

export interface EnvironmentNews {
  readonly environmentId: string;
  readonly isConnected: boolean;
}

export interface Environments {
  /** Ids of those that were added, in that order. */
  added(): readonly string[];
  /** Waits until it is known whether it can be reached; one that could not be is tried once more. Never rejects. */
  find(environmentId: string): Promise<{ readonly shell: string } | { readonly problem: string }>;
  /** What AGENTS.md files say there; null: nothing, or it cannot be reached. */
  instructions(chosen: ChosenEnvironment): Promise<ProjectInstructions | null>;
  /** What lies there; null: it cannot be reached. Waits as `find` does. */
  files(environmentId: string): Promise<PlacedFiles | null>;
  /** Null: there is none of that id. */
  servers(environmentId: string): ServerPlace | null;
  /** The tables `mcp_servers` there; null: it does not tell, or cannot be reached. */
  configuration(
    chosen: Omit<ChosenEnvironment, 'runtimeWorkspaceRoots'>,
  ): Promise<PlacedConfiguration | null>;
  /** Null while it has never been reached. */
  workplace(call: PlacedCall): Workplace | null;
  /** Told whenever one is back that could not be reached, or is given up. */
  onChange(listener: (news: EnvironmentNews) => void): void;
}

export const NO_ENVIRONMENTS: Environments = {
  added: () => [],
  find: (environmentId) => Promise.resolve({ problem: `unknown environment id \`${environmentId}\`` }),
  instructions: () => Promise.resolve(null),
  files: () => Promise.resolve(null),
  servers: () => null,
  configuration: () => Promise.resolve(null),
  workplace: () => null,
  onChange() {},
};
