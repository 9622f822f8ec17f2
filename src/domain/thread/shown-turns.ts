// The turns of a loaded thread as they are at this very moment.

import type { Turn } from '../../protocol/index.js';
import type { Behaviour } from '../behaviour.js';
import type { ThreadRun } from '../turn/turn-host.js';
import type { ThreadHistory } from './history.js';

/** Finished turns, and the one that runs with everything it has so far. */
export function shownTurns(history: ThreadHistory, run: ThreadRun | null, behaviour: Behaviour): Turn[] {
  if (run === null) return history.turns();
  if (!run.isVisible) return history.turns().filter((turn) => turn.id !== run.turnId);
  return history
    .turns(run.turnId)
    .map((turn) =>
      turn.id === run.turnId
        ? { ...turn, status: 'inProgress', items: run.items(behaviour.snapshotIncludesPartialMessage) }
        : turn,
    );
}
