// Signals of a server process. Over WebSocket the first one drains: running turns come to their end, and until then
// everything is served; the second one ends it at once. Over stdio the process simply ends.

import { loadProfile } from '../../protocol/index.js';
import type { AppServer } from '../../server/index.js';

type Signal = 'SIGINT' | 'SIGTERM' | 'SIGHUP';

/** Resolves when a signal, and what it asks to wait for, is through. */
export function untilSignal(server: AppServer, url: string): Promise<void> {
  const { quirks } = loadProfile(server.version);
  return new Promise((resolve) => {
    const isStdio = url === 'stdio://';
    let isDraining = false;
    const drain = (): void => {
      isDraining = true;
      void server.drain().then(resolve);
    };
    // Before any other listener: an outer one may have other ideas of a second signal.
    const on = (signal: Signal, handler: () => void): void => {
      process.prependListener(signal, handler);
    };
    if (isStdio) {
      on('SIGTERM', quirks.stdioTerminatesCleanly ? resolve : () => dieBy('SIGTERM'));
      on('SIGINT', () => dieBy('SIGINT'));
      on('SIGHUP', () => dieBy('SIGHUP'));
      return;
    }
    const stop = (): void => {
      if (isDraining) process.exit(0);
      drain();
    };
    on('SIGTERM', stop);
    on('SIGINT', stop);
    on('SIGHUP', quirks.hangUpDrains ? () => isDraining || drain() : () => dieBy('SIGHUP'));
  });
}

/** Ends the process the way the signal does when nobody listens, so that the parent sees its number. */
function dieBy(signal: Signal): void {
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
}
