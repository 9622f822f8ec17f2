// A turn as the events of its start and end show it.

import type { Turn } from '../../protocol/index.js';
import type { TurnOutcome } from './turn-state.js';

/** A turn that has been accepted and has done nothing yet: what the caller of turn/start is told. */
export function acceptedTurn(turnId: string): Turn {
  return {
    id: turnId,
    rootTurnId: turnId,
    items: [],
    itemsView: 'notLoaded',
    status: 'inProgress',
    error: null,
    startedAt: null,
    completedAt: null,
    durationMs: null,
  };
}

/** The turn with what came of it, whatever its log says: a log that failed may not have taken the end. */
export function endedTurn(turn: Turn, outcome: TurnOutcome): Turn {
  return { ...turn, status: outcome.status, error: outcome.status === 'failed' ? outcome.error : null };
}
