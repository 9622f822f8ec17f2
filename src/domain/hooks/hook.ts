// What a hook is: a command, or a tool of an MCP server, that the user's configuration wants run around turns, and
// what it may be told and say.

import type { HookEventName, HookSource } from '../../protocol/index.js';
import type { PluginChoice } from '../plugins/plugin-choice.js';

interface CommandHandler {
  readonly type: 'command';
  readonly command: string;
  /** Nobody waits for it or is shown that it runs; what it has to say is told when it has ended. */
  readonly isAsync: boolean;
}

interface McpToolHandler {
  readonly type: 'mcpTool';
  readonly server: string;
  readonly tool: string;
  /** Texts in it may name members of what hooks are told, as `${tool_input.command}`. */
  readonly input: Readonly<Record<string, unknown>>;
}

export interface Hook {
  readonly event: HookEventName;
  readonly handler: CommandHandler | McpToolHandler;
  /** Of what the event is about; null: everything. */
  readonly matcher: string | null;
  readonly timeoutSec: number;
  readonly statusMessage: string | null;
  /** Absolute, of the file that names it. */
  readonly sourcePath: string;
  readonly source: HookSource;
  readonly displayOrder: number;
  /** The key of the plug-in that brings it; null: none does. */
  readonly pluginId: string | null;
  /** The same of every hook of a plug-in that is listed before it: where one is left out, it moves up. */
  readonly pluginsBefore: readonly string[];
  /** Tokens of what it adds to what the model knows, 0 for any number; absent: as many as usual. */
  readonly contextLimit?: number;
  /** What it finds in its environment besides what all find. */
  readonly variables?: Readonly<Record<string, string>>;
  /** Asked before each run; nothing is in the way of a hook without one. */
  readonly guard?: HookGuard;
}

/** Looks whether what was trusted is still what would run. */
export interface HookGuard {
  /** What brought the hook is no more: it does not run, and nobody is told. */
  isGone(): boolean;
  /** Why it is not run after all, as clients are to see; null: it may. Never rejects. */
  refusal(): Promise<string | null>;
}

/** What became of a hook's process, or of the call that stands for it. */
export type HookExit =
  | { readonly type: 'exited'; readonly code: number; readonly stdout: string; readonly stderr: string }
  | { readonly type: 'killed' }
  | { readonly type: 'timedOut' }
  /** It could not be run, or has nothing to say. */
  | { readonly type: 'failed'; readonly message: string };

interface HookRequest {
  readonly command: string;
  readonly cwd: string;
  /** What it reads. */
  readonly input: string;
  readonly timeoutMs: number;
  readonly variables: Readonly<Record<string, string>>;
}

/** The port to the machine that runs hooks. */
export interface HookRunner {
  /** Never rejects. */
  run(request: HookRequest, signal: AbortSignal): Promise<HookExit>;
  /** Keeps what a hook has said, and resolves with the path of the file; null: it cannot be kept. Never rejects. */
  keep(threadId: string, text: string): Promise<string | null>;
}

export interface FoundHooks {
  /** In the order in which they are shown. */
  readonly hooks: readonly Hook[];
  /** What is wrong with how they are named, as people are told. */
  readonly warnings: readonly string[];
  /** Why some cannot run that must: no thread begins without them. */
  readonly problems: readonly string[];
}

/** Whose hooks are read. */
export interface HookPlace extends PluginChoice {
  readonly cwd: string;
  readonly config: ThreadConfig;
}

/** Dotted overrides of the configuration, of one thread. */
export type ThreadConfig = Readonly<Record<string, unknown>> | null;

/** The port to the configuration that names them. */
export interface HookSourceReader {
  /** Those that may run for a thread in this folder, of plug-ins it does without too: warnings only are of the others. */
  read(place: HookPlace): Promise<FoundHooks>;
}

/** What a hook has a tool of an MCP server do. */
export interface HookToolCall {
  readonly threadId: string;
  readonly turnId: string | null;
  readonly server: string;
  readonly tool: string;
  readonly arguments: Readonly<Record<string, unknown>>;
  readonly timeoutMs: number;
}

/** The port to the MCP servers of threads. */
export interface HookTools {
  /** Resolves with what a process would have left that said the same; never rejects. */
  call(call: HookToolCall, signal: AbortSignal): Promise<HookExit>;
}

/** What hooks say in the place of people who are to be asked about a call. */
export type Permit =
  | { readonly type: 'ask' | 'allow' }
  /** The message is what the model is told. */
  | { readonly type: 'deny'; readonly message: string };
