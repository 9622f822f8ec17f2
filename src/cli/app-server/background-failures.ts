// What goes wrong in a server process where nobody waits for it. A task that fails does not end the real server either:
// every client has turns and approvals under way that have nothing to do with it.

import type { Logger } from '../../server/index.js';

/** Logs such failures from now on, in place of the end of the process; the result is to be called when serving is over. */
export function outliveBackgroundFailures(logger: Logger): () => void {
  const onFailure = (thrown: unknown): void => {
    const detail = thrown instanceof Error ? thrown.stack : String(thrown);
    logger.log('error', 'Something failed in the background in a way nobody planned; the server goes on.', {
      detail,
    });
  };
  process.on('uncaughtException', onFailure);
  process.on('unhandledRejection', onFailure);
  return () => {
    process.off('uncaughtException', onFailure);
    process.off('unhandledRejection', onFailure);
  };
}
