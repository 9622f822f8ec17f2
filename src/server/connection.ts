// One connection: runs the session machine, and joins the way in (ingress → dispatch) with the way out
// (encoder → outbound). Everything a connection has dies with it; threads and turns do not.

import type { ConnectionId } from '../domain/agent.js';
import type { DomainEvent } from '../domain/events.js';
import { decode, encodeFailure, encodeSuccess } from '../jsonrpc/codec.js';
import { OVERLOADED } from '../jsonrpc/errors.js';
import { recoverId } from '../jsonrpc/id-scanner.js';
import type { ErrorObject, Request, RequestId, Response } from '../jsonrpc/message.js';
import type { AnyServerNotification, Profile } from '../protocol/index.js';
import type { CloseReason, OversizedFrame, Transport } from '../transport/index.js';
import type { Clock } from '../util/clock.js';
import { deferred } from '../util/deferred.js';
import { questionText } from './ask-client.js';
import type { Encoded, Encoder } from './encoder.js';
import type { FlowGate } from './flow-gate.js';
import type { HostIdentity } from './host-identity.js';
import { Ingress } from './ingress.js';
import type { ServerLimits } from './limits.js';
import type { Logger } from './logger.js';
import { Outbound } from './outbound.js';
import type { Negotiated, RequestContext } from './room.js';
import type { HandshakeContext } from './rooms/initialize.js';
import { type SessionEffect, type SessionEvent, type SessionState, step } from './session-machine.js';
import { SideLanes } from './side-lanes.js';

/** What a connection needs of the server it belongs to. */
export interface ConnectionHost {
  readonly parts: {
    readonly profile: Profile;
    readonly clock: Clock;
    readonly logger: Logger;
    readonly limits: ServerLimits;
    readonly flow: FlowGate;
    readonly host: HostIdentity;
  };
  /** There once the interior is loaded; before that there is nothing to tell. */
  readonly encoder: Encoder | undefined;
  handle(request: Request, connection: Connection): void | Promise<void>;
  /** Makes the connection hear broadcasts. */
  joined(connection: Connection): void;
  /** Sends the connection what is sent because of its handshake. */
  announce(connection: Connection): void;
  left(connection: Connection): void;
  /** Takes the answer of a client to a question. */
  answered(connection: ConnectionId, response: Response): void;
}

export interface ConnectionOptions {
  /** Whether a client that does not read is cut off, or waited for with everything that feeds it. */
  readonly slowReader: 'close' | 'wait';
}

export class Connection {
  readonly id: ConnectionId;
  readonly #core: ConnectionHost;
  readonly #transport: Transport;
  readonly #options: ConnectionOptions;
  readonly #ingress: Ingress<Request>;
  readonly #beside: SideLanes;
  readonly #outbound: Outbound;
  readonly #pausedBy = new Set<'ingress' | 'outbound'>();
  readonly #gone = deferred();
  /** Made when somebody asks. */
  #closing: AbortController | undefined;
  #isClosing = false;
  #state: SessionState = 'new';
  #negotiated: Negotiated | undefined;

  constructor(id: ConnectionId, transport: Transport, core: ConnectionHost, options: ConnectionOptions) {
    this.id = id;
    this.#core = core;
    this.#transport = transport;
    this.#options = options;
    this.#ingress = new Ingress({
      limits: core.parts.limits.ingress,
      handle: (request) => core.handle(request, this),
      refuse: (request) => this.fail(request.id, OVERLOADED),
      ...(options.slowReader === 'wait' ? { flow: this.#flow('ingress') } : {}),
    });
    this.#beside = new SideLanes(core.parts.limits.maxBeside);
    this.#outbound = new Outbound(transport, {
      limits: core.parts.limits.egress,
      clock: core.parts.clock,
      slowReader: options.slowReader,
      stallMs: core.parts.limits.stallMs,
      onBehind: () => this.#fallBehind(),
      onCaughtUp: () => this.#catchUp(),
      onOverflow: (why) => this.#cutOff(why),
    });
  }

  /** What initialize settled; undefined before. */
  get negotiated(): Negotiated | undefined {
    return this.#negotiated;
  }

  /** Resolves when the connection is gone and forgotten. */
  get ended(): Promise<void> {
    return this.#gone.promise;
  }

  /** Begins to read. */
  start(): void {
    const { logger } = this.#core.parts;
    this.#transport.onWarning((message) => logger.log('warn', message, { connection: this.id }));
    this.#transport.onOversized((frame) => this.#refuseOversized(frame));
    this.#transport.onClose((reason) => this.#ended(reason));
    this.#transport.onFrame((frame) => this.#receive(frame));
  }

  /** Decides whether a request may go on, by the state of the session. */
  admit(isInitialize: boolean): 'run' | 'drop' | 'notInitialized' | 'alreadyInitialized' {
    const [effect] = this.#apply({ type: 'request', isInitialize });
    if (effect?.type === 'run') return 'run';
    return effect?.type === 'refuse' ? effect.reason : 'drop';
  }

  /** What the handler of a request may know and do. */
  context(method: string, requestId: RequestId): RequestContext & HandshakeContext {
    const closed = (): AbortSignal => this.#closedSignal();
    return {
      get closed() {
        return closed();
      },
      method,
      requestId,
      connection: this.id,
      originator: this.#core.parts.host.originator(this.#negotiated?.client.name ?? ''),
      notify: (notification) => this.notify(notification),
      ask: (question) => this.#tell({ kind: 'request', ...question }),
      join: (negotiated) => this.#join(negotiated),
      announce: () => this.#core.announce(this),
    };
  }

  /** Runs a request beside the line; a promise means that the line has to wait until there is room. */
  runBeside(lane: string | null, work: () => void | Promise<void>): void | Promise<void> {
    return this.#beside.take(lane, work);
  }

  /** Undoes the start of a handshake that failed, so that the client may try again. */
  abandonHandshake(): void {
    this.#apply({ type: 'initializeRefused' });
  }

  succeed(id: RequestId, result: unknown): void {
    this.#outbound.send(encodeSuccess(id, result));
  }

  fail(id: RequestId, error: ErrorObject): void {
    this.#outbound.send(encodeFailure(id, error));
  }

  /** Tells this connection alone. */
  notify(notification: AnyServerNotification): void {
    this.#tell(this.#core.encoder?.notification(notification));
  }

  /** Takes an event from the hub. */
  deliver(event: DomainEvent): void {
    this.#tell(this.#core.encoder?.event(event));
  }

  /** Ends the connection politely. Resolves when it is gone. */
  async close(why: string): Promise<void> {
    this.#abandonWork();
    this.#apply({ type: 'closeAsked', why });
    await this.#transport.close(why);
  }

  #receive(frame: string): void {
    const message = decode(frame);
    switch (message.kind) {
      case 'request':
        this.#ingress.offer(message, frame.length);
        return;
      case 'success':
      case 'failure':
        this.#core.answered(this.id, message);
        return;
      case 'notification':
        // `initialized` changes nothing, and the protocol knows no other; unknown ones are ignored.
        return;
      case 'malformed':
        this.#core.parts.logger.log('error', `A frame was ignored: ${message.reason}.`, {
          connection: this.id,
        });
    }
  }

  #join(negotiated: Negotiated): void {
    this.#negotiated = negotiated;
    this.#apply({ type: 'initializeAnswered' });
  }

  #tell(encoded: Encoded | undefined): void {
    const negotiated = this.#negotiated;
    if (encoded === undefined || negotiated === undefined) return;
    if (encoded.kind === 'request') {
      this.#outbound.send(questionText(this.#core.parts.profile, encoded, negotiated.experimentalApi));
      return;
    }
    if (encoded.isExperimental && !negotiated.experimentalApi) return;
    if (negotiated.optOut.has(encoded.method)) return;
    this.#outbound.send(encoded.text);
  }

  #apply(event: SessionEvent): readonly SessionEffect[] {
    const { state, effects } = step(this.#state, event);
    this.#state = state;
    for (const effect of effects) this.#perform(effect);
    return effects;
  }

  #perform(effect: SessionEffect): void {
    switch (effect.type) {
      case 'join':
        this.#core.joined(this);
        return;
      case 'leave':
        this.#leave();
        return;
      case 'closeTransport':
        this.#ingress.close();
        this.#beside.close();
        return;
      case 'run':
      case 'refuse':
      case 'drop':
        // Performed by the dispatcher, which asked.
        return;
    }
  }

  #closedSignal(): AbortSignal {
    this.#closing ??= new AbortController();
    if (this.#isClosing) this.#closing.abort();
    return this.#closing.signal;
  }

  /** Tells handlers that nobody will hear what they still do. */
  #abandonWork(): void {
    this.#isClosing = true;
    this.#closing?.abort();
  }

  #leave(): void {
    this.#ingress.close();
    this.#beside.close();
    this.#outbound.close();
    this.#core.parts.flow.release(this);
    this.#core.left(this);
    this.#gone.resolve();
  }

  #ended(reason: CloseReason): void {
    const isOrdinary = reason.cause === 'local' || reason.cause === 'remote';
    const level = isOrdinary ? 'info' : 'warn';
    this.#core.parts.logger.log(level, `A connection ended: ${reason.message}`, { connection: this.id });
    this.#abandonWork();
    const leave = (): void => void this.#apply({ type: 'transportClosed' });
    // Over stdio, a client that has said all it wanted can still listen: it gets its answers.
    if (this.#transport.kind === 'stdio' && reason.cause === 'remote')
      this.#ingress.whenIdle(() => this.#beside.whenIdle(leave));
    else leave();
  }

  #refuseOversized({ bytes, maxBytes, head }: OversizedFrame): void {
    const { logger } = this.#core.parts;
    logger.log('error', 'A frame was thrown away: it is too long.', { connection: this.id, bytes, maxBytes });
    const id = recoverId(head);
    const message = `Invalid request: the frame is longer than ${maxBytes} bytes`;
    if (id !== undefined) this.fail(id, { code: -32600, message });
  }

  #fallBehind(): void {
    this.#ingress.suspend();
    this.#flow('outbound').pause();
    if (this.#options.slowReader === 'wait') this.#core.parts.flow.shut(this);
  }

  #catchUp(): void {
    this.#core.parts.flow.release(this);
    this.#ingress.proceed();
    // What waited may have filled the way out again.
    if (!this.#outbound.isBehind) this.#flow('outbound').resume();
  }

  #cutOff(why: string): void {
    const { label } = this.#transport;
    this.#core.parts.logger.log('warn', `A slow connection was closed: ${why}.`, {
      connection: this.id,
      label,
    });
    this.#transport.terminate(`The connection was closed by the server: ${why}.`);
  }

  /** Reading stops while anybody wants it to. */
  #flow(who: 'ingress' | 'outbound'): { pause(): void; resume(): void } {
    return {
      pause: () => {
        this.#pausedBy.add(who);
        this.#transport.pause();
      },
      resume: () => {
        if (this.#pausedBy.delete(who) && this.#pausedBy.size === 0) this.#transport.resume();
      },
    };
  }
}
