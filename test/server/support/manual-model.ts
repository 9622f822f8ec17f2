// A model a test plays by hand: every request waits until the test says what streams back.

import {
  type ModelClient,
  ModelError,
  type ModelEvent,
  type ModelFailure,
  type ModelRequest,
} from '../../../src/domain/ports.js';
import { type Deferred, deferred } from '../../../src/util/deferred.js';

/** One request in flight. */
export interface Play {
  readonly request: ModelRequest;
  readonly signal: AbortSignal;
  /** How many batches the server has taken. */
  readonly taken: number;
  /** Streams one batch. */
  send(...events: ModelEvent[]): void;
  /** Ends the response as a whole one. */
  complete(totalTokens?: number): void;
  fail(failure: ModelFailure): void;
}

export class ManualModel implements ModelClient {
  readonly plays: Play[] = [];
  #arrival: Deferred<void> = deferred();

  retryPolicy() {
    return { requestMaxRetries: 0, streamMaxRetries: 0, streamIdleTimeoutMs: 60_000 };
  }

  /** The request with this number, waiting for it if it has not come yet. */
  async play(index = 0): Promise<Play> {
    for (let play = this.plays[index]; ; play = this.plays[index]) {
      if (play !== undefined) return play;
      await this.#arrival.promise;
    }
  }

  async *stream(request: ModelRequest, signal: AbortSignal): AsyncIterable<readonly ModelEvent[]> {
    const waiting: (readonly ModelEvent[] | ModelError | 'end')[] = [];
    let wake = deferred();
    let taken = 0;
    const put = (entry: (typeof waiting)[number]): void => {
      waiting.push(entry);
      wake.resolve();
    };
    signal.addEventListener('abort', () => wake.resolve(), { once: true });
    this.plays.push({
      request,
      signal,
      get taken() {
        return taken;
      },
      send: (...events) => put(events),
      complete(totalTokens = 10) {
        put([{ type: 'completed', responseId: 'resp_1', usage: usageOf(totalTokens), reportedUsage: null }]);
        put('end');
      },
      fail: (failure) => put(new ModelError(failure)),
    });
    this.#arrival.resolve();
    this.#arrival = deferred();
    for (;;) {
      signal.throwIfAborted();
      const next = waiting.shift();
      if (next === 'end') return;
      if (next instanceof ModelError) throw next;
      if (next !== undefined) {
        taken += 1;
        yield next;
        continue;
      }
      wake = deferred();
      await wake.promise;
    }
  }
}

function usageOf(totalTokens: number) {
  return {
    inputTokens: totalTokens - 1,
    cachedInputTokens: 0,
    cacheWriteInputTokens: 0,
    outputTokens: 1,
    reasoningOutputTokens: 0,
    totalTokens,
  };
}

/** The events of an agent message that streams `parts`, without the end of the response. */
export function message(id: string, ...parts: string[]): ModelEvent[] {
  return [...messageStart(id), ...parts.map(delta), messageDone(id, parts.join(''))];
}

export function messageStart(id: string): ModelEvent[] {
  return [{ type: 'itemAdded', item: { type: 'message', id, role: 'assistant', content: [] } }];
}

export function delta(text: string): ModelEvent {
  return { type: 'textDelta', delta: text };
}

export function messageDone(id: string, text: string): ModelEvent {
  const content = [{ type: 'output_text', text }];
  return { type: 'itemDone', item: { type: 'message', id, role: 'assistant', content } };
}
