// The life of one connection as a pure machine: handshake, who may ask what, and the end.
// connection.ts owns the state and performs the effects.

/** `initializing` lasts while the answer to initialize is made. */
export type SessionState = 'new' | 'initializing' | 'ready' | 'closing' | 'closed';

export type SessionEvent =
  | { readonly type: 'request'; readonly isInitialize: boolean }
  | { readonly type: 'initializeAnswered' }
  | { readonly type: 'initializeRefused' }
  /** We end it: shutdown, or a client that stopped reading. */
  | { readonly type: 'closeAsked'; readonly why: string }
  | { readonly type: 'transportClosed' };

export type SessionEffect =
  /** Hand the request to its handler. */
  | { readonly type: 'run' }
  | { readonly type: 'refuse'; readonly reason: 'notInitialized' | 'alreadyInitialized' }
  /** Nobody is left to answer. */
  | { readonly type: 'drop' }
  /** From now on the connection hears broadcasts. */
  | { readonly type: 'join' }
  /** The connection is forgotten: subscriptions, opt-outs, unanswered questions. */
  | { readonly type: 'leave' }
  | { readonly type: 'closeTransport'; readonly why: string };

export interface SessionStep {
  readonly state: SessionState;
  readonly effects: readonly SessionEffect[];
}

export function step(state: SessionState, event: SessionEvent): SessionStep {
  switch (event.type) {
    case 'request':
      return request(state, event.isInitialize);
    case 'initializeAnswered':
      return state === 'initializing' ? { state: 'ready', effects: [{ type: 'join' }] } : stay(state);
    case 'initializeRefused':
      return state === 'initializing' ? { state: 'new', effects: [] } : stay(state);
    case 'closeAsked':
      return close(state, event.why);
    case 'transportClosed':
      return state === 'closed' ? stay(state) : { state: 'closed', effects: [{ type: 'leave' }] };
  }
}

function request(state: SessionState, isInitialize: boolean): SessionStep {
  switch (state) {
    case 'new':
      return isInitialize
        ? { state: 'initializing', effects: [{ type: 'run' }] }
        : { state, effects: [{ type: 'refuse', reason: 'notInitialized' }] };
    case 'initializing':
      return {
        state,
        effects: [{ type: 'refuse', reason: isInitialize ? 'alreadyInitialized' : 'notInitialized' }],
      };
    case 'ready':
      return {
        state,
        effects: [isInitialize ? { type: 'refuse', reason: 'alreadyInitialized' } : { type: 'run' }],
      };
    case 'closing':
    case 'closed':
      return { state, effects: [{ type: 'drop' }] };
  }
}

function close(state: SessionState, why: string): SessionStep {
  if (state === 'closing' || state === 'closed') return stay(state);
  return { state: 'closing', effects: [{ type: 'closeTransport', why }] };
}

function stay(state: SessionState): SessionStep {
  return { state, effects: [] };
}
