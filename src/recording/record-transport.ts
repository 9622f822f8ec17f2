// Records from within: a transport of the library with a recorder beside it.

import type { Transport } from '../transport/contract.js';
import { tap } from '../transport/tap.js';
import type { Recorder } from './recorder.js';

/** A transport that behaves like `inner`; `facing` says who is at its other end. */
export function recordTransport<T extends Transport>(
  inner: T,
  recorder: Recorder,
  { facing = 'server', conn = 1 }: { facing?: 'server' | 'client'; conn?: number } = {},
): T {
  const [sent, received] = facing === 'server' ? (['out', 'in'] as const) : (['in', 'out'] as const);
  recorder.open(conn);
  return tap(inner, {
    onSent: (frame) => recorder.frame(sent, frame, { conn }),
    onReceived: (frame) => recorder.frame(received, frame, { conn }),
    onClosed: ({ cause, message, wsCode }) => {
      const isOurs = cause === 'local';
      const by = isOurs === (facing === 'server') ? 'client' : 'server';
      recorder.close(conn, { by, reason: message, ...(wsCode === undefined ? {} : { code: wsCode }) });
    },
  });
}
