// What a hook is: a command that the user's configuration wants run around turns, and what it may be told and say.

import type { HookEventName, HookSource } from '../../protocol/index.js';

export interface Hook {
  readonly event: HookEventName;
  readonly command: string;
  /** Of what the event is about; null: everything. */
  readonly matcher: string | null;
  readonly timeoutSec: number;
  readonly statusMessage: string | null;
  /** Absolute, of the file that names it. */
  readonly sourcePath: string;
  readonly source: HookSource;
  readonly displayOrder: number;
}

/** What became of a hook's process. */
export type HookExit =
  | { readonly type: 'exited'; readonly code: number; readonly stdout: string; readonly stderr: string }
  | { readonly type: 'killed' }
  | { readonly type: 'timedOut' }
  | { readonly type: 'notStarted'; readonly message: string };

interface HookRequest {
  readonly command: string;
  readonly cwd: string;
  /** What it reads. */
  readonly input: string;
  readonly timeoutMs: number;
}

/** The port to the machine that runs hooks. */
export interface HookRunner {
  /** Never rejects. */
  run(request: HookRequest, signal: AbortSignal): Promise<HookExit>;
}

/** The port to the configuration that names them. */
export interface HookSourceReader {
  /** Those that may run for a thread in this folder, in the order in which they are shown. */
  read(cwd: string): Promise<readonly Hook[]>;
}
