// Turns an open transport into a Client: sets up the peer, shakes hands, finds the profile.

import type { FrameChannel } from '../jsonrpc/channel.js';
import { Peer } from '../jsonrpc/peer.js';
import { type ClientInfo, defaultProfileName, profileNames } from '../protocol/index.js';
import { type Clock, systemClock } from '../util/clock.js';
import { Emitter } from '../util/emitter.js';
import { at } from '../util/peek.js';
import { Client, type Fault } from './client.js';
import { DEFAULT_CLIENT_INFO } from './client-info.js';
import { fromPeer } from './errors.js';
import { nearestProfile, readServerInfo } from './handshake.js';
import type { Incoming } from './incoming.js';
import {
  ServerRequestDesk,
  type ServerRequestPolicy,
  type ServerRequestReport,
} from './server-request-policy.js';

export interface ConnectOptions {
  /** How this client names itself; the name reaches the model provider as originator. */
  readonly clientInfo?: ClientInfo;
  /** Ask for experimental methods and fields; false by default. */
  readonly experimentalApi?: boolean;
  /** Methods of notifications that this connection does not want. */
  readonly optOutNotificationMethods?: readonly string[];
  /** How to answer what the server asks; `decline` by default. */
  readonly serverRequests?: ServerRequestPolicy;
  /** Milliseconds to wait for any answer; 60,000 by default. */
  readonly timeoutMs?: number;
  /** Milliseconds to wait for the end of a turn; an hour by default. */
  readonly turnTimeoutMs?: number;
  /** What to assume when the server's version cannot be read. */
  readonly profile?: string;
  /** Sees every notification from the first on, those that come right behind the handshake included. */
  readonly onNotification?: (incoming: Incoming) => void;
  readonly signal?: AbortSignal;
  readonly clock?: Clock;
}

/**
 * Shakes hands over an open transport. On failure the transport is closed.
 * @throws RpcError when the server refuses; ClientError `timeout`, `aborted`, `closed` or `bad_answer`.
 */
export async function connect(channel: FrameChannel, options: ConnectOptions = {}): Promise<Client> {
  const clock = options.clock ?? systemClock;
  const timeoutMs = options.timeoutMs ?? 60_000;
  const incoming = new Emitter<Incoming>();
  const reports = new Emitter<ServerRequestReport>();
  const faults = new Emitter<Fault>();
  if (options.onNotification !== undefined) incoming.on(options.onNotification);
  const peer = new Peer(channel, { clock, timeoutMs });
  const desk = new ServerRequestDesk(options.serverRequests ?? 'decline', (report) => reports.emit(report));
  peer.onRequest((request, reply) => desk.take(request, reply));
  peer.onNotification(({ method, params, emittedAtMs }) => {
    if (method === 'serverRequest/resolved') resolveAt(desk, params);
    incoming.emit({ method, params, emittedAtMs });
  });
  peer.onUnmatched((response) => faults.emit({ kind: 'unmatched', response }));
  peer.onMalformed(({ reason }, frame) => faults.emit({ kind: 'malformed', reason, frame }));
  void peer.closed.then(() => desk.close());
  try {
    const params = {
      clientInfo: options.clientInfo ?? DEFAULT_CLIENT_INFO,
      capabilities: {
        experimentalApi: options.experimentalApi ?? false,
        requestAttestation: false,
        optOutNotificationMethods: options.optOutNotificationMethods,
      },
    };
    const server = readServerInfo(await peer.request('initialize', params, { signal: options.signal }));
    peer.notify('initialized');
    const profile = nearestProfile(server.version, profileNames, options.profile ?? defaultProfileName);
    const { turnTimeoutMs = 3_600_000 } = options;
    const setPolicy = (policy: ServerRequestPolicy): void => desk.setPolicy(policy);
    const listeners = { incoming, reports, faults };
    return new Client({ peer, server, profile, clock, timeoutMs, turnTimeoutMs, setPolicy, ...listeners });
  } catch (thrown) {
    await peer.close('the handshake failed');
    throw fromPeer(thrown);
  }
}

function resolveAt(desk: ServerRequestDesk, params: unknown): void {
  const id = at(params, 'requestId');
  if (typeof id === 'string' || typeof id === 'number') desk.resolved(id);
}
