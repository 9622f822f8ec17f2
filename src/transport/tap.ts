// Looks at the frames of a transport without touching them: for recording, tracing and the inspector.

import type { CloseReason, Transport } from './contract.js';

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
  const overrides: Pick<Transport, 'send' | 'onFrame'> = {
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
  };
  return new Proxy(inner, {
    get(target, name) {
      if (name === 'send') return overrides.send;
      if (name === 'onFrame') return overrides.onFrame;
      const value: unknown = Reflect.get(target, name, target);
      // Methods need the real transport as `this`, for its private state.
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}
