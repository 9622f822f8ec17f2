// The tap that hands whole frames on: between transports of different kinds, and wherever faults are wanted.

import type { CloseReason, Listener, Transport } from '../../transport/contract.js';
import { type FaultOptions, withFaults } from '../../transport/faults/faulty-transport.js';
import { messageOf } from '../../util/coded-error.js';
import type { Recorder } from '../recorder.js';

export interface RelayOptions {
  readonly listener: Listener;
  /** The way to the server, for one more client. */
  readonly connect: () => Promise<Transport>;
  readonly recorder: Recorder | undefined;
  readonly faults?: Omit<FaultOptions, 'facing' | 'onPassed'> | undefined;
  readonly onProblem: (message: string) => void;
  /** Told when a client and its server are both gone. */
  readonly onGone?: (() => void) | undefined;
}

/** Relays every connection of the listener. */
export function relay(options: RelayOptions): void {
  let count = 0;
  options.listener.onConnection((client) => {
    count += 1;
    void bridge(client, count, options);
  });
}

async function bridge(plain: Transport, conn: number, options: RelayOptions): Promise<void> {
  const { recorder, faults, onProblem, onGone } = options;
  recorder?.open(conn);
  let server: Transport;
  try {
    server = await options.connect();
  } catch (thrown) {
    onProblem(messageOf(thrown));
    recorder?.close(conn, { by: 'server', reason: messageOf(thrown) });
    await plain.close('The server cannot be reached.');
    onGone?.();
    return;
  }
  const isFaulty = faults !== undefined && faults.faults.length > 0;
  const client = isFaulty
    ? withFaults(plain, {
        ...faults,
        facing: 'client',
        onPassed: (dir, text, names) => recorder?.frame(dir, text, { conn, faults: names }),
      })
    : plain;
  const keep = (dir: 'in' | 'out', text: string): void => {
    if (!isFaulty) recorder?.frame(dir, text, { conn });
  };
  client.onFrame((frame) => {
    if (!server.send(frame)) client.pause();
    keep('out', frame);
  });
  server.onFrame((frame) => {
    if (!client.send(frame)) server.pause();
    keep('in', frame);
  });
  server.onDrain(() => client.resume());
  client.onDrain(() => server.resume());
  let isClosed = false;
  const end = async (by: 'client' | 'server', { message, wsCode }: CloseReason): Promise<void> => {
    if (isClosed) return;
    isClosed = true;
    recorder?.close(conn, { by, reason: message, ...(wsCode === undefined ? {} : { code: wsCode }) });
    await (by === 'client' ? server : client).close(message);
    onGone?.();
  };
  client.onClose((reason) => void end('client', reason));
  server.onClose((reason) => void end('server', reason));
}
