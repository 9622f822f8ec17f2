// One script from its start until the model knows its end: who waits to be told of it, and when. Pure.

export type CellState =
  | { readonly phase: 'running'; readonly isWatched: boolean }
  /** Nobody has been told of the end. */
  | { readonly phase: 'ended'; readonly error: string | null }
  /** There is nothing left to tell. */
  | { readonly phase: 'closed' };

export type CellInput =
  /** It lets the model go on. */
  | { readonly type: 'yielded' }
  | { readonly type: 'ended'; readonly error: string | null }
  /** Somebody waits; `stops`: it is to end now. */
  | { readonly type: 'watched'; readonly stops: boolean }
  /** Whoever waits has waited long enough. */
  | { readonly type: 'elapsed' }
  /** It is to end, and nobody wants to know. */
  | { readonly type: 'killed' };

export type CellStatus = 'running' | 'completed' | 'failed' | 'terminated';

type CellEffect =
  /** Whoever waits is told, with what was said since. */
  | { readonly type: 'tell'; readonly status: CellStatus; readonly error: string | null }
  | { readonly type: 'stop' };

export interface CellStep {
  readonly state: CellState;
  readonly effects: readonly CellEffect[];
}

export const NEW_CELL: CellState = { phase: 'running', isWatched: false };

export function step(state: CellState, input: CellInput): CellStep {
  switch (state.phase) {
    case 'running':
      return running(state, input);
    case 'ended':
      if (input.type === 'watched') return { state: CLOSED, effects: [endOf(state.error)] };
      return input.type === 'killed' ? { state: CLOSED, effects: [] } : stay(state);
    case 'closed':
      return stay(state);
  }
}

const CLOSED: CellState = { phase: 'closed' };

function running(state: Extract<CellState, { phase: 'running' }>, input: CellInput): CellStep {
  switch (input.type) {
    case 'yielded':
    case 'elapsed':
      if (!state.isWatched) return stay(state);
      return { state: NEW_CELL, effects: [{ type: 'tell', status: 'running', error: null }] };
    case 'ended':
      if (!state.isWatched) return stay({ phase: 'ended', error: input.error });
      return { state: CLOSED, effects: [endOf(input.error)] };
    case 'watched':
      if (!input.stops) return stay({ phase: 'running', isWatched: true });
      return {
        state: CLOSED,
        effects: [{ type: 'stop' }, { type: 'tell', status: 'terminated', error: null }],
      };
    case 'killed':
      return { state: CLOSED, effects: [{ type: 'stop' }] };
  }
}

function endOf(error: string | null): CellEffect {
  return { type: 'tell', status: error === null ? 'completed' : 'failed', error };
}

function stay(state: CellState): CellStep {
  return { state, effects: [] };
}
