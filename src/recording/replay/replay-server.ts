// A server made of a recording: listens like a real one, and knows afterwards what the client did otherwise.

import { decode } from '../../jsonrpc/codec.js';
import { ReceivedLog } from '../../jsonrpc/received.js';
import type { ClientSends } from '../../protocol/index.js';
import type { Listener, Transport } from '../../transport/contract.js';
import { TransportError } from '../../transport/errors.js';
import { listen } from '../../transport/listen.js';
import { parseListenUrl } from '../../transport/listen-url.js';
import { tap } from '../../transport/tap.js';
import { type Clock, systemClock } from '../../util/clock.js';
import { deferred } from '../../util/deferred.js';
import { RecordingError } from '../errors.js';
import { type Recording, readRecording } from '../reader.js';
import type { Matching } from './match.js';
import { type ReplayProblem, ServerReplay } from './server-replay.js';
import { connectionsOf } from './steps.js';

export interface ReplayServerOptions {
  /** `tolerant` by default: ids, times and paths may differ. */
  readonly matching?: Matching;
  /** `instant` by default. */
  readonly pace?: 'instant' | 'recorded';
  /** Milliseconds before a client gets an answer that was recorded behind a request it has not sent; 1000. */
  readonly patienceMs?: number;
  readonly clock?: Clock;
  readonly onProblem?: (problem: ReplayProblem) => void;
  /** Puts something between the replay and every connection, faults for example. */
  readonly wrap?: (transport: Transport) => Transport;
}

export interface ReplayServer {
  /** What clients have sent, over all connections. */
  readonly received: ReceivedLog<ClientSends>;
  /** What they did otherwise than recorded, as far as it is known yet. */
  readonly problems: readonly ReplayProblem[];
  /** Where it listens; empty before `listen`. */
  readonly url: string;
  /**
   * `ws://IP:PORT` (port 0 takes a free one), `unix://PATH` or `stdio://`. Every connection plays its own recorded
   * one, the last recorded one again when there are more.
   * @throws TransportError `bad_address`, `address_in_use`, `listen_failed`
   */
  listen(url: string): Promise<ReplayServer>;
  connect(transport: Transport): void;
  /** @throws RecordingError `mismatch` when a client did otherwise, or did not do all that was recorded */
  assertComplete(): void;
  /** Resolves when the one client of stdio is gone. */
  readonly ended: Promise<void>;
  close(): Promise<void>;
}

/** @throws RecordingError `unreadable`, `not_a_recording`, `unsupported_version` */
export function createReplayServer(
  source: string | Recording,
  options: ReplayServerOptions = {},
): ReplayServer {
  const recording = typeof source === 'string' ? readRecording(source) : source;
  const recorded = connectionsOf(recording.frames);
  const received = new ReceivedLog<ClientSends>();
  const problems: ReplayProblem[] = [];
  const replays: ServerReplay[] = [];
  const open = new Set<Transport>();
  const ended = deferred();
  let listener: Listener | undefined;

  const connect = (given: Transport): void => {
    const transport = tap(options.wrap?.(given) ?? given, {
      onReceived: (frame) => {
        const message = decode(frame);
        if (message.kind !== 'malformed') received.add(message);
      },
    });
    open.add(transport);
    transport.onClose(() => {
      open.delete(transport);
      if (transport.kind === 'stdio') ended.resolve();
    });
    const steps = recorded[Math.min(replays.length, recorded.length - 1)] ?? [];
    replays.push(
      new ServerReplay(transport, steps, {
        matching: options.matching ?? 'tolerant',
        pace: options.pace ?? 'instant',
        patienceMs: options.patienceMs ?? 1000,
        clock: options.clock ?? systemClock,
        onProblem: (problem) => {
          problems.push(problem);
          options.onProblem?.(problem);
        },
      }),
    );
  };

  const server: ReplayServer = {
    received,
    ended: ended.promise,
    get problems() {
      return [...problems, ...replays.flatMap(({ missing }) => missing)];
    },
    get url() {
      return listener?.address ?? '';
    },
    async listen(url) {
      const address = parseListenUrl(url);
      if (address.kind === 'off' || (address.kind === 'unix' && address.path === undefined))
        throw new TransportError('bad_address', `A replay cannot listen on ${url}; write unix://PATH.`);
      listener = await listen(address.kind === 'unix' ? { kind: 'unix', path: address.path ?? '' } : address);
      listener.onConnection(connect);
      return server;
    },
    connect,
    assertComplete() {
      const all = server.problems;
      if (replays.length === 0)
        throw new RecordingError('mismatch', 'No client has connected to the replay.');
      if (all.length > 0) throw new RecordingError('mismatch', all.map(({ message }) => message).join('\n'));
    },
    async close() {
      await listener?.close('The replay is over.');
      await Promise.all([...open].map((transport) => transport.close('The replay is over.')));
      ended.resolve();
    },
  };
  return server;
}
