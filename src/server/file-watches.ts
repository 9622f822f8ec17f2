// The watches of every connection, by the id that their changes are told under. They end with the connection.

import type { ConnectionId } from '../domain/agent.js';
import { DomainError } from '../domain/errors.js';
import type { FileWatch, HostFiles } from '../domain/files/host-files.js';
import { timeOrderedId } from '../util/ids.js';
import type { RequestContext } from './room.js';

export interface FileWatches {
  /**
   * Without an id it gets one.
   * @throws DomainError `watchIdTaken`
   */
  start(path: string, watchId: string | undefined, context: RequestContext): Promise<{ watchId: string }>;
  /** An unknown id is nobody's. */
  stop(watchId: string, connection: ConnectionId): void;
}

export function createFileWatches(files: HostFiles): FileWatches {
  const all = new Map<ConnectionId, Map<string, FileWatch | null>>();
  const end = (connection: ConnectionId): void => {
    for (const watch of all.get(connection)?.values() ?? []) watch?.close();
    all.delete(connection);
  };
  const watchesOf = ({ connection, closed }: RequestContext): Map<string, FileWatch | null> => {
    const known = all.get(connection);
    if (known !== undefined) return known;
    const own = new Map<string, FileWatch | null>();
    all.set(connection, own);
    closed.addEventListener('abort', () => end(connection), { once: true });
    return own;
  };
  return {
    async start(path, watchId = timeOrderedId(), context) {
      const own = watchesOf(context);
      if (own.has(watchId)) throw new DomainError({ code: 'watchIdTaken', watchId });
      own.set(watchId, null);
      const watch = await files.watch(path, (changedPaths) =>
        context.notify({ method: 'fs/changed', params: { watchId, changedPaths: [...changedPaths] } }),
      );
      // The connection may have gone, or given the watch up, while it was set up.
      if (context.closed.aborted || !own.has(watchId)) watch.close();
      else own.set(watchId, watch);
      return { watchId };
    },
    stop(watchId, connection) {
      const own = all.get(connection);
      own?.get(watchId)?.close();
      own?.delete(watchId);
    },
  };
}
