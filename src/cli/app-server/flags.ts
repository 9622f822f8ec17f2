// What an app-server process is told: flags as given, and the little it may touch of its process.

import type { WsAuthOptions } from '../../transport/index.js';

/** The flags as given. */
export interface AppServerFlags {
  readonly listen: string;
  /** `key=value` of `-c`. */
  readonly config: readonly string[];
  /** The codex version to speak; the newest by default. */
  readonly profile?: string | undefined;
  readonly auth: WsAuthOptions;
  /** Where people sign in. */
  readonly loginIssuer?: string | undefined;
  readonly faults?: readonly string[] | undefined;
  readonly faultSeed?: number | undefined;
  /** Whether spans were asked for; the environment may ask as well. */
  readonly otel?: boolean | undefined;
}

export interface AppServerIo {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly stderr: { write(text: string): unknown };
}
