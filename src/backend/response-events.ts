// Builds the events of one Responses API stream: counts them, names its items, and remembers what was sent.

import type { JsonObject, ModelRequest } from './model-request.js';
import type { Usage } from './script.js';
import type { Step } from './stream-step.js';
import { usageReport } from './usage.js';

/** Where ids and times of one response come from. */
export interface ResponseIdentity {
  /** Unique for the response; the ids of its items are made of it. */
  readonly id: string;
  /** Seconds since the epoch. */
  readonly createdAt: number;
}

export class ResponseEvents {
  readonly #identity: ResponseIdentity;
  readonly #request: ModelRequest;
  readonly #output: JsonObject[] = [];
  #sequence = 0;
  #items = 0;
  #outputCharacters = 0;
  #reasoningCharacters = 0;

  constructor(identity: ResponseIdentity, request: ModelRequest) {
    this.#identity = identity;
    this.#request = request;
  }

  event(type: string, members: JsonObject): Step {
    const event = { type, sequence_number: this.#sequence, ...members };
    this.#sequence += 1;
    return { kind: 'event', event };
  }

  /** A place among the output items: its index, and an id with this prefix unless one is given. */
  place(prefix: string, id?: string): { readonly output_index: number; readonly item_id: string } {
    const index = this.#items;
    this.#items += 1;
    return { output_index: index, item_id: id ?? this.idFor(prefix, index) };
  }

  idFor(prefix: string, index: number): string {
    return `${prefix}_${this.#identity.id}_${String(index).padStart(2, '0')}`;
  }

  /** Announces an item as it looks when it starts. */
  added(index: number, item: JsonObject): Step {
    return this.event('response.output_item.added', { output_index: index, item });
  }

  /** Completes an item. */
  done(index: number, item: JsonObject): Step {
    this.#output.push(item);
    return this.event('response.output_item.done', { output_index: index, item });
  }

  countOutput(characters: number): void {
    this.#outputCharacters += characters;
  }

  countReasoning(characters: number): void {
    this.#reasoningCharacters += characters;
  }

  *opening(): Generator<Step> {
    yield this.event('response.created', { response: this.#response('in_progress', {}) });
    yield this.event('response.in_progress', { response: this.#response('in_progress', {}) });
  }

  completed(usage: Usage): Step {
    return this.#end('completed', { output: this.#output, usage: this.#usage(usage) });
  }

  failed(code: string, message: string): Step {
    return this.#end('failed', { error: { code, message } });
  }

  incomplete(reason: string, usage: Usage): Step {
    const members = { output: this.#output, incomplete_details: { reason }, usage: this.#usage(usage) };
    return this.#end('incomplete', members);
  }

  #end(status: string, members: JsonObject): Step {
    return this.event(`response.${status}`, { response: this.#response(status, members) });
  }

  #usage(given: Usage): unknown {
    return usageReport(given, this.#request, {
      output: this.#outputCharacters,
      reasoning: this.#reasoningCharacters,
    });
  }

  #response(status: string, members: JsonObject): JsonObject {
    return {
      id: `resp_${this.#identity.id}`,
      object: 'response',
      created_at: this.#identity.createdAt,
      status,
      model: this.#request.model,
      error: null,
      incomplete_details: null,
      output: [],
      usage: null,
      ...members,
    };
  }
}
