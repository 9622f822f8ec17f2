// A promise with its handles outside, for code where one place waits and another decides.

export interface Deferred<T> {
  readonly promise: Promise<T>;
  readonly isSettled: boolean;
  /** Later calls of either handle have no effect. */
  resolve(value: T): void;
  reject(reason: unknown): void;
}

export function deferred<T = void>(): Deferred<T> {
  let isSettled = false;
  let resolvePromise!: (value: T) => void;
  let rejectPromise!: (reason: unknown) => void;
  const promise = new Promise<T>((resolve, reject) => {
    resolvePromise = resolve;
    rejectPromise = reject;
  });
  return {
    promise,
    get isSettled() {
      return isSettled;
    },
    resolve(value) {
      isSettled = true;
      resolvePromise(value);
    },
    reject(reason) {
      isSettled = true;
      rejectPromise(reason);
    },
  };
}
