// The MCP servers of all loaded threads: opened and closed with them, their tools offered and called, their state
// told. Nothing is loaded while no server is configured.

import type { McpAuthStatus } from '../../protocol/index.js';
import type { Clock } from '../../util/clock.js';
import type { ChosenEnvironment } from '../environments/environment.js';
import { DomainError } from '../errors.js';
import type { HookExit, HookToolCall } from '../hooks/hook.js';
import { choiceIn, isSameChoice, type PluginChoice } from '../plugins/plugin-choice.js';
import type {
  ModelCatalog,
  Rehearsal,
  ToolCall,
  ToolContext,
  ToolHost,
  ToolOutput,
  ToolThread,
} from '../ports.js';
import { APPS_SERVER, appsText } from './app-tools.js';
import { type CallDeps, callMcpTool, rehearseMcpTool } from './mcp-call.js';
import { questions } from './mcp-consent.js';
import { callForHook } from './mcp-hook.js';
import type { NamedTool, Naming } from './mcp-names.js';
import { elsewhere, type McpPlan, planOf } from './mcp-plan.js';
import type {
  AppPolicies,
  AppsServer,
  McpConnection,
  McpConnector,
  McpOAuth,
  McpPlace,
  McpServerConfig,
} from './mcp-ports.js';
import { callResourceTool, isResourceTool, RESOURCE_TOOLS } from './mcp-resource-tools.js';
import type { McpRules } from './mcp-rules.js';
import { unknownServerText } from './mcp-texts.js';
import { McpThread } from './mcp-thread.js';

export interface McpServersDeps {
  readonly connector: McpConnector;
  readonly oauth: McpOAuth;
  /** As configured now, for a thread that works in `cwd`; `config` holds overrides of that thread alone. */
  readonly configured: (where: McpPlace) => readonly McpServerConfig[];
  /** What is configured in those environments themselves. Never rejects. */
  readonly found: (chosen: readonly ChosenEnvironment[]) => Promise<readonly McpServerConfig[]>;
  readonly apps: AppsServer;
  /** Writes down that a tool may be called without asking. */
  readonly allow: CallDeps['allow'];
  /** Of a name too long to offer: what is put in the place of its end. */
  readonly hash: (text: string) => string;
  readonly rules: McpRules;
  /** Where servers work that are started for a single question. */
  readonly oneOffFolder: string;
  readonly clock: Clock;
  readonly catalog: Pick<ModelCatalog, 'facts'>;
}

interface Opened {
  readonly host: ToolHost;
  readonly grants: Set<string>;
  /** Of plug-ins, as its last turn had it. */
  choice: PluginChoice;
  /** Of apps, as they were configured when the thread was loaded; null: it has none. */
  readonly policies: AppPolicies | null;
  thread: McpThread;
  /** All servers are to be started again before the next request to the model. */
  isStale: boolean;
  /** The environments its servers were looked for in, as text. */
  places: string;
  /** While it is found out which servers it has. */
  reloading: Promise<void> | null;
}

export class McpServers {
  readonly #deps: McpServersDeps;
  readonly #opened = new Map<string, Opened>();

  constructor(deps: McpServersDeps) {
    this.#deps = deps;
  }

  get rules(): McpRules {
    return this.#deps.rules;
  }

  get naming(): Naming {
    return { hash: this.#deps.hash, areGrouped: this.rules.toolsAreGrouped };
  }

  /**
   * Starts the servers of a thread; what it returns tells of them. Waits for those that must start.
   * @throws DomainError `mcpServersRequired`
   */
  async open(host: ToolHost): Promise<() => void> {
    const policies = this.#deps.apps.policies(host);
    const places = placesOf(host);
    const choice = choiceIn(host.settings());
    const found = (await this.#found(host)) ?? [];
    const thread = this.#start(host, this.#plan({ host, policies, choice }, found));
    const opened: Opened = {
      host,
      grants: new Set(),
      choice,
      policies,
      thread,
      isStale: false,
      places,
      reloading: null,
    };
    this.#opened.set(host.threadId, opened);
    const failure = await thread.requiredFailure();
    if (failure !== null) {
      await this.close(host.threadId);
      throw new DomainError({ code: 'mcpServersRequired', message: failure });
    }
    return () => thread.announce();
  }

  /** Resolves when the thread's servers have started or failed; null: nothing to wait for. */
  ready(threadId: string): Promise<void> | null {
    const opened = this.#opened.get(threadId);
    if (opened === undefined) return null;
    if (opened.isStale) this.#restart(opened);
    if (this.rules.reloadsAtOnce && opened.places !== placesOf(opened.host)) this.#reload(opened);
    if (opened.reloading !== null) return opened.reloading.then(() => opened.thread.ready());
    return opened.thread.isStarting ? opened.thread.ready() : null;
  }

  /** A turn begins: where it has other plug-ins than the one before, their servers end and start. */
  turnStarted(threadId: string, choice: PluginChoice): void {
    const opened = this.#opened.get(threadId);
    if (opened === undefined || isSameChoice(opened.choice, choice)) return;
    opened.choice = choiceIn(choice);
    this.#reload(opened);
  }

  /** Every thread reads its configuration again: at once, or before it next asks the model. */
  reload(): void {
    for (const opened of this.#opened.values()) {
      if (this.rules.reloadsAtOnce) this.#reload(opened);
      else opened.isStale = true;
    }
  }

  /** Another account is in use, or none: where threads reload at once, they have the apps of that one. */
  accountChanged(): void {
    if (this.rules.reloadsAtOnce) this.reload();
  }

  /** Resolves when the apps of the thread can be told of, or cannot be had; null: nothing to wait for. */
  appsReady(threadId: string): Promise<void> | null {
    return this.thread(threadId)?.appsReady() ?? null;
  }

  /** What a model is told of the apps; null: nothing. */
  appsText(threadId: string, isKnownModel: boolean): string | null {
    if (!isKnownModel && this.rules.unknownModelsHearOfNoApps) return null;
    return appsText(this.thread(threadId)?.tools() ?? []);
  }

  async close(threadId: string): Promise<void> {
    const opened = this.#opened.get(threadId);
    this.#opened.delete(threadId);
    await opened?.thread.close();
  }

  /** Null when the thread is not loaded. */
  thread(threadId: string): McpThread | null {
    return this.#opened.get(threadId)?.thread ?? null;
  }

  /** What lies beyond threads: the servers anyone who is asked would start. */
  configured(threadId: string | null): readonly McpServerConfig[] {
    const opened = threadId === null ? undefined : this.#opened.get(threadId);
    if (opened !== undefined) return opened.thread.configs;
    const anywhere = { cwd: null, config: null };
    return this.#configured(anywhere, this.#deps.apps.policies(anywhere));
  }

  /** How one gets in at a server. */
  async authStatus(config: McpServerConfig): Promise<McpAuthStatus> {
    const { name, transport, isEnabled, environmentId, apps } = config;
    if (transport.kind !== 'http' || !isEnabled) return 'unsupported';
    const { url, bearerTokenEnvVar, headers, envHeaders } = transport;
    const hasToken =
      bearerTokenEnvVar !== null || Object.keys({ ...headers, ...envHeaders }).some(isAuthorization);
    if (hasToken || apps?.getsToken === true) return 'bearerToken';
    const status = await this.#deps.oauth.status({ name, url, environmentId });
    return status === 'unknown' && !this.rules.authMayBeUnknown ? 'unsupported' : status;
  }

  /** Begins a login in which somebody has to go to the address it gives. @throws McpFailure */
  login(...args: Parameters<McpOAuth['login']>): ReturnType<McpOAuth['login']> {
    return this.#deps.oauth.login(...args);
  }

  /** A connection for a single question: ended with it. @throws McpFailure */
  async withConnection<T>(
    config: McpServerConfig,
    use: (connection: McpConnection) => Promise<T>,
  ): Promise<T> {
    const connection = await this.#deps.connector.connect(config, {
      cwd: this.#deps.oneOffFolder,
      signal: new AbortController().signal,
      onElicitation: () => Promise.resolve({ action: 'decline', content: null }),
    });
    try {
      return await use(connection);
    } finally {
      await connection.close();
    }
  }

  /** Tools for reading resources come among the first the model is told of. */
  resourceTools({ threadId }: ToolThread): readonly unknown[] {
    return this.thread(threadId)?.isEmpty === false ? RESOURCE_TOOLS : [];
  }

  definitions({ threadId }: ToolThread): readonly unknown[] {
    const named = this.thread(threadId)?.tools() ?? [];
    return this.rules.toolsAreGrouped
      ? grouped(named)
      : named.map((tool) => definition(tool.qualified, tool));
  }

  /** Null when the call is none of an MCP server. */
  run(call: ToolCall, context: ToolContext): Promise<ToolOutput> | null {
    const opened = this.#opened.get(context.threadId);
    // Scripts may ask for resources where there are no servers, too.
    const isAsked = isResourceTool(call) && (call.isScripted === true || opened?.thread.isEmpty === false);
    if (opened === undefined || (opened.thread.isEmpty && !isAsked)) return null;
    const { thread } = opened;
    const deps = this.#callDeps(opened);
    if (isAsked) return callResourceTool(call, { thread, context }, deps);
    const named = this.#named(call, thread);
    return named === undefined ? null : callMcpTool(call, { thread, named, context }, deps);
  }

  /** Null when the call is none of an MCP server. */
  rehearse(call: ToolCall, context: ToolContext): Promise<Rehearsal> | null {
    const opened = this.#opened.get(context.threadId);
    if (opened === undefined || opened.thread.isEmpty) return null;
    const { thread } = opened;
    const named = this.#named(call, thread);
    return named === undefined
      ? null
      : rehearseMcpTool(call, { thread, named, context }, this.#callDeps(opened));
  }

  #callDeps({ grants }: Opened): CallDeps {
    const { clock, rules, allow, catalog } = this.#deps;
    return { clock, rules, allow, catalog, grants };
  }

  /** Has a tool called for a hook; never rejects. */
  async callForHook(call: HookToolCall, signal: AbortSignal): Promise<HookExit> {
    const opened = this.#opened.get(call.threadId);
    if (opened === undefined) return { type: 'failed', message: unknownServerText(call.server) };
    return callForHook(call, opened, this.#deps.clock, signal);
  }

  /** Whether a call is one of a tool of these servers. */
  knows(call: ToolCall, { threadId }: ToolThread): boolean {
    const thread = this.thread(threadId);
    if (thread === null || thread.isEmpty) return false;
    return isResourceTool(call) || this.#named(call, thread) !== undefined;
  }

  /** The tool that a call means. */
  #named({ kind, namespace, name }: ToolCall, thread: McpThread): NamedTool | undefined {
    if (kind !== 'function') return undefined;
    return thread
      .tools()
      .find((tool) =>
        this.rules.toolsAreGrouped
          ? namespace === tool.group && name === tool.name
          : namespace === null && name === tool.qualified,
      );
  }

  #start(host: ToolHost, plan: McpPlan): McpThread {
    const { connector } = this.#deps;
    const { threadId, cwd, ask } = host;
    return new McpThread(
      {
        connector,
        naming: this.naming,
        hidesTools: this.#deps.rules.toolsMayBeHidden,
        cwd,
        emit: (event) => host.emit(event),
        ask: questions({ threadId, turnId: null, ask }, () => host.settings().approvalPolicy),
      },
      plan,
    );
  }

  /** With the server of the apps, which takes the place of one of its name. */
  #configured(where: McpPlace, policies: AppPolicies | null): readonly McpServerConfig[] {
    const configured = this.#deps.configured(where);
    const apps = policies === null ? null : this.#deps.apps.server(policies);
    if (apps === null) return configured;
    const others = configured.filter(({ name }) => name !== APPS_SERVER);
    return [...others, apps].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** What there is in environments a thread has chosen; null: it has chosen none but this machine. */
  #found(host: ToolHost): Promise<readonly McpServerConfig[]> | null {
    const far = elsewhere(host.settings().environments);
    return far.length === 0 ? null : this.#deps.found(far);
  }

  #plan(
    { host, policies, choice }: Pick<Opened, 'host' | 'policies' | 'choice'>,
    found: readonly McpServerConfig[] = [],
  ): McpPlan {
    const { cwd, config } = host;
    return planOf(
      this.#configured({ cwd, config, ...choice }, policies),
      host.settings().environments,
      found,
    );
  }

  #reload(opened: Opened): void {
    const { host } = opened;
    opened.places = placesOf(host);
    const found = this.#found(host);
    if (found === null) {
      this.#replace(opened);
      return;
    }
    const reloading = found.then((servers) => {
      // It may have ended, or been told to look again.
      if (opened.reloading !== reloading) return;
      opened.reloading = null;
      if (this.#opened.get(host.threadId) === opened) this.#replace(opened, servers);
    });
    opened.reloading = reloading;
  }

  #replace(opened: Opened, found?: readonly McpServerConfig[]): void {
    let plan: McpPlan;
    try {
      plan = this.#plan(opened, found);
    } catch {
      // What cannot be read in the folder of one thread changes nothing there, and stops no other.
      return;
    }
    opened.thread.reload(plan);
  }

  #restart(opened: Opened): void {
    const plan = this.#plan(opened);
    const before = opened.thread;
    opened.isStale = false;
    opened.thread = this.#start(opened.host, plan);
    opened.thread.announce();
    void before.close();
  }
}

function placesOf(host: ToolHost): string {
  return JSON.stringify(host.settings().environments ?? []);
}

function isAuthorization(header: string): boolean {
  return header.toLowerCase() === 'authorization';
}

function grouped(named: readonly NamedTool[]): unknown[] {
  const groups = new Map<string, NamedTool[]>();
  for (const tool of named) groups.set(tool.group, [...(groups.get(tool.group) ?? []), tool]);
  return [...groups].map(([name, tools]) => ({
    type: 'namespace',
    name,
    description: tools[0]?.instructions ?? `Tools of the MCP server ${tools[0]?.server}.`,
    tools: tools.map((tool) => definition(tool.name, tool)),
  }));
}

function definition(name: string, { tool }: NamedTool): unknown {
  return {
    type: 'function',
    name,
    description: tool.description ?? '',
    strict: false,
    parameters: tool.inputSchema,
  };
}
