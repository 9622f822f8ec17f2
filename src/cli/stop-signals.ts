// Ctrl-C and its relatives as one AbortSignal.

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

export interface StopSwitch {
  readonly signal: AbortSignal;
  /** Does what the first signal does. */
  stop(): void;
  restore(): void;
}

/**
 * Aborts on the first signal, so that a command can end what it began; a second one ends the process at
 * once, with `exitCode`. `restore` gives the signals their usual meaning back.
 */
export function stopOnSignals(exitCode: number): StopSwitch {
  const controller = new AbortController();
  const stop = (): void => controller.abort(new Error('Stopped from outside.'));
  const onSignal = (): void => {
    if (controller.signal.aborted) process.exit(exitCode);
    stop();
  };
  for (const name of SIGNALS) process.on(name, onSignal);
  return {
    signal: controller.signal,
    stop,
    restore() {
      for (const name of SIGNALS) process.off(name, onSignal);
    },
  };
}

/** Resolves when `signal` aborts. */
export function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
