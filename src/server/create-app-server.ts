// The door's main function: a complete app-server as a value. It listens where it is told, takes linked transports,
// drains and closes. Nothing happens before the first of these calls.

import { existsSync } from 'node:fs';
import type { Behaviour } from '../domain/behaviour.js';
import { decode } from '../jsonrpc/codec.js';
import { ReceivedLog } from '../jsonrpc/received.js';
import { type ClientSends, loadProfile } from '../protocol/index.js';
import {
  type Listener,
  parseFault,
  type Transport,
  type TransportLimits,
  tap,
  type WsAuthOptions,
  withFaults,
} from '../transport/index.js';
import { type Clock, systemClock } from '../util/clock.js';
import { deferred } from '../util/deferred.js';
import { REQUIREMENTS_FILE } from '../util/system-folder.js';
import { defaultCodexHome, prepareCodexHome } from './codex-home.js';
import type { ComposeInput } from './compose.js';
import type { Connection, ConnectionOptions } from './connection.js';
import { FlowGate } from './flow-gate.js';
import { hostIdentity } from './host-identity.js';
import { DEFAULT_LIMITS, type ServerLimits } from './limits.js';
import { openListener } from './listening.js';
import { type Logger, silentLogger } from './logger.js';
import { ServerCore } from './server-core.js';

export interface AppServerOptions {
  /** Where threads and configuration live; made when missing. By default a place of our own, never ~/.codex. */
  readonly codexHome?: string;
  /** The codex version to speak, the newest by default. @throws RangeError for one without a profile */
  readonly profile?: string;
  /** `key=value` with a TOML value, stronger than config.toml. */
  readonly config?: readonly string[];
  /** base_url of a Responses API to use instead of the configured provider. */
  readonly backendUrl?: string;
  /** What the model of this server says: replies of a script, as in `createBackend({ script })`. */
  readonly script?: ComposeInput['script'];
  /** Where people sign in; by default CODEX_APP_SERVER_LOGIN_ISSUER, our own backend, or OpenAI. */
  readonly loginIssuer?: string;
  /** Ports that browser logins may come back to, 0 for any; by default those of the version, 1455 first. */
  readonly loginPorts?: readonly number[];
  /** Named quirks to have otherwise than the version has them. */
  readonly behaviour?: Partial<Behaviour>;
  readonly limits?: Partial<ServerLimits>;
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** The folder of threads that name none; the process's own by default. */
  readonly cwd?: string;
  readonly clock?: Clock;
  readonly logger?: Logger;
  /** Faults to put into every connection, as `--fault` says them. @throws TransportError `bad_fault` */
  readonly faults?: readonly string[];
  /** The same seed gives the same faults; 1 by default. */
  readonly faultSeed?: number;
  /** Every connection is read and written through what this makes of it: tracing, or a tap of one's own. */
  readonly wrapTransport?: (transport: Transport) => Transport;
  /** What the fault `exit` does; by default it cuts the connection. */
  readonly onExitFault?: (code: number) => void;
}

export interface ListenOptions extends TransportLimits {
  /** Who may open a WebSocket. */
  readonly auth?: WsAuthOptions;
}

/** One place where the server listens. */
export interface Listening {
  /** As bound: `ws://127.0.0.1:41327`, `unix:///run/a.sock`, `stdio://`, `off`. */
  readonly url: string;
  /** Resolves when it listens no more; for stdio when the one client is gone. */
  readonly ended: Promise<void>;
  /** Stops listening and closes the connections that came in here. */
  close(): Promise<void>;
}

export interface AppServer {
  /** The codex version that is spoken. */
  readonly version: string;
  readonly codexHome: string;
  readonly runningTurns: number;
  /**
   * `stdio://`, `ws://IP:PORT` (port 0 takes a free one), `unix://PATH`, `unix://` or `off`.
   * @throws TransportError `bad_address`, `address_in_use`, `listen_failed`, `auth_config`; ServerError `config_invalid`, `demands_invalid`
   */
  listen(url: string, options?: ListenOptions): Promise<Listening>;
  /** What clients have sent, kept for servers that were given a `script`: see what a client of yours really said. */
  readonly received: ReceivedLog<ClientSends>;
  /** Takes one open transport, such as the server's end of a memory pair. */
  connect(transport: Transport, options?: Partial<ConnectionOptions>): void;
  /** Resolves when no turn runs. New requests are still served. */
  drain(): Promise<void>;
  /** Closes everything. Resolves when it is gone; later calls wait for the first. */
  close(): Promise<void>;
}

export function createAppServer(options: AppServerOptions = {}): AppServer {
  const { env = process.env, clock = systemClock, logger = silentLogger } = options;
  const profile = loadProfile(options.profile);
  const codexHome = prepareCodexHome(options.codexHome ?? defaultCodexHome(env));
  const flow = new FlowGate();
  const host = hostIdentity({ codexHome, version: profile.name, env });
  const composition = {
    profile,
    host,
    clock,
    logger,
    flow,
    env,
    cwd: options.cwd ?? process.cwd(),
    config: options.config ?? [],
    backendUrl: options.backendUrl,
    script: options.script,
    loginIssuer: options.loginIssuer,
    loginPorts: options.loginPorts,
    behaviour: options.behaviour ?? {},
  };
  const core = new ServerCore({
    profile,
    clock,
    logger,
    flow,
    limits: { ...DEFAULT_LIMITS, ...options.limits },
    host,
    loadInterior: async () => (await import('./compose.js')).composeInterior(composition),
  });
  const listeners = new Set<Listener>();
  let closing: Promise<void> | undefined;

  const faults = options.faults?.map(parseFault) ?? [];

  const received = new ReceivedLog<ClientSends>();
  const keep = (frame: string): void => {
    const message = decode(frame);
    if (message.kind !== 'malformed') received.add(message);
  };

  const connect = (plain: Transport, given: Partial<ConnectionOptions> = {}): Connection => {
    const { faultSeed: seed, onExitFault: exit } = options;
    const wrapped = options.wrapTransport?.(plain) ?? plain;
    const faulty = faults.length === 0 ? wrapped : withFaults(wrapped, { faults, seed, clock, exit });
    const transport = options.script === undefined ? faulty : tap(faulty, { onReceived: keep });
    const mayBeCutOff = transport.kind === 'websocket' || transport.kind === 'unix';
    return core.connect(transport, { slowReader: mayBeCutOff ? 'close' : 'wait', ...given });
  };

  return {
    version: profile.name,
    codexHome,
    received,
    get runningTurns() {
      return core.interior?.agent.runningTurns ?? 0;
    },
    async listen(url, { auth = {}, ...limits } = {}) {
      if (composition.config.length > 0 || existsSync(REQUIREMENTS_FILE))
        (await import('./compose.js')).checkStart(composition);
      const listener = await openListener(url, auth, { profile, codexHome, clock, logger, limits });
      if (listener === 'off') return { url, ended: Promise.resolve(), close: () => Promise.resolve() };
      listeners.add(listener);
      const ended = deferred();
      listener.onConnection((transport) => {
        const connection = connect(transport);
        if (transport.kind === 'stdio') void connection.ended.then(() => ended.resolve());
      });
      return {
        url: listener.address,
        ended: ended.promise,
        async close() {
          listeners.delete(listener);
          await listener.close('The server is shutting down.');
          ended.resolve();
        },
      };
    },
    connect(transport, given) {
      connect(transport, given);
    },
    async drain() {
      await core.interior?.agent.whenIdle();
    },
    close() {
      closing ??= (async () => {
        const why = 'The server is shutting down.';
        await Promise.all([...listeners].map((listener) => listener.close(why)));
        await core.close(why);
      })();
      return closing;
    },
  };
}
