// Puts the backend together: script engine, gates, log and routes behind one HTTP server.

import { createServer, type Server } from 'node:http';
import { type Clock, systemClock } from '../util/clock.js';
import { randomId } from '../util/ids.js';
import type { CheckedScript } from './checked-script.js';
import { type CodexConfigOptions, codexConfig, configOverrides } from './codex-config.js';
import { controlRoutes } from './control.js';
import { BackendError } from './errors.js';
import { Gates } from './gates.js';
import { GatewayIssuer } from './gateway/gateway-issuer.js';
import { type DecidedLogin, type IssuedTokens, type IssueOptions, Issuer } from './issuer/issuer.js';
import type { Decision, LoginRecord } from './issuer/login.js';
import type { LoginMatch, LoginName } from './issuer/login-book.js';
import { loginControlRoutes } from './issuer/login-control.js';
import { bind, DEFAULT_URL, parseListenUrl } from './listen.js';
import { type LoginEnvironment, loginEnvironment } from './login-environment.js';
import { McpIssuer } from './mcp/mcp-issuer.js';
import { mcpRoutes } from './mcp/mcp-server.js';
import { modelsRoutes } from './models.js';
import { realtimeRoutes, takeUpgrades } from './realtime/realtime-upgrades.js';
import { type RecordedRequest, type RequestEnd, RequestLog, type RequestMatch } from './request-log.js';
import { responsesRoutes } from './responses.js';
import { createRouter } from './router.js';
import type { Responder, Script } from './script.js';
import { ScriptEngine } from './script-engine.js';

export interface BackendOptions {
  /** The built-in script by default. */
  readonly script?: Script | CheckedScript | Responder;
  /** Makes the ids of responses and items the same in every run; random by default. */
  readonly seed?: string;
  readonly clock?: Clock;
  /** Ceiling for one request body, decoded; 64 MiB by default. */
  readonly maxBodyBytes?: number;
  /** How many requests are remembered, and how many bytes of them; 1,000 and 64 MiB by default. */
  readonly maxRecorded?: { readonly requests?: number; readonly bytes?: number };
  /** Called when a request has been answered, however that ended. */
  readonly onAnswered?: (request: RecordedRequest, end: RequestEnd) => void;
  /** Called when a login starts, and whenever its state changes. */
  readonly onLogin?: (login: LoginRecord) => void;
}

/** The scripted stand-in for what an app-server talks to. */
export interface Backend {
  /**
   * Starts to serve; port 0 takes a free one. Resolves to the backend itself.
   * @throws BackendError `bad_address`, `address_in_use`, `listen_failed`, `already_listening`
   */
  listen(url?: string): Promise<Backend>;
  /** Breaks open streams and frees the port. Resolves when that is done; harmless when not listening. */
  close(): Promise<void>;
  /** `http://HOST:PORT`. @throws BackendError `not_listening` */
  readonly url: string;
  /** What codex calls base_url: the url with `/v1`. @throws BackendError `not_listening` */
  readonly baseUrl: string;

  /** Requests so far, oldest first. */
  readonly requests: readonly RecordedRequest[];
  clearRequests(): void;
  /**
   * The first recorded request that fits, or the next one to come; by default the first model request.
   * @throws BackendError `timeout`, after 10 s unless told otherwise
   */
  waitForRequest(match?: RequestMatch, timeoutMs?: number): Promise<RecordedRequest>;

  /**
   * Another script from the next request on (the built-in one without an argument); counts start anew.
   * @throws ScriptError `script_invalid`
   */
  setScript(script?: Script | CheckedScript | Responder): void;
  /** Opens a gate for good. */
  open(gate: string): void;
  /** Closes a gate again. */
  shut(gate: string): void;
  /** Lets through only those who wait at the gate now, and says how many. */
  step(gate: string): number;
  /**
   * Resolves when a stream waits before the gate.
   * @throws BackendError `timeout`, after 10 s unless told otherwise
   */
  waitForHold(gate: string, timeoutMs?: number): Promise<void>;

  /** Where people sign in, which is the url itself. @throws BackendError `not_listening` */
  readonly issuerUrl: string;
  /** Logins so far, oldest first. */
  readonly logins: readonly LoginRecord[];
  /**
   * The first login that fits, or the next one that comes to fit; by default one that has been completed.
   * @throws BackendError `timeout`, after 10 s unless told otherwise
   */
  waitForLogin(match?: LoginMatch, timeoutMs?: number): Promise<LoginRecord>;
  /** Decides as a person would who typed this code. @throws BackendError `unknown_login`, `login_decided` */
  approveDevice(userCode: string): LoginRecord;
  denyDevice(userCode: string): LoginRecord;
  expireDevice(userCode: string): LoginRecord;
  /** Decides any login; in the browser flow it says where the browser would go then. @throws as above */
  decideLogin(which: LoginName, decision: Decision): DecidedLogin;
  /** Makes all tokens of a login worthless. @throws BackendError `unknown_login` */
  revokeLogin(which: LoginName): LoginRecord;
  /** Tokens that this backend takes, without a login. @throws ScriptError `script_invalid` */
  issueTokens(options?: IssueOptions): Promise<IssuedTokens>;
  /** Environment variables that send a real codex here to sign in. @throws BackendError `not_listening` */
  loginEnvironment(): LoginEnvironment;

  /** config.toml text that makes a real codex use this backend. @throws BackendError `not_listening` */
  codexConfig(options?: CodexConfigOptions): string;
  /** The same as values of `-c`. @throws BackendError `not_listening` */
  configOverrides(options?: CodexConfigOptions): string[];
}

const MEBIBYTE = 1024 * 1024;
const DEFAULT_WAIT_MS = 10_000;

/** @throws ScriptError `script_invalid` */
export function createBackend(options: BackendOptions = {}): Backend {
  const { clock = systemClock, seed = randomId().slice(0, 8), maxBodyBytes = 64 * MEBIBYTE } = options;
  const limits = { requests: 1000, bytes: 64 * MEBIBYTE, ...options.maxRecorded };
  const engine = new ScriptEngine(options.script);
  const gates = new Gates(clock);
  const log = new RequestLog(clock, limits, options.onAnswered);
  let responses = 0;
  const nextId = (): string => {
    responses += 1;
    return `${seed}_${String(responses).padStart(4, '0')}`;
  };
  const calls = new Set<string>();
  const url = (): string => backend.url;
  const issuer = new Issuer({ engine, gates, clock, url, onLogin: options.onLogin });
  const modelRoutes = [...responsesRoutes({ engine, gates, clock, nextId }), ...modelsRoutes(engine)];
  const gateway = new GatewayIssuer({ clock, url, script: () => engine.gateway, guarded: modelRoutes });
  const routes = [
    ...modelRoutes,
    ...gateway.routes,
    ...realtimeRoutes({ nextId, calls }),
    ...issuer.routes,
    ...controlRoutes({ gates, log }),
    ...loginControlRoutes(issuer),
    ...mcpRoutes(new McpIssuer({ clock, url }), url),
  ];
  const router = createRouter({ routes, log, maxBodyBytes });
  let server: Server | undefined;
  let boundUrl: string | undefined;
  let breakConversations = (): void => undefined;

  const backend: Backend = {
    async listen(url = DEFAULT_URL) {
      if (server !== undefined)
        throw new BackendError('already_listening', 'The backend is already listening.');
      const { hostname, port } = parseListenUrl(url);
      server = createServer({ noDelay: true, keepAliveTimeout: 60_000 }, (request, response) => {
        void router(request, response);
      });
      breakConversations = takeUpgrades(server, { engine, gates, clock, log, nextId, maxBodyBytes, calls });
      try {
        boundUrl = await bind(server, hostname, port);
      } catch (thrown) {
        server = undefined;
        throw thrown;
      }
      return backend;
    },
    async close() {
      const closing = server;
      server = undefined;
      boundUrl = undefined;
      if (closing === undefined) return;
      const closed = new Promise<void>((resolve) => closing.close(() => resolve()));
      closing.closeAllConnections();
      breakConversations();
      await closed;
    },
    get url() {
      if (boundUrl === undefined)
        throw new BackendError('not_listening', 'The backend is not listening: call listen() first.');
      return boundUrl;
    },
    get baseUrl() {
      return `${backend.url}/v1`;
    },
    get requests() {
      return log.requests;
    },
    clearRequests: () => log.clear(),
    waitForRequest: (match = '/responses', timeoutMs = DEFAULT_WAIT_MS) => log.waitFor(match, timeoutMs),
    setScript: (script) => engine.setScript(script),
    open: (gate) => gates.open(gate),
    shut: (gate) => gates.close(gate),
    step: (gate) => gates.step(gate),
    waitForHold: (gate, timeoutMs = DEFAULT_WAIT_MS) => gates.waitForHold(gate, timeoutMs),
    get issuerUrl() {
      return backend.url;
    },
    get logins() {
      return issuer.book.logins;
    },
    waitForLogin: (match = 'signedIn', timeoutMs = DEFAULT_WAIT_MS) => issuer.book.waitFor(match, timeoutMs),
    approveDevice: (userCode) => issuer.decide(userCode, 'approve').login,
    denyDevice: (userCode) => issuer.decide(userCode, 'deny').login,
    expireDevice: (userCode) => issuer.decide(userCode, 'expire').login,
    decideLogin: (which, decision) => issuer.decide(which, decision),
    revokeLogin: (which) => issuer.revoke(which),
    issueTokens: (wish) => issuer.issueTokens(wish),
    loginEnvironment: () => loginEnvironment(backend.url),
    codexConfig: (config) => codexConfig(backend.url, config),
    configOverrides: (config) => configOverrides(backend.url, config),
  };
  return backend;
}
