import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type SessionEvent,
  type SessionState,
  type SessionStep,
  step,
} from '../../src/server/session-machine.js';

const STATES: readonly SessionState[] = ['new', 'initializing', 'ready', 'closing', 'closed'];
const EVENTS: Readonly<Record<string, SessionEvent>> = {
  initialize: { type: 'request', isInitialize: true },
  request: { type: 'request', isInitialize: false },
  initializeAnswered: { type: 'initializeAnswered' },
  initializeRefused: { type: 'initializeRefused' },
  closeAsked: { type: 'closeAsked', why: 'enough' },
  transportClosed: { type: 'transportClosed' },
};

const run: SessionStep['effects'] = [{ type: 'run' }];
const drop: SessionStep['effects'] = [{ type: 'drop' }];
const notInitialized: SessionStep['effects'] = [{ type: 'refuse', reason: 'notInitialized' }];
const alreadyInitialized: SessionStep['effects'] = [{ type: 'refuse', reason: 'alreadyInitialized' }];
const close: SessionStep['effects'] = [{ type: 'closeTransport', why: 'enough' }];
const leave: SessionStep['effects'] = [{ type: 'leave' }];

/** state → event → what must come of it. */
const TABLE: Readonly<Record<SessionState, Readonly<Record<keyof typeof EVENTS, SessionStep>>>> = {
  new: {
    initialize: { state: 'initializing', effects: run },
    request: { state: 'new', effects: notInitialized },
    initializeAnswered: { state: 'new', effects: [] },
    initializeRefused: { state: 'new', effects: [] },
    closeAsked: { state: 'closing', effects: close },
    transportClosed: { state: 'closed', effects: leave },
  },
  initializing: {
    initialize: { state: 'initializing', effects: alreadyInitialized },
    request: { state: 'initializing', effects: notInitialized },
    initializeAnswered: { state: 'ready', effects: [{ type: 'join' }] },
    initializeRefused: { state: 'new', effects: [] },
    closeAsked: { state: 'closing', effects: close },
    transportClosed: { state: 'closed', effects: leave },
  },
  ready: {
    initialize: { state: 'ready', effects: alreadyInitialized },
    request: { state: 'ready', effects: run },
    initializeAnswered: { state: 'ready', effects: [] },
    initializeRefused: { state: 'ready', effects: [] },
    closeAsked: { state: 'closing', effects: close },
    transportClosed: { state: 'closed', effects: leave },
  },
  closing: {
    initialize: { state: 'closing', effects: drop },
    request: { state: 'closing', effects: drop },
    initializeAnswered: { state: 'closing', effects: [] },
    initializeRefused: { state: 'closing', effects: [] },
    closeAsked: { state: 'closing', effects: [] },
    transportClosed: { state: 'closed', effects: leave },
  },
  closed: {
    initialize: { state: 'closed', effects: drop },
    request: { state: 'closed', effects: drop },
    initializeAnswered: { state: 'closed', effects: [] },
    initializeRefused: { state: 'closed', effects: [] },
    closeAsked: { state: 'closed', effects: [] },
    transportClosed: { state: 'closed', effects: [] },
  },
};

describe('the session machine', () => {
  for (const state of STATES) {
    for (const [name, event] of Object.entries(EVENTS)) {
      test(`${state}, on ${name}, does what its table says`, () => {
        expect(step(state, event)).toEqual(TABLE[state][name]);
      });
    }
  }

  test('on any walk a connection joins at most once, leaves at most once, and never runs a request after leaving', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...Object.values(EVENTS)), { maxLength: 30 }), (events) => {
        let state: SessionState = 'new';
        const seen: string[] = [];
        for (const event of events) {
          const next = step(state, event);
          state = next.state;
          seen.push(...next.effects.map((effect) => effect.type));
        }
        expect(seen.filter((effect) => effect === 'join').length).toBeLessThanOrEqual(1);
        expect(seen.filter((effect) => effect === 'leave').length).toBeLessThanOrEqual(1);
        const afterLeaving = seen.includes('leave') ? seen.slice(seen.indexOf('leave')) : [];
        expect(afterLeaving).not.toContain('run');
      }),
    );
  });
});
