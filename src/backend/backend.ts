// Puts the backend together: script engine, gates, log and routes behind one HTTP server.

import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Clock, systemClock } from '../util/clock.js';
import { randomId } from '../util/ids.js';
import type { CheckedScript } from './checked-script.js';
import { type CodexConfigOptions, codexConfig, configOverrides } from './codex-config.js';
import { controlRoutes } from './control.js';
import { BackendError } from './errors.js';
import { Gates } from './gates.js';
import { modelsRoutes } from './models.js';
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

  /** config.toml text that makes a real codex use this backend. @throws BackendError `not_listening` */
  codexConfig(options?: CodexConfigOptions): string;
  /** The same as values of `-c`. @throws BackendError `not_listening` */
  configOverrides(options?: CodexConfigOptions): string[];
}

const MEBIBYTE = 1024 * 1024;
const DEFAULT_URL = 'http://127.0.0.1:0';
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
  const routes = [
    ...responsesRoutes({ engine, gates, clock, nextId }),
    ...modelsRoutes(engine),
    ...controlRoutes({ gates, log }),
  ];
  const router = createRouter({ routes, log, maxBodyBytes });
  let server: Server | undefined;
  let boundUrl: string | undefined;

  const backend: Backend = {
    async listen(url = DEFAULT_URL) {
      if (server !== undefined)
        throw new BackendError('already_listening', 'The backend is already listening.');
      const { hostname, port } = parseListenUrl(url);
      server = createServer({ noDelay: true, keepAliveTimeout: 60_000 }, (request, response) => {
        void router(request, response);
      });
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
    codexConfig: (config) => codexConfig(backend.baseUrl, config),
    configOverrides: (config) => configOverrides(backend.baseUrl, config),
  };
  return backend;
}

function parseListenUrl(text: string): { readonly hostname: string; readonly port: number } {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isPlain =
    url?.protocol === 'http:' && url.pathname === '/' && url.search === '' && url.username === '';
  if (url === undefined || !isPlain) {
    throw new BackendError(
      'bad_address',
      `Cannot listen on "${text}": expected http://HOST:PORT, e.g. ${DEFAULT_URL}.`,
    );
  }
  return {
    hostname: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: url.port === '' ? 80 : Number(url.port),
  };
}

function bind(server: Server, hostname: string, port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const where = `http://${hostname}:${port}`;
      reject(
        cause.code === 'EADDRINUSE'
          ? new BackendError(
              'address_in_use',
              `Cannot listen on ${where}: something else listens there. Choose another port, or 0 for a free one.`,
              { cause },
            )
          : new BackendError('listen_failed', `Cannot listen on ${where}: ${cause.message}.`, { cause }),
      );
    });
    server.listen(port, hostname, () => {
      // A TCP server that listens has an address with a port.
      const address = server.address() as AddressInfo;
      const host = address.family === 'IPv6' ? `[${address.address}]` : address.address;
      resolve(`http://${host}:${address.port}`);
    });
  });
}
