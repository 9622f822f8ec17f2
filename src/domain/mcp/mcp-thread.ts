// The MCP servers of one thread: started with it, told of, ended with it.

import { at } from '../../util/peek.js';
import type { ThreadEvent } from '../events.js';
import { isToolEnabled } from './app-policies.js';
import { appOf } from './app-tools.js';
import { type NamedTool, type Naming, namedTools } from './mcp-names.js';
import type { McpPlan } from './mcp-plan.js';
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
  readonly naming: Naming;
  /** Whether tools that are not for models are left out. */
  readonly hidesTools: boolean;
  readonly cwd: string;
  readonly emit: (event: ThreadEvent) => void;
  /** For questions that come outside of any call. */
  readonly ask: McpAsk;
}

interface Running {
  readonly stop: AbortController;
  config: McpServerConfig;
  readonly connection: Promise<McpConnection>;
  state: 'starting' | 'connected' | 'failed';
  live: McpConnection | null;
}

export class McpThread {
  readonly #deps: McpThreadDeps;
  #configs: readonly McpServerConfig[];
  #servers: readonly Running[];
  /** Who is asked now: the newest call that has not ended. */
  readonly #askers: McpAsk[] = [];

  /** Starts what is enabled at once; `announce` tells of it. */
  constructor(deps: McpThreadDeps, { all, started }: McpPlan) {
    this.#deps = deps;
    this.#configs = all;
    this.#servers = started.map((config) => this.#start(config));
  }

  /** Those that are switched off included. */
  get configs(): readonly McpServerConfig[] {
    return this.#configs;
  }

  get isEmpty(): boolean {
    return this.#servers.length === 0;
  }

  get isStarting(): boolean {
    return this.#servers.some(({ state }) => state === 'starting');
  }

  /** Tells the thread's listeners how each server fares, from `starting` on. */
  announce(): void {
    this.#announce(this.#servers);
  }

  /** Starts what is new, changed, failed or gone, ends what is gone, keeps the others, and tells of all. */
  reload({ all, started: wanted }: McpPlan): void {
    const before = this.#servers;
    const kept: Running[] = [];
    const started: Running[] = [];
    for (const config of wanted) {
      const running = before.find(
        (server) => stateOf(server) !== 'failed' && isSameServer(server.config, config),
      );
      if (running === undefined) started.push(this.#start(config));
      else kept.push(Object.assign(running, { config }));
    }
    this.#configs = all;
    this.#servers = [...kept, ...started].sort((a, b) => (a.config.name < b.config.name ? -1 : 1));
    this.#announce(started);
    for (const { config } of kept.filter(({ state }) => state === 'connected')) {
      this.#tell(config.name, 'ready', null);
    }
    for (const server of before) if (!kept.includes(server)) void end(server);
  }

  /** Resolves when every server has started or failed. */
  async ready(): Promise<void> {
    await Promise.allSettled(this.#servers.map((server) => server.connection));
  }

  /** Resolves when the server of the apps has started or failed; null: there is nothing to wait for. */
  appsReady(): Promise<void> | null {
    const apps = this.#servers.find(({ config }) => config.apps !== undefined);
    if (apps?.state !== 'starting') return null;
    return apps.connection.then(
      () => {},
      () => {},
    );
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

  /** Tools that the servers that are connected have for the model. */
  tools(): readonly NamedTool[] {
    const { naming, hidesTools } = this.#deps;
    const isThere = (tool: McpTool, config: McpServerConfig): boolean =>
      isOffered(tool, config) && isAppTool(tool, config) && !(hidesTools && isHidden(tool));
    const servers = this.#servers.flatMap(({ config, live }) =>
      live === null
        ? []
        : [
            {
              config,
              instructions: live.instructions,
              tools: live.tools.filter((tool) => isThere(tool, config)),
            },
          ],
    );
    return namedTools(servers, naming);
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

  /** Names of those of these apps that have tools. */
  appsOf(ids: readonly string[]): readonly string[] {
    const names = this.tools().flatMap(({ app }) =>
      app !== null && ids.includes(app.id) ? [app.name ?? app.id] : [],
    );
    return [...new Set(names)].sort();
  }

  names(): readonly string[] {
    return this.#servers.map(({ config }) => config.name);
  }

  state(server: string): Running['state'] | null {
    const running = this.#servers.find(({ config }) => config.name === server);
    return running === undefined ? null : stateOf(running);
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
    await Promise.allSettled(this.#servers.map(end));
  }

  #start(config: McpServerConfig): Running {
    const stop = new AbortController();
    const connection = this.#deps.connector.connect(config, {
      cwd: this.#deps.cwd,
      signal: stop.signal,
      onElicitation: (asked) => (this.#askers.at(-1) ?? this.#deps.ask)(config.name, asked),
    });
    const server: Running = { stop, config, connection, state: 'starting', live: null };
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

  #announce(servers: readonly Running[]): void {
    for (const { config } of servers) this.#tell(config.name, 'starting', null);
    for (const { config, connection, stop } of servers) {
      const tell = (status: 'ready' | 'failed', error: string | null): void => {
        if (!stop.signal.aborted) this.#tell(config.name, status, error);
      };
      void connection.then(
        () => tell('ready', null),
        (thrown: unknown) => tell('failed', startFailureText(config.name, asFailure(thrown))),
      );
    }
  }

  #tell(name: string, status: 'starting' | 'ready' | 'failed', error: string | null): void {
    this.#deps.emit({ type: 'mcpServerStatus', name, status, error });
  }
}

/** A server that is gone has failed as well. */
function stateOf({ state, live }: Running): Running['state'] {
  return live?.isClosed === true ? 'failed' : state;
}

export function isOffered(tool: McpTool, { enabledTools, disabledTools }: McpServerConfig): boolean {
  return (enabledTools?.includes(tool.name) ?? true) && !disabledTools.includes(tool.name);
}

/** Whether what is configured of apps lets a tool of their server be offered; other servers' tools are. */
function isAppTool(tool: McpTool, { apps }: McpServerConfig): boolean {
  const app = appOf(tool);
  return apps === undefined || (app !== null && isToolEnabled(apps.policies, app, tool));
}

/** Whether a tool says that it is for others, such as the pages of apps, and not for the model. */
function isHidden({ _meta }: McpTool): boolean {
  const visibility = at(_meta, 'ui', 'visibility');
  return Array.isArray(visibility) && !visibility.includes('model');
}

/** Whether the server of one entry can be that of another: it is started, or reached, in the same way. */
function isSameServer(a: McpServerConfig, b: McpServerConfig): boolean {
  const reached = ({ name, transport, environmentId, apps }: McpServerConfig): string =>
    JSON.stringify([name, transport, environmentId, apps?.accountId]);
  return reached(a) === reached(b);
}

/** Never rejects. */
async function end({ stop, connection }: Running): Promise<void> {
  stop.abort(new McpFailure({ type: 'other', message: 'the thread has ended' }));
  await connection.then(
    (live) => live.close(),
    () => undefined,
  );
}

function asFailure(thrown: unknown): McpFailure {
  return thrown instanceof McpFailure ? thrown : new McpFailure({ type: 'other', message: String(thrown) });
}
