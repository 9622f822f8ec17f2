// What all connections of one server share: who is connected, the interior once it is loaded, and the rules for
// the time before. create-app-server.ts makes one and puts listeners before it.

import type { ConnectionId } from '../domain/agent.js';
import { RpcCode } from '../jsonrpc/errors.js';
import type { Request, Response } from '../jsonrpc/message.js';
import type { Profile } from '../protocol/index.js';
import type { Transport } from '../transport/index.js';
import type { Clock } from '../util/clock.js';
import { messageOf } from '../util/coded-error.js';
import { answerQuestion } from './ask-client.js';
import { Connection, type ConnectionHost, type ConnectionOptions } from './connection.js';
import { Dispatcher } from './dispatch.js';
import { Encoder } from './encoder.js';
import type { FlowGate } from './flow-gate.js';
import { handshakeHandlers } from './handshake-handlers.js';
import type { HostIdentity } from './host-identity.js';
import type { Interior } from './interior.js';
import type { ServerLimits } from './limits.js';
import type { Logger } from './logger.js';
import { isPlainInitialize } from './rooms/initialize.js';
import { plainWire } from './wire.js';

export interface ServerCoreParts {
  readonly profile: Profile;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly limits: ServerLimits;
  readonly flow: FlowGate;
  readonly host: HostIdentity;
  readonly loadInterior: () => Promise<Interior>;
}

/** The interior with what is built on it. */
interface Loaded {
  readonly interior: Interior;
  readonly dispatcher: Dispatcher;
  readonly encoder: Encoder;
}

export class ServerCore implements ConnectionHost {
  readonly parts: ServerCoreParts;
  readonly #early: Dispatcher;
  readonly #connections = new Map<ConnectionId, Connection>();
  /** Connections that finished their handshake before the interior was there. */
  readonly #waitingToJoin = new Set<Connection>();
  #nextId: ConnectionId = 1;
  #loaded: Loaded | undefined;
  #loading: Promise<Loaded> | undefined;

  constructor(parts: ServerCoreParts) {
    this.parts = parts;
    const { profile, logger, host } = parts;
    this.#early = new Dispatcher({ profile, logger, wire: plainWire, handlers: handshakeHandlers(host) });
  }

  get connectionCount(): number {
    return this.#connections.size;
  }

  /** Undefined until the first handshake, or the first request, has made it load. */
  get interior(): Interior | undefined {
    return this.#loaded?.interior;
  }

  /** Takes a connection and begins to read from it. */
  connect(transport: Transport, options: ConnectionOptions): Connection {
    const connection = new Connection(this.#nextId++, transport, this, options);
    this.#connections.set(connection.id, connection);
    connection.start();
    return connection;
  }

  /** Handles a request, loading the interior first where the request needs it. */
  handle(request: Request, connection: Connection): void | Promise<void> {
    if (this.#loaded !== undefined) return this.#loaded.dispatcher.handle(request, connection);
    if (request.method === 'initialize' && isPlainInitialize(request.params)) {
      return this.#early.handle(request, connection);
    }
    return this.load().then(
      ({ dispatcher }) => dispatcher.handle(request, connection),
      (thrown: unknown) => {
        const message = `the server could not start: ${messageOf(thrown)}`;
        connection.fail(request.id, { code: RpcCode.internalError, message });
      },
    );
  }

  /** Loads the interior once; a failure is reported to the caller and tried again by the next one. */
  load(): Promise<Loaded> {
    this.#loading ??= this.#load().catch((thrown: unknown) => {
      this.#loading = undefined;
      this.parts.logger.log('error', `The server could not start: ${messageOf(thrown)}`);
      throw thrown;
    });
    return this.#loading;
  }

  /** Makes a connection hear broadcasts, and tells it what is told after a handshake. */
  joined(connection: Connection): void {
    if (this.#loaded !== undefined) this.#attach(connection, this.#loaded);
    else this.#waitingToJoin.add(connection);
  }

  /** Sends a connection what is sent because of its handshake: now, or when the interior is there. */
  announce(connection: Connection): void {
    if (this.#loaded !== undefined) this.#announce(connection, this.#loaded);
    // The answer to initialize goes out first; only then is there time to load.
    else setImmediate(() => void this.load().catch(() => undefined));
  }

  left(connection: Connection): void {
    this.#connections.delete(connection.id);
    this.#waitingToJoin.delete(connection);
    this.#loaded?.interior.agent.hub.detach(connection.id);
  }

  /** Takes the answer of a client to a question. */
  answered(connection: ConnectionId, response: Response): void {
    const agent = this.#loaded?.interior.agent;
    const isTaken = agent !== undefined && answerQuestion(agent, connection, response);
    if (!isTaken)
      this.parts.logger.log('debug', 'An answer to no open question was ignored.', { connection });
  }

  /** Of a loaded server. */
  get encoder(): Encoder | undefined {
    return this.#loaded?.encoder;
  }

  /** Ends all connections, then the interior. Never rejects. */
  async close(why: string): Promise<void> {
    await Promise.all([...this.#connections.values()].map((connection) => connection.close(why)));
    const loaded = await this.#loading?.catch(() => undefined);
    await loaded?.interior.close();
  }

  async #load(): Promise<Loaded> {
    const { profile, logger, clock, host } = this.parts;
    const [interior, { RoomsOnDemand }] = await Promise.all([
      this.parts.loadInterior(),
      import('./rooms-on-demand.js'),
    ]);
    const handlers = new RoomsOnDemand(host, { profile, ...interior });
    const dispatcher = new Dispatcher({ profile, logger, wire: interior.wire, handlers });
    const encoder = new Encoder(profile, interior.wire, clock);
    this.#loaded = { interior, dispatcher, encoder };
    for (const connection of this.#waitingToJoin) {
      this.#attach(connection, this.#loaded);
      this.#announce(connection, this.#loaded);
    }
    this.#waitingToJoin.clear();
    return this.#loaded;
  }

  #attach(connection: Connection, { interior }: Loaded): void {
    // Versions that never ask know nobody who offers.
    const attests = this.parts.profile.quirks.clientsMayAttest && connection.negotiated?.attests === true;
    interior.gateways.isExplicit = connection.negotiated?.signsInAtGateways === true;
    interior.agent.hub.attach(connection.id, (event) => connection.deliver(event), { attests });
  }

  #announce(connection: Connection, { interior }: Loaded): void {
    for (const notification of interior.announcements()) connection.notify(notification);
  }
}
