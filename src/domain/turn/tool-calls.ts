// The calls of one turn: which tools run, what they answered, what the model is still to be told. Tools run through
// the ToolRunner port; a call of a tool nobody has is answered in words, as the real server does.

import type { ThreadItem } from '../../protocol/index.js';
import { messageOf } from '../../util/coded-error.js';
import type { ToolCall, ToolContext, ToolOutput, ToolRunner } from '../ports.js';
import type { ModelItem } from '../records.js';
import { toolOutput } from './model-request.js';
import type { TurnHost } from './turn-host.js';
import type { TurnItems } from './turn-items.js';
import type { TurnRecorder } from './turn-recorder.js';
import type { TurnSpec } from './turn-spec.js';

/** The call a finished Responses item stands for; null when it is none. */
export function toToolCall(item: ModelItem): ToolCall | null {
  const { call_id: callId, name } = item;
  if (typeof callId !== 'string' || typeof name !== 'string') return null;
  switch (item.type) {
    case 'function_call':
      return { kind: 'function', callId, name, input: textOf(item.arguments) };
    case 'custom_tool_call':
      return { kind: 'custom', callId, name, input: textOf(item.input) };
    default:
      return null;
  }
}

/** An agent without tools: offers none and says so when one is called. */
export const noTools: ToolRunner = {
  offered: () => [],
  run: (call) => Promise.resolve({ output: unsupported(call) }),
};

/** What the model is told when it calls a tool that does not exist. */
function unsupported(call: ToolCall): string {
  return call.kind === 'custom'
    ? `unsupported custom tool call: ${call.name}`
    : `unsupported call: ${call.name}`;
}

/** Told to the model for a call whose tool was stopped. */
const ABORTED: ToolOutput = { output: 'aborted' };

interface Call {
  readonly item: ModelItem;
  readonly call: ToolCall;
  output: ToolOutput | null;
}

export class ToolCalls {
  readonly #host: TurnHost;
  readonly #spec: TurnSpec;
  readonly #items: TurnItems;
  readonly #recorder: TurnRecorder;
  #unrecorded: Call[] = [];
  readonly #stop = new AbortController();

  constructor(host: TurnHost, spec: TurnSpec, parts: { items: TurnItems; recorder: TurnRecorder }) {
    this.#host = host;
    this.#spec = spec;
    this.#items = parts.items;
    this.#recorder = parts.recorder;
  }

  /** Remembers a call whose item is recorded and whose output is not. */
  add(item: ModelItem, call: ToolCall): void {
    this.#unrecorded.push({ item, call, output: null });
  }

  /** Starts the tool; `finished` is called in a later task, once. */
  run(call: ToolCall, finished: () => void): void {
    const entry = this.#unrecorded.findLast((known) => known.call === call);
    const settle = (output: ToolOutput): void => {
      if (entry !== undefined) entry.output = output;
      finished();
    };
    Promise.resolve()
      .then(() => this.#host.services.tools.run(call, this.#context()))
      .then(settle, (thrown: unknown) => settle({ output: `tool call error: ${messageOf(thrown)}` }));
  }

  abort(): void {
    this.#stop.abort();
  }

  /** Records what the tools answered, in the order they were called; one without an answer was aborted. */
  recordOutputs(): void {
    const calls = this.#unrecorded;
    this.#unrecorded = [];
    this.#recorder.modelItems(calls.map(({ item, output }) => toolOutput(item, (output ?? ABORTED).output)));
  }

  #context(): ToolContext {
    const host = this.#host;
    const { turnId, settings } = this.#spec;
    return {
      threadId: host.threadId,
      turnId,
      settings,
      signal: this.#stop.signal,
      startItem: (item) => this.#startItem(item),
      completeItem: (item) => this.#completeItem(item),
      ask: (question) => host.ask(turnId, question),
    };
  }

  #startItem(item: ThreadItem): void {
    const at = this.#host.services.clock.now();
    const started = { ...item, startedAtMs: at, completedAtMs: null };
    this.#items.put(started);
    this.#host.emit({ type: 'itemStarted', turnId: this.#spec.turnId, item: started, at });
  }

  #completeItem(item: ThreadItem): void {
    const at = this.#host.services.clock.now();
    const startedAtMs = this.#items.startedAt(item.id) ?? at;
    const finished = { ...item, startedAtMs, completedAtMs: at };
    this.#recorder.item(finished, null, at);
    this.#items.put(finished);
    this.#host.emit({ type: 'itemCompleted', turnId: this.#spec.turnId, item: finished, at });
  }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
