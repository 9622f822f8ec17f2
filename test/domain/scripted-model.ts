// A ModelClient whose responses a test plays by hand: one at a time, event by event.

import {
  type ModelClient,
  ModelError,
  type ModelEvent,
  type ModelFailure,
  type ModelRequest,
  type ModelRetryPolicy,
} from '../../src/domain/ports.js';

/** One request that waits for what the test makes of it. */
interface ScriptedResponse {
  readonly request: ModelRequest;
  readonly signal: AbortSignal;
  send(...events: ModelEvent[]): void;
  fail(failure: ModelFailure): void;
  /** Ends the stream the way `completed` does not. */
  end(): void;
}

export interface ScriptedModel extends ModelClient {
  /** Requests so far, oldest first. */
  readonly responses: ScriptedResponse[];
  readonly last: ScriptedResponse;
}

export function scriptedModel(policy: Partial<ModelRetryPolicy> = {}): ScriptedModel {
  const responses: ScriptedResponse[] = [];
  return {
    responses,
    get last() {
      const last = responses.at(-1);
      if (last === undefined) throw new Error('the model has not been asked');
      return last;
    },
    retryPolicy: () => ({
      requestMaxRetries: 0,
      streamMaxRetries: 0,
      streamIdleTimeoutMs: 60_000,
      ...policy,
    }),
    stream(request, signal) {
      const response = pushStream(request, signal);
      responses.push(response);
      return response.events();
    },
  };
}

type Step = { type: 'batch'; events: ModelEvent[] } | { type: 'fail'; error: ModelError } | { type: 'end' };

function pushStream(
  request: ModelRequest,
  signal: AbortSignal,
): ScriptedResponse & { events(): AsyncGenerator<ModelEvent[]> } {
  const steps: Step[] = [];
  let wake: (() => void) | null = null;
  const push = (step: Step): void => {
    steps.push(step);
    wake?.();
  };
  signal.addEventListener('abort', () => wake?.(), { once: true });
  return {
    request,
    signal,
    send: (...events) => push({ type: 'batch', events }),
    fail: (failure) => push({ type: 'fail', error: new ModelError(failure) }),
    end: () => push({ type: 'end' }),
    async *events() {
      for (;;) {
        const step = steps.shift();
        if (step === undefined) {
          signal.throwIfAborted();
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
          wake = null;
          continue;
        }
        if (step.type === 'end') return;
        if (step.type === 'fail') throw step.error;
        yield step.events;
        if (step.events.some(({ type }) => type === 'completed')) return;
      }
    },
  };
}

// Events as a provider sends them.

export const created: ModelEvent = { type: 'created', model: null };

export function messageAdded(id: string): ModelEvent {
  return { type: 'itemAdded', item: { type: 'message', role: 'assistant', id, content: [] } };
}

export function text(delta: string): ModelEvent {
  return { type: 'textDelta', delta };
}

export function messageDone(id: string, whole: string, phase?: string): ModelEvent {
  const content = [{ type: 'output_text', text: whole }];
  const item = { type: 'message', role: 'assistant', id, content, ...(phase === undefined ? {} : { phase }) };
  return { type: 'itemDone', item };
}

export function reasoningAdded(id: string): ModelEvent {
  return { type: 'itemAdded', item: { type: 'reasoning', id, summary: [] } };
}

export function reasoningDone(id: string, summary: string[], content: string[] = []): ModelEvent {
  return {
    type: 'itemDone',
    item: {
      type: 'reasoning',
      id,
      summary: summary.map((part) => ({ type: 'summary_text', text: part })),
      content: content.map((part) => ({ type: 'reasoning_text', text: part })),
    },
  };
}

export function functionCall(callId: string, name: string, args = '{}'): ModelEvent {
  return { type: 'itemDone', item: { type: 'function_call', call_id: callId, name, arguments: args } };
}

export function completed(totalTokens = 100): ModelEvent {
  return {
    type: 'completed',
    responseId: 'resp_1',
    usage: {
      inputTokens: totalTokens - 10,
      cachedInputTokens: 0,
      cacheWriteInputTokens: 0,
      outputTokens: 10,
      reasoningOutputTokens: 0,
      totalTokens,
    },
    reportedUsage: null,
  };
}

/** A whole answer of one message. */
export function answer(id: string, ...chunks: string[]): ModelEvent[] {
  return [created, messageAdded(id), ...chunks.map(text), messageDone(id, chunks.join('')), completed()];
}
