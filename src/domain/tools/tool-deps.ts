// What the tools share: ports, rules of the version, and what is kept for each thread.

import type { Clock } from '../../util/clock.js';
import type { CodeHost } from '../code-mode/code-ports.js';
import type { CodeSession } from '../code-mode/code-session.js';
import type { CommandRules, CommandRunner, PatchFiles } from '../command-ports.js';
import type { Environments } from '../environments/environment-ports.js';
import type { McpServers } from '../mcp/mcp-servers.js';
import type { FolderEntry, HostFacts, ImageReader, ModelCatalog } from '../ports.js';
import type { Grants } from './approval/grants.js';
import type { CommandSessions } from './exec/command-sessions.js';
import type { HostApprovals } from './network/host-approvals.js';
import type { TurnDiff } from './patch/turn-diff.js';
import type { ToolRules } from './tool-rules.js';

export interface ToolPorts {
  readonly runner: CommandRunner;
  readonly files: PatchFiles;
  readonly commandRules: CommandRules;
  readonly images: ImageReader;
  /** What lies in a folder, in no particular order. `problem`: the system's words. */
  list(path: string): Promise<readonly FolderEntry[] | { readonly problem: string }>;
  readonly machine: HostFacts;
  readonly environments: Environments;
  readonly catalog: ModelCatalog;
  readonly mcp: McpServers;
  readonly clock: Clock;
  /** From 0 to 1. */
  random(): number;
  /** For items that the model did not name. */
  newId(): string;
  /** The environment of commands, before what is added for every one of them. */
  readonly env: Readonly<Record<string, string>>;
  /** The folder that holds `.git` above `path`; null outside a repository. */
  repositoryRoot(path: string): Promise<string | null>;
  /** What runs scripts of models. */
  codeHost(): Promise<CodeHost>;
  /** The id git gives a file of this text. */
  blobId(text: string): string;
}

/** What is kept for one thread while it is loaded. */
export interface ThreadTools {
  readonly grants: Grants;
  readonly sessions: CommandSessions;
  readonly hosts: HostApprovals;
  /** Commands of the user that run. */
  readonly userCommands: Set<{ readonly stop: AbortController; readonly done: Promise<unknown> }>;
  /** Null: the model has written none. */
  scripts: CodeSession | null;
  /** By turn. */
  readonly diffs: Map<string, TurnDiff>;
}

export interface ToolDeps extends ToolPorts {
  readonly rules: ToolRules;
  of(threadId: string): ThreadTools;
}
