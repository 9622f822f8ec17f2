// The MCP servers of one thread: started with it, told of, ended with it.

import type { ThreadEvent } from '../events.js';
import { type NamedTool, namedTools } from './mcp-names.js';
import {
  type McpConnection,
  type McpConnector,
  type McpElicitation,
  type McpElicitationAnswer,
  McpFailure,
  type McpServerConfig,
  type McpTool,
} from './mcp-ports.js';
import { startFailureText, startProblem } from './mcp-texts.js';

/** Puts a server's question to a person. */
export type McpAsk = (server: string, asked: McpElicitation) => Promise<McpElicitationAnswer>;

export interface McpThreadDeps {
  readonly connector: McpConnector;
  readonly hash: (text: string) => string;
  readonly cwd: string;
  readonly emit: (event: ThreadEvent) => void;
  /** For questions that come outside of any call. */
  readonly ask: McpAsk;
}

interface Running {
  readonly config: McpServerConfig;
  readonly connection: Promise<McpConnection>;
  state: 'starting' | 'connected' | 'failed';
  live: McpConnection | null;
}

export class McpThread {
  readonly #deps: McpThreadDeps;
  readonly #servers: readonly Running[];
  readonly #stop = new AbortController();
  /** Who is asked now: the newest call that has not ended. */
  readonly #askers: McpAsk[] = [];

  /** Starts what is enabled at once; `announce` tells of it. */
  constructor(deps: McpThreadDeps, configs: readonly McpServerConfig[]) {
    this.#deps = deps;
    this.#servers = configs.filter((config) => config.isEnabled).map((config) => this.#start(config));
  }

  get isEmpty(): boolean {
    return this.#servers.length === 0;
  }

  get isStarting(): boolean {
    return this.#servers.some(({ state }) => state === 'starting');
  }

  /** Tells the thread's listeners how each server fares, from `starting` on. */
  announce(): void {
    for (const { config } of this.#servers) this.#tell(config.name, 'starting', null);
    for (const server of this.#servers) {
      void server.connection.then(
        () => this.#tell(server.config.name, 'ready', null),
        (thrown: unknown) =>
          this.#tell(server.config.name, 'failed', failureText(server.config.name, thrown)),
      );
    }
  }

  /** Resolves when every server has started or failed. */
  async ready(): Promise<void> {
    await Promise.allSettled(this.#servers.map((server) => server.connection));
  }

  /** Why servers did not start that must, one after the other; null when all did. */
  async requiredFailure(): Promise<string | null> {
    const failures: string[] = [];
    for (const { config, connection } of this.#servers) {
      if (!config.isRequired) continue;
      await connection.catch((thrown: unknown) =>
        failures.push(`${config.name}: ${startProblem(asFailure(thrown))}`),
      );
    }
    return failures.length === 0 ? null : failures.join('; ');
  }

  /** Tools of the servers that are connected. */
  tools(): readonly NamedTool[] {
    const servers = this.#servers.flatMap(({ config, live }) =>
      live === null
        ? []
        : [
            {
              name: config.name,
              instructions: live.instructions,
              tools: live.tools.filter((tool) => isOffered(tool, config)),
            },
          ],
    );
    return namedTools(servers, this.#deps.hash);
  }

  config(server: string): McpServerConfig | null {
    return this.#servers.find(({ config }) => config.name === server)?.config ?? null;
  }

  /** Those of a plug-in that offer any tool. */
  serversOf(pluginKey: string): readonly string[] {
    const named = new Set(this.tools().map(({ server }) => server));
    return this.#servers
      .filter(({ config }) => named.has(config.name) && config.plugin?.key === pluginKey)
      .map(({ config }) => config.name);
  }

  names(): readonly string[] {
    return this.#servers.map(({ config }) => config.name);
  }

  state(server: string): Running['state'] | null {
    return this.#servers.find(({ config }) => config.name === server)?.state ?? null;
  }

  /** Null when there is no such server. @throws McpFailure when it did not start */
  connection(server: string): Promise<McpConnection> | null {
    return this.#servers.find(({ config }) => config.name === server)?.connection ?? null;
  }

  /** While `run` runs, what servers ask goes to `ask`. */
  async asking<T>(ask: McpAsk, run: () => Promise<T>): Promise<T> {
    this.#askers.push(ask);
    try {
      return await run();
    } finally {
      this.#askers.splice(this.#askers.lastIndexOf(ask), 1);
    }
  }

  /** Ends the servers; never rejects. */
  async close(): Promise<void> {
    this.#stop.abort(new McpFailure({ type: 'other', message: 'the thread has ended' }));
    await Promise.allSettled(this.#servers.map(async ({ connection }) => (await connection).close()));
  }

  #start(config: McpServerConfig): Running {
    const connection = this.#deps.connector.connect(config, {
      cwd: this.#deps.cwd,
      signal: this.#stop.signal,
      onElicitation: (asked) => (this.#askers.at(-1) ?? this.#deps.ask)(config.name, asked),
    });
    const server: Running = { config, connection, state: 'starting', live: null };
    connection.then(
      (live) => {
        server.state = 'connected';
        server.live = live;
      },
      () => {
        server.state = 'failed';
      },
    );
    return server;
  }

  #tell(name: string, status: 'starting' | 'ready' | 'failed', error: string | null): void {
    if (this.#stop.signal.aborted) return;
    this.#deps.emit({ type: 'mcpServerStatus', name, status, error });
  }
}

export function isOffered(tool: McpTool, { enabledTools, disabledTools }: McpServerConfig): boolean {
  return (enabledTools?.includes(tool.name) ?? true) && !disabledTools.includes(tool.name);
}

function failureText(server: string, thrown: unknown): string {
  return startFailureText(server, asFailure(thrown));
}

function asFailure(thrown: unknown): McpFailure {
  return thrown instanceof McpFailure ? thrown : new McpFailure({ type: 'other', message: String(thrown) });
}
