// The calls of one turn: which tools run, what they answered, what the model is still to be told. Tools run through
// the ToolRunner port; a call of a tool nobody has is answered in words, as the real server does.

import type { ThreadItem } from '../../protocol/index.js';
import { messageOf } from '../../util/coded-error.js';
import { deferred } from '../../util/deferred.js';
import { reviewOf } from '../guardian/guardian.js';
import { permitOf, runHooked } from '../hooks/hooked-call.js';
import { PLAIN_GROUP, type ToolCall, type ToolContext, type ToolOutput, type ToolRunner } from '../ports.js';
import type { ModelItem } from '../records.js';
import { developerTextItem, toolOutputs } from './model-request.js';
import type { TurnHost } from './turn-host.js';
import type { TurnItems } from './turn-items.js';
import type { TurnRecorder } from './turn-recorder.js';
import type { TurnSpec } from './turn-spec.js';

/** The call a finished Responses item stands for; null when it is none. */
export function toToolCall(item: ModelItem): ToolCall | null {
  const { call_id: callId, name } = item;
  if (typeof callId !== 'string') return null;
  if (item.type === 'local_shell_call') {
    return {
      kind: 'function',
      callId,
      namespace: null,
      name: 'local_shell',
      input: localShellInput(item.action),
    };
  }
  if (item.type === 'tool_search_call' && item.execution === 'client') {
    const input = JSON.stringify(item.arguments ?? null);
    return { kind: 'search', callId, namespace: null, name: 'tool_search', input };
  }
  if (typeof name !== 'string') return null;
  const named = typeof item.namespace === 'string' ? item.namespace : null;
  const namespace = named === PLAIN_GROUP ? null : named;
  switch (item.type) {
    case 'function_call':
      return { kind: 'function', callId, namespace, name, input: textOf(item.arguments) };
    case 'custom_tool_call':
      return { kind: 'custom', callId, namespace, name, input: textOf(item.input) };
    default:
      return null;
  }
}

/** An agent without tools: offers none and says so when one is called. */
export const noTools: ToolRunner = {
  open: () => Promise.resolve(() => {}),
  ready: () => null,
  apps: { ready: () => null, text: () => null },
  offered: () => [],
  putAway: () => [],
  run: (call) => Promise.resolve({ output: unsupported(call) }),
  rehearse: () => Promise.resolve({ type: 'unavailable' }),
  knows: () => false,
  stopped: () => ({ output: 'aborted' }),
  runForUser: () => Promise.reject(new Error('there are no tools to run a command with')),
  terminals: () => ({ list: () => [], terminate: () => false, clean() {} }),
  attend() {},
  turnStarted() {},
  turnEnded() {},
  release: () => Promise.resolve(),
};

/** What the model is told when it calls a tool that does not exist. */
export function unsupported(call: ToolCall): string {
  return call.kind === 'custom'
    ? `unsupported custom tool call: ${call.name}`
    : `unsupported call: ${call.namespace ?? ''}${call.name}`;
}

interface Call {
  readonly item: ModelItem;
  readonly call: ToolCall;
  /** Monotonic milliseconds. */
  readonly calledAt: number;
  output: ToolOutput | null;
}

export class ToolCalls {
  readonly #host: TurnHost;
  readonly #spec: TurnSpec;
  readonly #items: TurnItems;
  readonly #recorder: TurnRecorder;
  readonly #interruptTurn: () => void;
  readonly #hear: (item: ModelItem) => void;
  readonly #isInputWaiting: () => boolean;
  /** What the model is to hear after the outputs. */
  readonly #told: string[] = [];
  #unrecorded: Call[] = [];
  readonly #stop = new AbortController();
  #responded = deferred<void>();
  #steered = deferred<void>();

  constructor(
    host: TurnHost,
    spec: TurnSpec,
    parts: {
      items: TurnItems;
      recorder: TurnRecorder;
      interruptTurn: () => void;
      hear: (item: ModelItem) => void;
      isInputWaiting: () => boolean;
    },
  ) {
    this.#host = host;
    this.#spec = spec;
    this.#items = parts.items;
    this.#recorder = parts.recorder;
    this.#interruptTurn = parts.interruptTurn;
    this.#hear = parts.hear;
    this.#isInputWaiting = parts.isInputWaiting;
  }

  /** Remembers a call whose item is recorded and whose output is not. */
  add(item: ModelItem, call: ToolCall): void {
    const calledAt = this.#host.services.clock.monotonic();
    this.#unrecorded.push({ item, call, calledAt, output: null });
  }

  /** Starts the tool; `finished` is called in a later task, once. */
  run(call: ToolCall, finished: () => void): void {
    const entry = this.#unrecorded.findLast((known) => known.call === call);
    const settle = (output: ToolOutput): void => {
      if (entry !== undefined) entry.output = output;
      finished();
    };
    Promise.resolve()
      .then(() => this.#runHooked(call, this.#stop.signal))
      .then(settle, (thrown: unknown) => settle({ output: `tool call error: ${messageOf(thrown)}` }));
  }

  #runHooked(call: ToolCall, signal: AbortSignal): Promise<ToolOutput> {
    const { tools } = this.#host.services;
    const hooked = { ...this.#hooked(call), isKnown: () => tools.knows(call, context) };
    const context = this.context(signal, (why) => permitOf(hooked, why));
    return runHooked({
      ...hooked,
      run: (wanted) => tools.run(wanted, context),
      addContext: (contexts) => this.#recorder.modelItems(contexts.map(developerTextItem)),
    });
  }

  #hooked(call: ToolCall) {
    const { hooks, services } = this.#host;
    const { turnId, settings } = this.#spec;
    const occasion = { turnId, settings, signal: this.#stop.signal };
    return { hooks, call, occasion, saysMore: services.behaviour.hooksSayMore };
  }

  /** The response that called is over. */
  responseOver(): void {
    this.#responded.resolve();
    this.#responded = deferred<void>();
  }

  /** Somebody has given the turn more input. */
  inputCame(): void {
    this.#steered.resolve();
    this.#steered = deferred<void>();
  }

  abort(): void {
    this.#stop.abort();
  }

  /** Records what the tools answered, in the order they were called; one without an answer was aborted. */
  recordOutputs(): void {
    const calls = this.#unrecorded;
    this.#unrecorded = [];
    const { tools, clock } = this.#host.services;
    const stopped = ({ call, calledAt }: Call): ToolOutput =>
      tools.stopped(call, (clock.monotonic() - calledAt) / 1000);
    this.#recorder.modelItems([
      ...calls.flatMap((entry) => toolOutputs(entry.item, (entry.output ?? stopped(entry)).output)),
      ...this.#told.splice(0).map(developerTextItem),
    ]);
  }

  /** What a tool may do that runs until `signal` aborts, by default with all others; `permit`: what hooks say, by default nothing. */
  context(
    signal: AbortSignal = this.#stop.signal,
    permit: ToolContext['permit'] = () => Promise.resolve({ type: 'ask' }),
  ): ToolContext {
    const host = this.#host;
    const { turnId, settings } = this.#spec;
    return {
      threadId: host.threadId,
      sessionId: host.sessionId,
      turnId,
      settings,
      subagent: host.subagent,
      dynamicTools: host.dynamicTools,
      goal: host.goal,
      // Few tools ask for it, and it costs a look at the configuration.
      get agents() {
        return host.agents;
      },
      // Few tools ask for it, either.
      get team() {
        return host.team?.tools ?? null;
      },
      steered: () => (this.#isInputWaiting() ? Promise.resolve() : this.#steered.promise),
      signal,
      responded: this.#responded.promise,
      startItem: (item) => this.#startItem(item),
      completeItem: (item) => this.#completeItem(item),
      emit: (event) => host.emit(event),
      setTimeout: (task, ms) => host.elicitations.setTimeout(task, ms),
      review: reviewOf(host, { turnId, settings, signal }),
      rootTurnId: host.history.turn(turnId)?.rootTurnId ?? turnId,
      goAhead: () => {},
      tell: (text) => void this.#told.push(text),
      hear: this.#hear,
      call: (call, until) => this.#runHooked(call, AbortSignal.any([this.#stop.signal, until])),
      interruptTurn: () => this.#interruptTurn(),
      permit,
      ask: (question) => host.ask(turnId, question),
    };
  }

  /** An item that is complete as it comes. */
  showItem(item: ThreadItem): void {
    this.#startItem(item);
    this.#completeItem(item);
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

/** As the arguments of the shell function. */
function localShellInput(action: unknown): string {
  const { command, working_directory: workdir, timeout_ms } = (action ?? {}) as Record<string, unknown>;
  return JSON.stringify({ command, workdir, timeout_ms });
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
