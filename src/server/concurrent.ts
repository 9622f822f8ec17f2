// How a room declares a handler that does not hold its connection's line: the next request starts while it still
// runs, so that answers may overtake its own. Everything not declared keeps strict order.

/** `account`: who is signed in is read and changed in order. */
type Lane = 'account';

interface Concurrency {
  /** Handlers of one lane keep their order among themselves, on one connection; null: no order at all. */
  readonly lane: Lane | null;
}

type AnyFunction = (...args: never[]) => unknown;

const declared = new WeakMap<AnyFunction, Concurrency>();

/**
 * Declares that `handler` may run beside others of its connection. It still begins in its turn (after the checks
 * that any request passes); with a `lane`, after what came before it in that lane has been answered. What must not
 * outlive the connection looks at `context.closed`.
 */
export function concurrent<H extends AnyFunction>(handler: H, lane: Lane | null = null): H {
  declared.set(handler, { lane });
  return handler;
}

/** Undefined for a handler that holds the line. */
export function concurrencyOf(handler: AnyFunction): Concurrency | undefined {
  return declared.get(handler);
}
