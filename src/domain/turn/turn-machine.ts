// The life of one turn as a pure state machine: room made, input recorded, response asked for, tools run, response
// asked for again, until nothing is left to do. turn-runner.ts performs the effects and reports back what happened.

import { type Attempts, judge, NO_ATTEMPTS } from './failure.js';
import type {
  Calls,
  TurnEffect,
  TurnEvent,
  TurnOutcome,
  TurnRules,
  TurnState,
  TurnStep,
} from './turn-state.js';

const NO_CALLS: Calls = { running: [], any: false };

export const NEW_TURN: TurnState = { phase: 'new' };

/** The next state and what is to be done; an event that means nothing in a state changes nothing. */
export function step(state: TurnState, event: TurnEvent, rules: TurnRules): TurnStep {
  switch (state.phase) {
    case 'new':
      return stepNew(state, event);
    case 'makingRoom':
      return stepMakingRoom(state, event);
    case 'preparing':
      return stepPreparing(state, event);
    case 'responding':
      return stepResponding(state, event, rules);
    case 'backingOff':
      return stepBackingOff(state, event, rules);
    case 'runningTools':
      return stepRunningTools(state, event, rules);
    case 'stopping':
      return stepStopping(state, event);
    case 'closing':
      if (event.type !== 'closed') return stay(state);
      return {
        state: { phase: 'ended', outcome: event.outcome },
        effects: [{ type: 'announceEnd', outcome: event.outcome }],
      };
    case 'ended':
      return stay(state);
  }
}

function stepNew(state: TurnState, event: TurnEvent): TurnStep {
  switch (event.type) {
    case 'begin':
      return {
        state: { phase: 'makingRoom', attempts: NO_ATTEMPTS, isStart: true },
        effects: [{ type: 'announceStart' }, { type: 'makeRoom' }],
      };
    case 'interrupt':
      return close({ status: 'interrupted', reason: event.reason }, [{ type: 'announceStart' }]);
    case 'broke':
      return close({ status: 'failed', error: event.error }, [{ type: 'announceStart' }]);
    case 'inputRecorded':
    case 'steered':
    case 'toolCalled':
    case 'toolFinished':
    case 'responseCompleted':
    case 'responseFailed':
    case 'backoffElapsed':
    case 'inputRefused':
    case 'endJudged':
    case 'roomMade':
    case 'noRoom':
    case 'closed':
      return stay(state);
  }
}

function stepMakingRoom(state: Extract<TurnState, { phase: 'makingRoom' }>, event: TurnEvent): TurnStep {
  const { attempts, isStart } = state;
  switch (event.type) {
    case 'roomMade':
      if (!isStart && !event.inputWaiting) return request(attempts);
      return { state: { phase: 'preparing', attempts }, effects: [{ type: 'recordInput' }] };
    case 'noRoom':
      // What the user said is not lost with the turn.
      return close({ status: 'failed', error: event.error }, isStart ? [{ type: 'recordInput' }] : []);
    case 'inputRefused':
      return close({ status: 'completed' }, []);
    case 'interrupt':
      return close({ status: 'interrupted', reason: event.reason }, [{ type: 'abortMakingRoom' }]);
    case 'broke':
      return close({ status: 'failed', error: event.error }, [{ type: 'abortMakingRoom' }]);
    case 'begin':
    case 'inputRecorded':
    case 'steered':
    case 'toolCalled':
    case 'toolFinished':
    case 'responseCompleted':
    case 'responseFailed':
    case 'backoffElapsed':
    case 'endJudged':
    case 'closed':
      return stay(state);
  }
}

function stepPreparing(state: Extract<TurnState, { phase: 'preparing' }>, event: TurnEvent): TurnStep {
  switch (event.type) {
    case 'inputRefused':
      return close({ status: 'completed' }, []);
    case 'inputRecorded':
      if (event.inputWaiting) return { state, effects: [{ type: 'recordInput' }] };
      return request(state.attempts);
    case 'interrupt':
      return close({ status: 'interrupted', reason: event.reason }, []);
    case 'broke':
      return close({ status: 'failed', error: event.error }, []);
    case 'begin':
    case 'steered':
    case 'toolCalled':
    case 'toolFinished':
    case 'responseCompleted':
    case 'responseFailed':
    case 'backoffElapsed':
    case 'endJudged':
    case 'roomMade':
    case 'noRoom':
    case 'closed':
      return stay(state);
  }
}

function stepResponding(
  state: Extract<TurnState, { phase: 'responding' }>,
  event: TurnEvent,
  rules: TurnRules,
): TurnStep {
  switch (event.type) {
    case 'toolCalled': {
      const calls: Calls = { running: [...state.calls.running, event.call.callId], any: true };
      return { state: { ...state, calls }, effects: [{ type: 'runTool', call: event.call }] };
    }
    case 'toolFinished':
      return stay({ ...state, calls: without(state.calls, event.callId) });
    case 'responseCompleted':
      return advance({ ...state, attempts: NO_ATTEMPTS, ...event, mustRespond: false, rules });
    case 'steered': {
      if (!rules.behaviour.steerCutsResponse) return stay(state);
      const next = advance({
        ...state,
        attempts: NO_ATTEMPTS,
        inputWaiting: true,
        mustRespond: false,
        rules,
      });
      return {
        state: next.state,
        effects: [{ type: 'abortResponse' }, { type: 'dropPartial' }, ...next.effects],
      };
    }
    case 'responseFailed':
      return failed(state, event, rules);
    case 'interrupt':
      return close({ status: 'interrupted', reason: event.reason }, [
        { type: 'abortResponse' },
        { type: 'dropPartial' },
        ...abortTools(state.calls),
      ]);
    case 'broke':
      return close({ status: 'failed', error: event.error }, [
        { type: 'abortResponse' },
        { type: 'dropPartial' },
        ...abortTools(state.calls),
      ]);
    case 'begin':
    case 'inputRecorded':
    case 'backoffElapsed':
    case 'inputRefused':
    case 'endJudged':
    case 'roomMade':
    case 'noRoom':
    case 'closed':
      return stay(state);
  }
}

function failed(
  state: Extract<TurnState, { phase: 'responding' }>,
  event: Extract<TurnEvent, { type: 'responseFailed' }>,
  rules: TurnRules,
): TurnStep {
  const verdict = judge({ ...event, ...rules, attempts: state.attempts });
  if (verdict.type === 'fail') {
    return close({ status: 'failed', error: verdict.error }, [
      { type: 'dropPartial' },
      ...abortTools(state.calls),
    ]);
  }
  return {
    state: { phase: 'backingOff', attempts: verdict.attempts, calls: state.calls },
    effects: [
      { type: 'dropPartial' },
      ...(verdict.announcement === null
        ? []
        : [{ type: 'announceRetry', error: verdict.announcement } as const]),
      { type: 'startTimer', ms: verdict.afterMs },
    ],
  };
}

function stepBackingOff(
  state: Extract<TurnState, { phase: 'backingOff' }>,
  event: TurnEvent,
  rules: TurnRules,
): TurnStep {
  switch (event.type) {
    case 'backoffElapsed':
      // The request that failed is sent again as it was.
      if (!state.calls.any && !event.inputWaiting) return request(state.attempts);
      return advance({ ...state, inputWaiting: event.inputWaiting, mustRespond: true, rules });
    case 'toolFinished':
      return stay({ ...state, calls: without(state.calls, event.callId) });
    case 'interrupt':
      return close({ status: 'interrupted', reason: event.reason }, [
        { type: 'cancelTimer' },
        ...abortTools(state.calls),
      ]);
    case 'broke':
      return close({ status: 'failed', error: event.error }, [
        { type: 'cancelTimer' },
        ...abortTools(state.calls),
      ]);
    case 'begin':
    case 'inputRecorded':
    case 'steered':
    case 'toolCalled':
    case 'responseCompleted':
    case 'responseFailed':
    case 'inputRefused':
    case 'endJudged':
    case 'roomMade':
    case 'noRoom':
    case 'closed':
      return stay(state);
  }
}

function stepRunningTools(
  state: Extract<TurnState, { phase: 'runningTools' }>,
  event: TurnEvent,
  rules: TurnRules,
): TurnStep {
  switch (event.type) {
    case 'toolFinished':
      return advance({
        ...state,
        calls: without(state.calls, event.callId),
        inputWaiting: event.inputWaiting,
        rules,
      });
    case 'interrupt':
      return close({ status: 'interrupted', reason: event.reason }, abortTools(state.calls));
    case 'broke':
      return close({ status: 'failed', error: event.error }, abortTools(state.calls));
    case 'begin':
    case 'inputRecorded':
    case 'steered':
    case 'toolCalled':
    case 'responseCompleted':
    case 'responseFailed':
    case 'backoffElapsed':
    case 'inputRefused':
    case 'endJudged':
    case 'roomMade':
    case 'noRoom':
    case 'closed':
      return stay(state);
  }
}

function stepStopping(state: Extract<TurnState, { phase: 'stopping' }>, event: TurnEvent): TurnStep {
  switch (event.type) {
    case 'endJudged':
      if (event.inputWaiting) {
        return {
          state: { phase: 'preparing', attempts: state.attempts },
          effects: [{ type: 'recordInput' }],
        };
      }
      return event.mayEnd ? close({ status: 'completed' }, []) : request(state.attempts);
    case 'interrupt':
      return close({ status: 'interrupted', reason: event.reason }, []);
    case 'broke':
      return close({ status: 'failed', error: event.error }, []);
    case 'begin':
    case 'inputRecorded':
    case 'inputRefused':
    case 'steered':
    case 'toolCalled':
    case 'toolFinished':
    case 'responseCompleted':
    case 'responseFailed':
    case 'backoffElapsed':
    case 'roomMade':
    case 'noRoom':
    case 'closed':
      return stay(state);
  }
}

/** A response is over: wait for its tools, ask again if there is news for the model, else end the turn. */
function advance(at: {
  attempts: Attempts;
  calls: Calls;
  inputWaiting: boolean;
  mustRespond: boolean;
  rules: TurnRules;
}): TurnStep {
  const { attempts, calls, inputWaiting, mustRespond } = at;
  if (calls.running.length > 0) {
    return { state: { phase: 'runningTools', attempts, calls, mustRespond }, effects: [] };
  }
  const outputs: TurnEffect[] = calls.any ? [{ type: 'recordToolOutputs' }] : [];
  if (inputWaiting || calls.any || mustRespond) {
    return {
      state: { phase: 'makingRoom', attempts, isStart: false },
      effects: [...outputs, { type: 'makeRoom' }],
    };
  }
  if (at.rules.judgesEnd) return { state: { phase: 'stopping', attempts }, effects: [{ type: 'judgeEnd' }] };
  return close({ status: 'completed' }, []);
}

function request(attempts: Attempts): TurnStep {
  return { state: { phase: 'responding', attempts, calls: NO_CALLS }, effects: [{ type: 'request' }] };
}

function close(outcome: TurnOutcome, before: readonly TurnEffect[]): TurnStep {
  return { state: { phase: 'closing', outcome }, effects: [...before, { type: 'close', outcome }] };
}

function stay(state: TurnState): TurnStep {
  return { state, effects: [] };
}

function abortTools(calls: Calls): readonly TurnEffect[] {
  return calls.running.length > 0 ? [{ type: 'abortTools' }] : [];
}

function without(calls: Calls, callId: string): Calls {
  return { ...calls, running: calls.running.filter((id) => id !== callId) };
}
