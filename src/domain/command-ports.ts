// Ports of everything that runs commands or changes files for a thread. Implementations live in adapters/exec and
// adapters/files and meet the domain in server/compose.ts only.

import type { SandboxPolicy } from '../protocol/index.js';
import type { AccessRules } from './access-rules.js';
import type { PrefixRule } from './commands/exec-policy.js';
import type { HostAmendment, HostGate } from './network/host-gate.js';
import type { HostRules } from './network/network-limits.js';
import type { Permissions } from './permissions.js';

/** One process to be started. `cwd` is absolute; `env` is the whole environment, nothing is inherited. */
export interface CommandSpec {
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** A terminal of this size, in characters; null: pipes. Where no terminals can be had, pipes too. */
  readonly tty: TerminalSize | null;
  /** Whether `write` will be used; `closed` reads the end of input at once. A terminal's is always open. */
  readonly stdin: 'open' | 'closed';
  /** What it may touch; null: everything this process may. */
  readonly sandbox: SandboxPolicy | null;
  /** What counts instead of the sandbox's words; null, the default: they do. */
  readonly accessRules?: AccessRules | null;
  /** What it may do beyond its sandbox; nothing by default. */
  readonly permissions?: Permissions;
  /** Where relative writable roots and the workspace begin; absolute. */
  readonly sandboxCwd: string;
  /** Who is asked about hosts that are neither allowed nor denied, and told what was stopped; nobody by default. */
  readonly hosts?: HostGate;
  /** The network it gets inside of its sandbox; by default the machine's, or none. */
  readonly room?: NetworkRoomFiles;
}

/** Files that stand for a network with nothing in it but a proxy, and for whose it is. */
export interface NetworkRoomFiles {
  readonly user: string;
  readonly net: string;
}

export interface TerminalSize {
  readonly rows: number;
  readonly cols: number;
}

export type OutputStream = 'stdout' | 'stderr';

/** How a process ended. */
export interface CommandExit {
  /** Its exit code, or 128 + the number of the signal that ended it; in a terminal every signal counts as KILL. */
  readonly exitCode: number;
  /** A signal ended the process that was started (in a sandbox: the sandbox itself). */
  readonly signalled?: boolean;
  /** Something the process left behind still held its output, so that waiting for the end of that was given up. */
  readonly outputCut?: boolean;
}

/** A process and its session. A terminal merges both streams into `stdout`. */
export interface RunningCommand {
  readonly pid: number;
  /** Bytes as they come, in order; the first listener gets what came before it. */
  onOutput(listener: (stream: OutputStream, data: Uint8Array) => void): void;
  /** Settles when the process has ended and its output has been delivered. Never rejects. */
  readonly exited: Promise<CommandExit>;
  /** Resolves when the system has taken the bytes. @throws DomainError `stdinClosed` */
  write(data: Uint8Array): Promise<void>;
  /** Ends its input: a terminal is sent a line end and the end-of-file character. Doing it twice is nothing. */
  closeStdin(): void;
  /** Without a terminal this does nothing. */
  resize(size: TerminalSize): void;
  /**
   * Ends everything it started: `gently` (the default) with TERM, then KILL after a short grace; `atOnce` with KILL.
   * Resolves when nothing of it is left.
   */
  kill(how?: 'gently' | 'atOnce'): Promise<void>;
}

/** Runs processes. Everything it started ends with `close`, and with this process however it ends. */
export interface CommandRunner {
  /** Why sandboxed commands cannot run on this machine, in a sentence with what to do; null when they can. */
  sandboxProblem(): Promise<string | null>;
  /** @throws DomainError `commandNotStarted` | `sandboxUnavailable`: never runs unsandboxed what was to be sandboxed */
  start(spec: CommandSpec): Promise<RunningCommand>;
  close(): Promise<void>;
}

/** A file's text, or why it cannot be had, in the operating system's words. */
export type FileText = { readonly text: string } | { readonly problem: string };

/** One file a patch writes or takes away. `path` is absolute, `name` is how the patch wrote it. */
export type PatchStep =
  | { readonly type: 'write'; readonly path: string; readonly name: string; readonly text: string }
  | { readonly type: 'remove'; readonly path: string; readonly name: string };

/** The files a patch changes. Paths are absolute; text is UTF-8. */
export interface PatchFiles {
  /** The absolute path that `path` means in the folder `cwd`, without `.` and `..`. */
  resolve(cwd: string, path: string): string;
  read(path: string): Promise<FileText>;
  /** Where a write to `path` would end up, with every symbolic link followed; missing parts stay as they are. */
  real(path: string): Promise<string>;
  /**
   * Takes all steps in order, or none: what was done before a failure is undone. Each file is replaced whole, never
   * half; missing folders are made; an existing file keeps its mode, and a symbolic link stays and what it points to
   * changes. A link that is removed is itself removed.
   * @throws PatchStepFailed
   */
  apply(steps: readonly PatchStep[]): Promise<void>;
}

/** The step of a patch that the file system refused, after all earlier ones were undone. */
export class PatchStepFailed extends Error {
  readonly step: PatchStep;
  /** `parents`: already the folder of the file could not be made. */
  readonly phase: 'parents' | 'file';

  constructor(step: PatchStep, phase: 'parents' | 'file', options?: { cause?: unknown }) {
    super(`The patch could not ${step.type} ${step.path}.`, options);
    this.name = 'PatchStepFailed';
    this.step = step;
    this.phase = phase;
  }
}

/** People's rules on commands, shared with other processes. */
export interface CommandRules {
  /** As they are now for work in `cwd`; while a file cannot be read as rules, there are none. */
  read(cwd: string): Promise<readonly PrefixRule[]>;
  /** Whether what they allow counts for nothing while the model works; what they forbid, and ask about, always does. */
  areIgnoredFor(model: string): boolean;
  /** Allows commands that begin with these words from now on. */
  allow(prefix: readonly string[]): Promise<void>;
  /** What they say of hosts, as `read` does. */
  hosts(cwd: string): Promise<HostRules>;
  /** Allows or denies a host from now on. */
  amendHost(amendment: HostAmendment): Promise<void>;
}
