// What the domain needs of MCP servers: how one is described, and what a connection to it can do. The SDK behind it
// stands in adapters/mcp.

import type { PluginChoice } from '../plugins/plugin-choice.js';

export interface McpStdioTransport {
  readonly kind: 'stdio';
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Names of variables handed on from this process. */
  readonly envVars: readonly string[];
  /** Names of variables handed on from the environment it runs in, where that is another machine. */
  readonly remoteEnvVars: readonly string[];
  /** Null: the thread's folder. */
  readonly cwd: string | null;
}

export interface McpHttpTransport {
  readonly kind: 'http';
  readonly url: string;
  readonly bearerTokenEnvVar: string | null;
  readonly headers: Readonly<Record<string, string>>;
  /** Values are names of environment variables. */
  readonly envHeaders: Readonly<Record<string, string>>;
}

/** `writes` asks when `auto` does, every time anew. */
export type McpApprovalMode = 'auto' | 'prompt' | 'writes' | 'approve';

/** What is configured of an app of an account; what is not is absent. */
export interface AppPolicy {
  readonly isEnabled?: boolean;
  /** Of all tools that no policy of their own says anything of. */
  readonly toolsAreEnabled?: boolean;
  readonly allowsDestructive?: boolean;
  readonly allowsOpenWorld?: boolean;
  readonly approvalMode?: McpApprovalMode;
  /** By name or by title. */
  readonly tools: Readonly<Record<string, ToolPolicy>>;
}

export interface ToolPolicy {
  readonly isEnabled?: boolean;
  readonly approvalMode?: McpApprovalMode;
}

export interface AppPolicies {
  /** Of apps that say nothing themselves. */
  readonly usual: AppPolicy;
  /** By id. */
  readonly apps: Readonly<Record<string, AppPolicy>>;
  /** Whether a tool that says nothing of it destroys and reaches the world outside. */
  readonly worstIsAssumed: boolean;
}

/** One entry of `mcp_servers`. */
export interface McpServerConfig {
  readonly name: string;
  readonly transport: McpStdioTransport | McpHttpTransport;
  readonly isEnabled: boolean;
  /** A thread does not start without it. */
  readonly isRequired: boolean;
  readonly startupTimeoutMs: number;
  readonly toolTimeoutMs: number;
  /** Null: all. */
  readonly enabledTools: readonly string[] | null;
  readonly disabledTools: readonly string[];
  /** Of single tools. */
  readonly approvalModes: Readonly<Record<string, McpApprovalMode>>;
  readonly defaultApprovalMode: McpApprovalMode;
  /** Where it is started or reached from; absent: this machine. */
  readonly environmentId?: string;
  /** The plug-in that brings it. */
  readonly plugin?: {
    /** `plugin@marketplace` */
    readonly key: string;
    readonly displayName: string;
  };
  /** Makes it the server of an account's apps. */
  readonly apps?: AppsOfServer;
}

interface AppsOfServer {
  /** Whose they are. */
  readonly accountId: string | null;
  readonly policies: AppPolicies;
  /** Whether the server is told who asks. */
  readonly getsToken: boolean;
  /** Names of the plug-ins that bring an app, by its id. */
  readonly pluginsOf: Readonly<Record<string, readonly string[]>>;
}

/** Where servers are configured. */
export interface McpPlace extends PluginChoice {
  /** Null where no thread is named. */
  readonly cwd: string | null;
  /** Dotted overrides of a thread alone. */
  readonly config: Readonly<Record<string, unknown>> | null;
}

/** The server of an account's apps, which nobody configures. */
export interface AppsServer {
  /** What is configured of apps; null where they are switched off. */
  policies(where: McpPlace): AppPolicies | null;
  /** Of the account in use; null where it can have no apps. */
  server(policies: AppPolicies): McpServerConfig | null;
}

/** A tool as its server describes it; members it does not have are absent. */
export interface McpTool {
  readonly name: string;
  readonly title?: string;
  readonly description?: string;
  readonly inputSchema: unknown;
  readonly annotations?: {
    readonly readOnlyHint?: boolean;
    readonly destructiveHint?: boolean;
    readonly openWorldHint?: boolean;
  };
  readonly _meta?: unknown;
}

export interface McpCallResult {
  readonly content: readonly unknown[];
  readonly structuredContent?: unknown;
  readonly isError?: boolean;
  readonly _meta?: unknown;
}

/** What a server asks a person: for data by a schema, or to open a page. */
export type McpElicitation = { readonly _meta: unknown; readonly message: string } & (
  | { readonly mode: 'form'; readonly requestedSchema: unknown }
  | { readonly mode: 'url'; readonly url: string; readonly elicitationId: string }
);

export interface McpElicitationAnswer {
  readonly action: 'accept' | 'decline' | 'cancel';
  readonly content: unknown;
}

interface McpCall {
  readonly tool: string;
  /** Undefined: none. */
  readonly arguments: unknown;
  readonly meta: Readonly<Record<string, unknown>>;
  readonly signal: AbortSignal;
}

/** Everything but `close` rejects with an McpFailure. */
export interface McpConnection {
  readonly serverInfo: unknown;
  readonly capabilities: unknown;
  readonly instructions: string | null;
  readonly tools: readonly McpTool[];
  /** The server is gone: it ended by itself, or `close` was called. */
  readonly isClosed: boolean;
  call(call: McpCall): Promise<McpCallResult>;
  /** All pages. */
  resources(): Promise<readonly unknown[]>;
  /** All pages. */
  resourceTemplates(): Promise<readonly unknown[]>;
  /** One page, as the server gives it. */
  page(kind: 'resources' | 'resourceTemplates', cursor: string | null): Promise<Record<string, unknown>>;
  read(uri: string): Promise<{ readonly contents: readonly unknown[] }>;
  /** Ends the server where it was started for this; never rejects. */
  close(): Promise<void>;
}

export interface McpConnector {
  /** @throws McpFailure */
  connect(
    config: McpServerConfig,
    options: {
      /** Of the thread; a stdio server works here. */
      readonly cwd: string;
      readonly signal: AbortSignal;
      readonly onElicitation: (asked: McpElicitation) => Promise<McpElicitationAnswer>;
    },
  ): Promise<McpConnection>;
}

/** A server that is reached over HTTP. */
export interface McpHttpServer {
  readonly name: string;
  readonly url: string;
  /** As of McpServerConfig. */
  readonly environmentId?: string | undefined;
}

export interface McpLoginStarted {
  /** Where a person has to go. */
  readonly authorizationUrl: string;
  /** What went wrong; null when the person is logged in. Never rejects. */
  readonly ended: Promise<string | null>;
}

/** Logins to MCP servers, and the tokens they bring. */
export interface McpOAuth {
  /** `unknown`: the server could not be asked. */
  status(server: McpHttpServer): Promise<'oAuth' | 'notLoggedIn' | 'unsupported' | 'unknown'>;
  /** `scopes`: null are those the server names. @throws McpFailure */
  login(
    server: McpHttpServer,
    how: { readonly scopes: readonly string[] | null; readonly timeoutMs: number },
  ): Promise<McpLoginStarted>;
  /** The token to send, renewed where it has ended; null where nobody has logged in. @throws McpFailure */
  token(server: McpHttpServer): Promise<string | null>;
  /** Another token in the place of one the server would not take; null: there is none. @throws McpFailure */
  renewed(server: McpHttpServer, refused: string): Promise<string | null>;
}

export type McpFailureKind =
  /** The server answered with an error. */
  | { readonly type: 'answer'; readonly code: number; readonly message: string; readonly data: unknown }
  | { readonly type: 'startTimeout'; readonly seconds: number }
  | { readonly type: 'callTimeout'; readonly seconds: number }
  /** Anything else, in words. */
  | { readonly type: 'other'; readonly message: string };

export class McpFailure extends Error {
  readonly kind: McpFailureKind;

  constructor(kind: McpFailureKind, options?: { cause?: unknown }) {
    super(kind.type === 'answer' || kind.type === 'other' ? kind.message : kind.type, options);
    this.name = 'McpFailure';
    this.kind = kind;
  }
}
