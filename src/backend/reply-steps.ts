// From a checked reply and the request it answers to the steps of its stream. Pure, and lazy: long replies cost nothing.

import type { CheckedPart, StreamAnswer } from './checked-script.js';
import { callSteps, customCallSteps, reasoningSteps, shellCallSteps, textSteps } from './item-steps.js';
import { isObject, type ModelRequest } from './model-request.js';
import { type Fill, fillDeep } from './placeholders.js';
import { ResponseEvents, type ResponseIdentity } from './response-events.js';
import { endsStream } from './script-parts.js';
import { cutAfter, type Step } from './stream-step.js';
import { callFor } from './tool-wish.js';

export interface StepContext {
  readonly request: ModelRequest;
  readonly fill: Fill;
  readonly identity: ResponseIdentity;
}

/** Everything the stream carries, from `response.created` to its end. */
export function replySteps(answer: StreamAnswer, context: StepContext): Iterable<Step> {
  const steps = wholeStream(answer, context);
  return answer.cutAfter === undefined ? steps : cutAfter(steps, answer.cutAfter.events, answer.cutAfter.how);
}

function* wholeStream(answer: StreamAnswer, { request, fill, identity }: StepContext): Generator<Step> {
  const events = new ResponseEvents(identity, request);
  yield* events.opening();
  for (const part of answer.parts) yield* partSteps(part, { answer, request }, events, fill);
  const last = answer.parts.at(-1);
  if (last === undefined || !endsStream(last)) yield events.completed(answer.usage);
}

function* partSteps(
  part: CheckedPart,
  { answer, request }: { answer: StreamAnswer; request: ModelRequest },
  events: ResponseEvents,
  fill: Fill,
): Generator<Step> {
  switch (part.kind) {
    case 'text':
      return yield* textSteps(part, events, fill);
    case 'reasoning':
      return yield* reasoningSteps(part, events, fill);
    case 'call':
      return yield* callSteps(part, events, fill);
    case 'customCall':
      return yield* customCallSteps(part, events, fill);
    case 'shellCall':
      return yield* shellCallSteps(part, events, fill);
    case 'run':
    case 'patch':
    case 'plan':
    case 'ask':
    case 'viewImage':
    case 'stdin':
    case 'permissions':
    case 'mcp':
      return yield* partSteps(callFor(part, request), { answer, request }, events, fill);
    case 'item':
      return yield* itemSteps(part.item, events, fill);
    case 'event': {
      const event = fillDeep(part.event, fill);
      return isObject(event) ? yield { kind: 'event', event } : undefined;
    }
    case 'raw':
      return yield { kind: 'raw', text: fill(part.raw) };
    case 'wait':
    case 'hold':
    case 'cut':
      return yield part;
    case 'failed':
      return yield events.failed(part.code, fill(part.message));
    case 'incomplete':
      return yield events.incomplete(part.reason, answer.usage);
  }
}

function* itemSteps(
  given: Readonly<Record<string, unknown>>,
  events: ResponseEvents,
  fill: Fill,
): Generator<Step> {
  const item = fillDeep(given, fill);
  if (!isObject(item)) return;
  const { output_index } = events.place('item');
  events.countOutput(JSON.stringify(item).length);
  yield events.added(output_index, item);
  yield events.done(output_index, item);
}
