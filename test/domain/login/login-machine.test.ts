import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type LoginEffect,
  type LoginEvent,
  type LoginState,
  NO_LOGIN,
  step,
} from '../../../src/domain/login/login-machine.js';

/** Runs events from a state; effects as short words, in order. */
function run(
  events: readonly LoginEvent[],
  from: LoginState = NO_LOGIN,
): { state: LoginState; said: string[] } {
  let state = from;
  const said: string[] = [];
  for (const event of events) {
    const next = step(state, event);
    state = next.state;
    said.push(...next.effects.map(word));
  }
  return { state, said };
}

function word(effect: LoginEffect): string {
  if (effect.type === 'announceUpdated') return 'updated';
  if (effect.type === 'announceCompleted') return `completed ${effect.loginId}: ${effect.error ?? 'success'}`;
  return `${effect.type} ${effect.loginId}`;
}

const device = (loginId: string): LoginEvent => ({ type: 'started', loginId, kind: 'device' });
const browser = (loginId: string): LoginEvent => ({ type: 'started', loginId, kind: 'browser' });
const cancel = (loginId: string): LoginEvent => ({ type: 'cancelAsked', loginId });
const late = (loginId: string): LoginEvent => ({ type: 'timedOut', loginId });
const done = (loginId: string): LoginEvent => ({ type: 'ended', loginId, failure: null });
const failed = (loginId: string, failure = 'why'): LoginEvent => ({ type: 'ended', loginId, failure });
const EMPTIED: LoginEvent = { type: 'emptied' };
const SHUT_DOWN: LoginEvent = { type: 'shutDown' };

/** How each state is reached. */
const STATES: Readonly<Record<string, readonly LoginEvent[]>> = {
  none: [],
  device: [device('a')],
  browser: [browser('a')],
  'device stopping': [device('a'), cancel('a')],
  'browser stopping': [browser('a'), cancel('a')],
  'browser timed out': [browser('a'), late('a')],
  'shut down': [SHUT_DOWN],
  'shut down with a device login': [device('a'), SHUT_DOWN],
};

const EVENTS: Readonly<Record<string, LoginEvent>> = {
  'device b starts': device('b'),
  'browser b starts': browser('b'),
  'cancel a': cancel('a'),
  'cancel b': cancel('b'),
  emptied: EMPTIED,
  'a too late': late('a'),
  'a succeeds': done('a'),
  'a fails': failed('a'),
  'shut down': SHUT_DOWN,
};

/** What each event does in each state. Absent: nothing. */
const TABLE: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  none: { 'device b starts': [], 'browser b starts': ['armTimeout b'] },
  device: {
    'device b starts': ['stopFlow a'],
    'browser b starts': ['stopFlow a', 'armTimeout b'],
    'cancel a': ['stopFlow a'],
    emptied: ['stopFlow a'],
    'a too late': ['stopFlow a'],
    'a succeeds': ['completed a: success', 'updated'],
    'a fails': ['completed a: why'],
    'shut down': ['stopFlow a'],
  },
  browser: {
    'device b starts': ['disarmTimeout a', 'stopFlow a'],
    'browser b starts': ['disarmTimeout a', 'stopFlow a', 'armTimeout b'],
    'cancel a': ['disarmTimeout a', 'stopFlow a'],
    emptied: ['disarmTimeout a', 'stopFlow a'],
    'a too late': ['disarmTimeout a', 'stopFlow a'],
    'a succeeds': ['disarmTimeout a', 'completed a: success', 'updated'],
    'a fails': ['disarmTimeout a', 'completed a: Login server error: why'],
    'shut down': ['disarmTimeout a', 'stopFlow a'],
  },
  'device stopping': {
    'browser b starts': ['armTimeout b'],
    'a succeeds': ['completed a: success', 'updated'],
    'a fails': ['completed a: Login was not completed'],
  },
  'browser stopping': {
    'browser b starts': ['armTimeout b'],
    'a succeeds': ['completed a: success', 'updated'],
    'a fails': ['completed a: Login server error: Login was not completed'],
  },
  'browser timed out': {
    'browser b starts': ['armTimeout b'],
    'a succeeds': ['completed a: success', 'updated'],
    'a fails': ['completed a: Login timed out'],
  },
  'shut down': {
    'device b starts': ['stopFlow b'],
    'browser b starts': ['disarmTimeout b', 'stopFlow b'],
  },
  'shut down with a device login': {
    'device b starts': ['stopFlow b'],
    'browser b starts': ['disarmTimeout b', 'stopFlow b'],
  },
};

describe('every event in every state', () => {
  for (const [name, before] of Object.entries(STATES)) {
    for (const [what, event] of Object.entries(EVENTS)) {
      const expected = TABLE[name]?.[what] ?? [];
      test(`${name} × ${what} → ${expected.join(', ') || 'nothing'}`, () => {
        const { state } = run(before);
        expect(step(state, event).effects.map(word)).toEqual(expected);
      });
    }
  }
});

test('a replaced login leaves the slot to its successor, and its end does not empty it', () => {
  const { state, said } = run([device('a'), device('b'), failed('a')]);
  expect(said).toEqual(['stopFlow a', 'completed a: Login was not completed']);
  expect(state.active).toBe('b');
});

test('a browser login whose server another one cancelled says so in its own words', () => {
  const { said } = run([browser('a'), failed('a', 'Login cancelled'), browser('b')]);
  expect(said).toContain('completed a: Login server error: Login cancelled');
});

test('a finished login cannot be cancelled, nor end twice', () => {
  expect(run([device('a'), done('a'), cancel('a'), done('a')]).said).toEqual([
    'completed a: success',
    'updated',
  ]);
});

describe('whatever happens', () => {
  const ids = fc.constantFrom('a', 'b', 'c');
  const event: fc.Arbitrary<LoginEvent> = fc.oneof(
    ids.chain((loginId) =>
      fc.constantFrom<LoginEvent>(device(loginId), browser(loginId), cancel(loginId), late(loginId)),
    ),
    ids.chain((loginId) => fc.constantFrom<LoginEvent>(done(loginId), failed(loginId))),
    fc.constantFrom(EMPTIED, SHUT_DOWN),
  );

  test('every login that starts ends once, is told once, and leaves no timer', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 40 }), (events) => {
        const seen = new Set<string>();
        const timers = new Set<string>();
        const told: string[] = [];
        let state = NO_LOGIN;
        const go = (next: LoginEvent): void => {
          const result = step(state, next);
          state = result.state;
          for (const effect of result.effects) {
            if (effect.type === 'armTimeout') timers.add(effect.loginId);
            if (effect.type === 'disarmTimeout') timers.delete(effect.loginId);
            if (effect.type === 'announceCompleted') told.push(effect.loginId);
          }
        };
        for (const [index, next] of events.entries()) {
          // Ids are never used twice.
          if (next.type === 'started') {
            if (seen.has(next.loginId)) continue;
            seen.add(next.loginId);
          }
          go(next);
          expect(state.active === null || state.logins.get(state.active)?.phase === 'running').toBe(true);
          if (index === events.length) break;
        }
        const wasShutDown = state.isShutDown;
        for (const loginId of [...state.logins.keys()]) go(failed(loginId));
        expect(state.logins.size).toBe(0);
        expect(state.active).toBe(null);
        expect([...timers]).toEqual([]);
        expect(new Set(told).size).toBe(told.length);
        if (!wasShutDown) expect(new Set(told)).toEqual(seen);
      }),
    );
  });
});
