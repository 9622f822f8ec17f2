// What a turn can be in, what can happen to it and what is then to be done: the words of turn-machine.ts, which
// decides, and of turn-runner.ts, which performs.

import type { TurnError } from '../../protocol/index.js';
import type { Behaviour } from '../behaviour.js';
import type { ModelFailure, ModelRetryPolicy, ToolCall } from '../ports.js';
import type { Attempts } from './failure.js';

export type TurnOutcome =
  | { status: 'completed' }
  | { status: 'failed'; error: TurnError }
  | { status: 'interrupted'; reason: string };

/** Calls of the current round: ids still running, and whether there were any (then their outputs are news). */
export interface Calls {
  readonly running: readonly string[];
  readonly any: boolean;
}

export type TurnState =
  /** Accepted, not announced. */
  | { phase: 'new' }
  /** The history is compacted where it has grown too long; then comes the input (always at the start), or a request. */
  | { phase: 'makingRoom'; attempts: Attempts; isStart: boolean }
  /** Input is being recorded (images are read); a request follows. */
  | { phase: 'preparing'; attempts: Attempts }
  /** A request is under way or its response streams. */
  | { phase: 'responding'; attempts: Attempts; calls: Calls }
  /** Waiting to repeat a failed request. */
  | { phase: 'backingOff'; attempts: Attempts; calls: Calls }
  /** The response is over, its tools are not. `mustRespond`: another request follows whatever they say. */
  | { phase: 'runningTools'; attempts: Attempts; calls: Calls; mustRespond: boolean }
  /** Nothing is left to do; hooks are asked whether the turn may end. */
  | { phase: 'stopping'; attempts: Attempts }
  /** The outcome is decided and being made durable. */
  | { phase: 'closing'; outcome: TurnOutcome }
  | { phase: 'ended'; outcome: TurnOutcome };

/** `inputWaiting`: steered input lies in the queue, not yet recorded. */
export type TurnEvent =
  | { type: 'begin' }
  | { type: 'roomMade'; inputWaiting: boolean }
  /** The history could not be compacted. */
  | { type: 'noRoom'; error: TurnError }
  | { type: 'inputRecorded'; inputWaiting: boolean }
  /** Hooks took none of the input the turn began with. */
  | { type: 'inputRefused' }
  | { type: 'steered' }
  | { type: 'toolCalled'; call: ToolCall }
  | { type: 'toolFinished'; callId: string; inputWaiting: boolean }
  | { type: 'responseCompleted'; inputWaiting: boolean }
  | { type: 'responseFailed'; failure: ModelFailure; now: number; jitter: number }
  | { type: 'backoffElapsed'; inputWaiting: boolean }
  /** The turn may end, unless input has come; or it must not, and what the model goes on with is recorded. */
  | { type: 'endJudged'; mayEnd: boolean; inputWaiting: boolean }
  | { type: 'interrupt'; reason: string }
  | { type: 'broke'; error: TurnError }
  /** `outcome`: what came of it, should the log have refused the one that was decided. */
  | { type: 'closed'; outcome: TurnOutcome };

export type TurnEffect =
  /** Record and announce the turn's start. */
  | { type: 'announceStart' }
  /** Compact the history if it is too long; answer with `roomMade` or `noRoom`. */
  | { type: 'makeRoom' }
  | { type: 'abortMakingRoom' }
  /** Record and announce the queued input; answer with `inputRecorded`. */
  | { type: 'recordInput' }
  /** Send the history to the model; answer with `responseCompleted` or `responseFailed`. */
  | { type: 'request' }
  /** Close the stream of the running response. */
  | { type: 'abortResponse' }
  /** The response is over without completing: drop its unfinished items, publish what is known of its usage. */
  | { type: 'dropPartial' }
  | { type: 'runTool'; call: ToolCall }
  | { type: 'abortTools' }
  | { type: 'recordToolOutputs' }
  | { type: 'announceRetry'; error: TurnError }
  | { type: 'startTimer'; ms: number }
  | { type: 'cancelTimer' }
  /** Ask hooks whether the turn may end; answer with `endJudged`. */
  | { type: 'judgeEnd' }
  /** Record the outcome and make the log durable; answer with `closed`. */
  | { type: 'close'; outcome: TurnOutcome }
  | { type: 'announceEnd'; outcome: TurnOutcome };

export interface TurnRules {
  policy: ModelRetryPolicy;
  behaviour: Behaviour;
  /** Whether hooks have a word on the turn's end. */
  judgesEnd: boolean;
}

export interface TurnStep {
  state: TurnState;
  effects: readonly TurnEffect[];
}
