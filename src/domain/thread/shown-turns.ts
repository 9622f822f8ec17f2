// The turns of a loaded thread as they are at this very moment.

import type { Turn } from '../../protocol/index.js';
import type { ThreadRun, TurnHost } from '../turn/turn-host.js';

/** Finished turns, and the one that runs with everything it has so far. */
export function shownTurns({ history, services }: TurnHost, run: ThreadRun | null): Turn[] {
  if (run === null) return history.turns();
  if (!run.isVisible) return history.turns().filter((turn) => turn.id !== run.turnId);
  return history.turns(run.turnId).map((turn) =>
    turn.id === run.turnId
      ? {
          ...turn,
          status: 'inProgress',
          items: run.items(services.behaviour.snapshotIncludesPartialMessage),
        }
      : turn,
  );
}
