// The pure half of logins: which one holds the only slot, what ends one, and what clients are told. A login that
// left the slot is followed until its flow has really ended, so that nothing is left behind.

import type { DesktopOnboardingEntrypoint } from '../../protocol/index.js';

export type LoginKind = 'device' | 'browser';

/** Why a login that no longer holds the slot is being stopped. */
type Phase = 'running' | 'stopping' | 'timedOut';

interface FollowedLogin {
  readonly kind: LoginKind;
  readonly phase: Phase;
}

export interface LoginState {
  /** The login in the slot. */
  readonly active: string | null;
  /** Every login whose flow has not ended. */
  readonly logins: ReadonlyMap<string, FollowedLogin>;
  readonly isShutDown: boolean;
}

export type LoginEvent =
  /** Its start succeeded and its caller has been answered. */
  | { readonly type: 'started'; readonly loginId: string; readonly kind: LoginKind }
  | { readonly type: 'cancelAsked'; readonly loginId: string }
  /** An API key, tokens from outside or a logout take its place. */
  | { readonly type: 'emptied' }
  | { readonly type: 'timedOut'; readonly loginId: string }
  /** The flow is over; `failure` is null when credentials are saved. */
  | {
      readonly type: 'ended';
      readonly loginId: string;
      readonly failure: string | null;
      /** The credentials were saved before it failed: it is told as it is, however the login was ending. */
      readonly isSaved?: boolean;
      readonly onboardingEntrypoint?: DesktopOnboardingEntrypoint | null;
    }
  | { readonly type: 'shutDown' };

export type LoginEffect =
  | { readonly type: 'stopFlow'; readonly loginId: string }
  | { readonly type: 'armTimeout'; readonly loginId: string }
  | { readonly type: 'disarmTimeout'; readonly loginId: string }
  | {
      readonly type: 'announceCompleted';
      readonly loginId: string;
      readonly error: string | null;
      readonly onboardingEntrypoint: DesktopOnboardingEntrypoint | null;
    }
  | { readonly type: 'announceUpdated' };

export interface LoginStep {
  readonly state: LoginState;
  readonly effects: readonly LoginEffect[];
}

export const NO_LOGIN: LoginState = { active: null, logins: new Map(), isShutDown: false };

export function step(state: LoginState, event: LoginEvent): LoginStep {
  switch (event.type) {
    case 'started':
      return started(state, event.loginId, event.kind);
    case 'cancelAsked':
      return event.loginId === state.active ? withoutActive(state) : same(state);
    case 'emptied':
      return withoutActive(state);
    case 'timedOut':
      return state.logins.get(event.loginId)?.phase === 'running'
        ? stopped(state, event.loginId, 'timedOut')
        : same(state);
    case 'ended':
      return ended(state, event);
    case 'shutDown':
      return shutDown(state);
  }
}

function started(state: LoginState, loginId: string, kind: LoginKind): LoginStep {
  const logins = new Map([...state.logins, [loginId, { kind, phase: 'running' as const }]]);
  // Too late: nobody will be told any more.
  if (state.isShutDown) return stopped({ ...state, logins }, loginId, 'stopping');
  const before = withoutActive(state);
  return {
    state: {
      ...before.state,
      active: loginId,
      logins: new Map([...before.state.logins, [loginId, { kind, phase: 'running' }]]),
    },
    effects: [...before.effects, ...(kind === 'browser' ? [{ type: 'armTimeout', loginId } as const] : [])],
  };
}

function withoutActive(state: LoginState): LoginStep {
  return state.active === null ? same(state) : stopped(state, state.active, 'stopping');
}

/** Takes a login out of the slot; what becomes of it is told when its flow has ended. */
function stopped(state: LoginState, loginId: string, phase: 'stopping' | 'timedOut'): LoginStep {
  const login = state.logins.get(loginId);
  if (login === undefined) return same(state);
  return {
    state: {
      ...state,
      active: state.active === loginId ? null : state.active,
      logins: new Map([...state.logins, [loginId, { ...login, phase }]]),
    },
    effects: [
      ...(login.kind === 'browser' ? [{ type: 'disarmTimeout', loginId } as const] : []),
      { type: 'stopFlow', loginId },
    ],
  };
}

function ended(
  state: LoginState,
  { loginId, failure, isSaved = false, onboardingEntrypoint = null }: Extract<LoginEvent, { type: 'ended' }>,
): LoginStep {
  const login = state.logins.get(loginId);
  if (login === undefined) return same(state);
  const logins = new Map(state.logins);
  logins.delete(loginId);
  const next = { ...state, active: state.active === loginId ? null : state.active, logins };
  const disarm =
    login.kind === 'browser' && login.phase === 'running'
      ? [{ type: 'disarmTimeout', loginId } as const]
      : [];
  if (state.isShutDown) return { state: next, effects: disarm };
  const error = failure === null || isSaved ? failure : wording(login, failure);
  const completed = { type: 'announceCompleted', loginId, error, onboardingEntrypoint } as const;
  // What is saved is said, even if the login was being stopped at that very moment.
  const updated = error === null ? [{ type: 'announceUpdated' } as const] : [];
  return { state: next, effects: [...disarm, completed, ...updated] };
}

function wording({ kind, phase }: FollowedLogin, failure: string): string {
  if (phase === 'timedOut') return 'Login timed out';
  const reason = phase === 'stopping' ? 'Login was not completed' : failure;
  return kind === 'browser' ? `Login server error: ${reason}` : reason;
}

function shutDown(state: LoginState): LoginStep {
  let next: LoginState = { ...state, isShutDown: true };
  const effects: LoginEffect[] = [];
  for (const [loginId, { phase }] of state.logins) {
    if (phase !== 'running') continue;
    const stop = stopped(next, loginId, 'stopping');
    next = stop.state;
    effects.push(...stop.effects);
  }
  return { state: next, effects };
}

function same(state: LoginState): LoginStep {
  return { state, effects: [] };
}
