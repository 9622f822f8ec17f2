// A transport that is another one but for how frames go out and come in.

import type { Transport } from './contract.js';

/** Use it in place of `inner`, not beside it. */
export function overriding<T extends Transport>(
  inner: T,
  own: Pick<Transport, 'send' | 'onFrame'> & Partial<Pick<Transport, 'onDrain'>>,
): T {
  return new Proxy(inner, {
    get(target, name) {
      if (name === 'send') return own.send;
      if (name === 'onFrame') return own.onFrame;
      if (name === 'onDrain' && own.onDrain !== undefined) return own.onDrain;
      const value: unknown = Reflect.get(target, name, target);
      // Methods need the real transport as `this`, for its private state.
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}
