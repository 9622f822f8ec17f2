// Looks at the frames of a transport without touching them: for recording, tracing and the inspector.

import type { CloseReason, Transport } from './contract.js';
import { overriding } from './overriding.js';

export interface TapListeners {
  /** Called before the frame goes on. */
  readonly onSent?: ((frame: string) => void) | undefined;
  /** Called before the receiver sees the frame. */
  readonly onReceived?: ((frame: string) => void) | undefined;
  readonly onClosed?: ((reason: CloseReason) => void) | undefined;
}

/** A transport that behaves like `inner`; use it in place of `inner`, not beside it. */
export function tap<T extends Transport>(inner: T, listeners: TapListeners): T {
  if (listeners.onClosed !== undefined) inner.onClose(listeners.onClosed);
  return overriding(inner, {
    send(frame) {
      listeners.onSent?.(frame);
      return inner.send(frame);
    },
    onFrame(handler) {
      inner.onFrame((frame) => {
        listeners.onReceived?.(frame);
        handler(frame);
      });
    },
  });
}
