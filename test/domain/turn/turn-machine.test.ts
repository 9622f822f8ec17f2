import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ToolCall } from '../../../src/domain/ports.js';
import { NO_ATTEMPTS } from '../../../src/domain/turn/failure.js';
import { NEW_TURN, step } from '../../../src/domain/turn/turn-machine.js';
import type { TurnEffect, TurnEvent, TurnRules, TurnState } from '../../../src/domain/turn/turn-state.js';
import { newest, oldest } from '../behaviours.js';

const policy = { requestMaxRetries: 0, streamMaxRetries: 1, streamIdleTimeoutMs: 1 };
const cutting: TurnRules = { policy, behaviour: newest, judgesEnd: false };
const waiting: TurnRules = { policy, behaviour: oldest, judgesEnd: false };
const judging: TurnRules = { policy, behaviour: newest, judgesEnd: true };

const call: ToolCall = { kind: 'function', callId: 'c1', namespace: null, name: 'look', input: '{}' };
const error = {
  message: 'no',
  codexErrorInfo: 'other',
  additionalDetails: null,
  misalignment: null,
} as const;
const done = { status: 'completed' } as const;
const none = { running: [], any: false };
const running = { running: ['c1'], any: true };
const finished = { running: [], any: true };
const attempts = NO_ATTEMPTS;

const states = {
  new: NEW_TURN,
  'makingRoom, start': { phase: 'makingRoom', attempts, isStart: true },
  makingRoom: { phase: 'makingRoom', attempts, isStart: false },
  preparing: { phase: 'preparing', attempts },
  responding: { phase: 'responding', attempts, calls: none },
  'responding, tool runs': { phase: 'responding', attempts, calls: running },
  'responding, tool done': { phase: 'responding', attempts, calls: finished },
  backingOff: { phase: 'backingOff', attempts, calls: none },
  'backingOff, tool runs': { phase: 'backingOff', attempts, calls: running },
  runningTools: { phase: 'runningTools', attempts, calls: running, mustRespond: false },
  stopping: { phase: 'stopping', attempts },
  closing: { phase: 'closing', outcome: done },
  ended: { phase: 'ended', outcome: done },
} satisfies Record<string, TurnState>;

const events = {
  begin: { type: 'begin' },
  roomMade: { type: 'roomMade', inputWaiting: false },
  'roomMade, input': { type: 'roomMade', inputWaiting: true },
  noRoom: { type: 'noRoom', error },
  inputRecorded: { type: 'inputRecorded', inputWaiting: false },
  'inputRecorded, more': { type: 'inputRecorded', inputWaiting: true },
  steered: { type: 'steered' },
  toolCalled: { type: 'toolCalled', call },
  toolFinished: { type: 'toolFinished', callId: 'c1', inputWaiting: false },
  'toolFinished, input': { type: 'toolFinished', callId: 'c1', inputWaiting: true },
  completed: { type: 'responseCompleted', inputWaiting: false },
  'completed, input': { type: 'responseCompleted', inputWaiting: true },
  cut: { type: 'responseFailed', failure: { kind: 'stream', message: 'cut' }, now: 0, jitter: 0.5 },
  refused: {
    type: 'responseFailed',
    failure: { kind: 'failed', code: 'invalid_prompt', message: 'no' },
    now: 0,
    jitter: 0.5,
  },
  elapsed: { type: 'backoffElapsed', inputWaiting: false },
  'elapsed, input': { type: 'backoffElapsed', inputWaiting: true },
  inputRefused: { type: 'inputRefused' },
  'judged, may end': { type: 'endJudged', mayEnd: true, inputWaiting: false },
  'judged, may not': { type: 'endJudged', mayEnd: false, inputWaiting: false },
  'judged, input': { type: 'endJudged', mayEnd: true, inputWaiting: true },
  interrupt: { type: 'interrupt', reason: 'interrupted' },
  broke: { type: 'broke', error },
  closed: { type: 'closed', outcome: done },
} satisfies Record<string, TurnEvent>;

type StateName = keyof typeof states;
type EventName = keyof typeof events;

/** Next phase and effects of every event that means something in a state. Whatever is not listed changes nothing. */
const table: Record<StateName, Partial<Record<EventName, string>>> = {
  new: {
    begin: 'makingRoom: announceStart makeRoom',
    interrupt: 'closing: announceStart close',
    broke: 'closing: announceStart close',
  },
  'makingRoom, start': {
    roomMade: 'preparing: recordInput',
    'roomMade, input': 'preparing: recordInput',
    noRoom: 'closing: recordInput close',
    inputRefused: 'closing: close',
    interrupt: 'closing: abortMakingRoom close',
    broke: 'closing: abortMakingRoom close',
  },
  makingRoom: {
    roomMade: 'responding: request',
    'roomMade, input': 'preparing: recordInput',
    noRoom: 'closing: close',
    inputRefused: 'closing: close',
    interrupt: 'closing: abortMakingRoom close',
    broke: 'closing: abortMakingRoom close',
  },
  preparing: {
    inputRecorded: 'responding: request',
    'inputRecorded, more': 'preparing: recordInput',
    inputRefused: 'closing: close',
    interrupt: 'closing: close',
    broke: 'closing: close',
  },
  responding: {
    steered: 'makingRoom: abortResponse dropPartial makeRoom',
    toolCalled: 'responding: runTool',
    completed: 'closing: close',
    'completed, input': 'makingRoom: makeRoom',
    cut: 'backingOff: dropPartial announceRetry startTimer',
    refused: 'closing: dropPartial close',
    interrupt: 'closing: abortResponse dropPartial close',
    broke: 'closing: abortResponse dropPartial close',
  },
  'responding, tool runs': {
    steered: 'runningTools: abortResponse dropPartial',
    toolCalled: 'responding: runTool',
    toolFinished: 'responding:',
    'toolFinished, input': 'responding:',
    completed: 'runningTools:',
    'completed, input': 'runningTools:',
    cut: 'backingOff: dropPartial announceRetry startTimer',
    refused: 'closing: dropPartial abortTools close',
    interrupt: 'closing: abortResponse dropPartial abortTools close',
    broke: 'closing: abortResponse dropPartial abortTools close',
  },
  'responding, tool done': {
    steered: 'makingRoom: abortResponse dropPartial recordToolOutputs makeRoom',
    toolCalled: 'responding: runTool',
    completed: 'makingRoom: recordToolOutputs makeRoom',
    'completed, input': 'makingRoom: recordToolOutputs makeRoom',
    cut: 'backingOff: dropPartial announceRetry startTimer',
    refused: 'closing: dropPartial close',
    interrupt: 'closing: abortResponse dropPartial close',
    broke: 'closing: abortResponse dropPartial close',
  },
  backingOff: {
    elapsed: 'responding: request',
    'elapsed, input': 'makingRoom: makeRoom',
    interrupt: 'closing: cancelTimer close',
    broke: 'closing: cancelTimer close',
  },
  'backingOff, tool runs': {
    toolFinished: 'backingOff:',
    'toolFinished, input': 'backingOff:',
    elapsed: 'runningTools:',
    'elapsed, input': 'runningTools:',
    interrupt: 'closing: cancelTimer abortTools close',
    broke: 'closing: cancelTimer abortTools close',
  },
  runningTools: {
    toolFinished: 'makingRoom: recordToolOutputs makeRoom',
    'toolFinished, input': 'makingRoom: recordToolOutputs makeRoom',
    interrupt: 'closing: abortTools close',
    broke: 'closing: abortTools close',
  },
  stopping: {
    'judged, may end': 'closing: close',
    'judged, may not': 'responding: request',
    'judged, input': 'preparing: recordInput',
    interrupt: 'closing: close',
    broke: 'closing: close',
  },
  closing: { closed: 'ended: announceEnd' },
  ended: {},
};

describe('every state meets every event', () => {
  for (const stateName of Object.keys(states) as StateName[]) {
    test.each(Object.keys(events) as EventName[])(`${stateName} · %s`, (eventName) => {
      const state = states[stateName];
      const next = step(state, events[eventName], cutting);
      const happened = `${next.state.phase}: ${next.effects.map(({ type }) => type).join(' ')}`.trim();
      const nothing = `${state.phase}:`;
      expect(happened).toBe(table[stateName][eventName] ?? nothing);
      // What means nothing in a state leaves it as it was.
      const isIgnored = table[stateName][eventName] === undefined;
      expect(isIgnored ? next.state : state).toEqual(state);
    });
  }
});

test('a steer waits for the end of the response where the behaviour says so', () => {
  expect(step(states.responding, events.steered, waiting)).toEqual({ state: states.responding, effects: [] });
});

test('a steer of a cut response is answered by a new request after its tools have finished', () => {
  const cut = step(states['responding, tool runs'], events.steered, cutting);
  const after = step(cut.state, events['toolFinished, input'], cutting);
  expect(after.effects.map(({ type }) => type)).toEqual(['recordToolOutputs', 'makeRoom']);
  expect(step(after.state, events['roomMade, input'], cutting).state.phase).toBe('preparing');
});

test('a repeated request comes even when the tools of the failed response have nothing to say', () => {
  const retried = step(states['backingOff, tool runs'], events.elapsed, cutting);
  const after = step(retried.state, events.toolFinished, cutting);
  expect(after.effects.map(({ type }) => type)).toEqual(['recordToolOutputs', 'makeRoom']);
  expect(step(after.state, events.roomMade, cutting).state.phase).toBe('responding');
});

test('tries are counted over the failures of one response and forgotten with the next', () => {
  const failed = step(states.responding, events.cut, cutting);
  expect(failed.state).toMatchObject({ phase: 'backingOff', attempts: { stream: 1 } });
  const again = step(failed.state, events.elapsed, cutting);
  expect(step(again.state, events.cut, cutting).state).toMatchObject({
    phase: 'closing',
    outcome: { status: 'failed' },
  });
  const answered = step(again.state, events['completed, input'], cutting);
  expect(answered.state).toMatchObject({ phase: 'makingRoom', attempts: NO_ATTEMPTS });
});

test('where hooks have a word on it they are asked before the turn ends', () => {
  const next = step(states.responding, events.completed, judging);
  expect(next).toMatchObject({ state: { phase: 'stopping' }, effects: [{ type: 'judgeEnd' }] });
});

test('the outcome the log allowed is the one that is announced', () => {
  const failed = { status: 'failed', error } as const;
  const next = step(states.closing, { type: 'closed', outcome: failed }, cutting);
  expect(next).toEqual({
    state: { phase: 'ended', outcome: failed },
    effects: [{ type: 'announceEnd', outcome: failed }],
  });
});

test('on any walk a turn starts once, ends once, never works outside of the two, and leaves nothing running', () => {
  // What ends a turn is rare, so that walks come far.
  const ends: readonly EventName[] = ['interrupt', 'broke', 'refused', 'noRoom', 'inputRefused', 'closed'];
  const others = (Object.keys(events) as EventName[]).filter((name) => !ends.includes(name));
  const event = fc.oneof(
    { weight: 1, arbitrary: fc.constantFrom(...ends) },
    { weight: 25, arbitrary: fc.constantFrom(...others) },
  );
  const rules = fc.constantFrom(cutting, waiting, judging);
  fc.assert(
    fc.property(fc.array(event, { size: 'max', maxLength: 80 }), rules, (walk, rule) => {
      let state: TurnState = NEW_TURN;
      const performed: TurnEffect['type'][] = [];
      for (const name of ['begin', ...walk, 'interrupt', 'closed'] as EventName[]) {
        const before = state;
        const next = step(state, events[name], rule);
        state = next.state;
        const types = next.effects.map(({ type }) => type);
        performed.push(...types);
        // What was under way when the end was decided is stopped.
        if (types.includes('close') && (name === 'interrupt' || name === 'broke')) {
          expect(types.includes('abortTools')).toBe('calls' in before && before.calls.running.length > 0);
          expect(types.includes('abortResponse')).toBe(before.phase === 'responding');
          expect(types.includes('cancelTimer')).toBe(before.phase === 'backingOff');
          expect(types.includes('abortMakingRoom')).toBe(before.phase === 'makingRoom');
        }
      }
      expect(performed[0]).toBe('announceStart');
      expect(performed.slice(-2)).toEqual(['close', 'announceEnd']);
      for (const once of ['announceStart', 'close', 'announceEnd'])
        expect(performed.filter((type) => type === once)).toHaveLength(1);
      expect(state.phase).toBe('ended');
      // A wait is over before the next one begins.
      const waits = performed.filter((type) => type === 'startTimer' || type === 'request');
      expect(waits.join(' ')).not.toContain('startTimer startTimer');
    }),
    { numRuns: 3000 },
  );
});
