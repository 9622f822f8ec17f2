// The conversation by voice that goes on in a thread, one at a time: holds the line to the model that speaks, and
// performs what the machine decides. What is asked of it while it dials waits until it has.

import type { UserInput } from '../../protocol/index.js';
import { messageOf } from '../../util/coded-error.js';
import type { Behaviour } from '../behaviour.js';
import type { ThreadEvent } from '../events.js';
import type { HistoryRecord } from '../records.js';
import type { ThreadSettings } from '../settings.js';
import { begun, type RealtimeInput, type RealtimeState, step } from './realtime-machine.js';
import { plannedCall, type RealtimeStart } from './realtime-plan.js';
import { sessionStart } from './session-start.js';
import { spokenEvent } from './spoken-event.js';
import type { SpokenLine, SpokenListener, SpokenModels } from './spoken-ports.js';
import { relayOf } from './spoken-relay.js';
import { type AgentWords, sessionUpdate, type TextRole } from './spoken-words.js';

export interface RealtimeHost {
  readonly threadId: string;
  readonly originator: string;
  readonly services: {
    readonly behaviour: Pick<Behaviour, 'conversationsAreItems'>;
    readonly spoken: SpokenModels;
    newId(): string;
  };
  emit(event: ThreadEvent): void;
  /** @throws DomainError `storage` */
  record(records: readonly HistoryRecord[]): void;
  /** Tells that what was asked for under `turnId` cannot be done. */
  refuse(turnId: string, message: string): void;
}

/** Whoever runs the thread's turns. */
export interface RealtimeTurns {
  settings(): ThreadSettings;
  startTurn(input: {
    input: UserInput[];
    clientUserMessageId: null;
    overrides: Readonly<Record<string, never>>;
    outputSchema: null;
  }): { turn: { id: string }; begin: () => void };
}

interface Current {
  state: RealtimeState;
  line: SpokenLine | null;
  readonly agentWords: AgentWords;
}

export class RealtimeConversation {
  readonly #host: RealtimeHost;
  readonly #turns: RealtimeTurns;
  #unloaded = new AbortController();
  #current: Current | null = null;
  #dialling: Promise<void> | null = null;
  #handedOffTurn: string | null = null;

  constructor(host: RealtimeHost, turns: RealtimeTurns) {
    this.#host = host;
    this.#turns = turns;
  }

  /** What the agent is told while a conversation goes on; null: none does. */
  get agentWords(): AgentWords | null {
    return this.#current?.agentWords ?? null;
  }

  /** Begins another conversation than the one that goes on. `hasApiKey`: the user signed in with one. */
  start(wanted: RealtimeStart, hasApiKey: boolean): void {
    this.#afterDialling(() => {
      const { services, threadId, originator } = this.#host;
      const settings = this.#turns.settings();
      const wishes = services.spoken.wishes(settings.cwd);
      const isOlder = !services.behaviour.conversationsAreItems;
      const planned = plannedCall(wanted, wishes, { isOlder, threadId, cwd: settings.cwd });
      if (typeof planned === 'string') return this.#fail(planned);
      this.#replace(isOlder);
      const { modelProvider, providerConfig, cwd } = settings;
      const call = { ...planned.call, threadId, originator, modelProvider, providerConfig, cwd, hasApiKey };
      const state = begun({
        manner: planned.manner,
        realtimeSessionId: planned.call.realtimeSessionId ?? services.newId(),
        toldSessionId: planned.call.realtimeSessionId,
        relay: relayOf(wanted),
      });
      this.#dialling = this.#dial({ state, line: null, agentWords: planned.agentWords }, call).finally(() => {
        this.#dialling = null;
      });
    });
  }

  appendText(text: string, role: TextRole): void {
    this.#append({ type: 'text', role, text });
  }

  /** Words that the model is to say. */
  appendSpeech(text: string): void {
    this.#append({ type: 'speech', text });
  }

  appendAudio(data: string): void {
    this.#append({ type: 'audio', data });
  }

  stop(): void {
    this.#afterDialling(() => {
      if (this.#current === null) this.#host.emit({ type: 'realtimeClosed', reason: 'requested' });
      else this.#feed(this.#current, { type: 'ended', reason: 'requested', problem: null });
    });
  }

  /** Hangs up without a word: the thread is being unloaded. */
  close(): void {
    this.#unloaded.abort();
    this.#current?.line?.close();
    this.#current = null;
  }

  /** The same where the thread stays, and may hold another. */
  hangUp(): void {
    this.close();
    this.#unloaded = new AbortController();
  }

  /** Takes note of what the thread tells its clients. */
  observe(event: ThreadEvent): void {
    if (this.#current === null) return;
    if (event.type === 'turnStarted')
      this.#feed(this.#current, {
        type: 'turnStarted',
        isHandedOff: event.turn.id === this.#handedOffTurn,
      });
    else if (event.type === 'turnCompleted')
      this.#feed(this.#current, { type: 'turnEnded', isCompleted: event.turn.status === 'completed' });
    else if (event.type === 'itemCompleted' && event.item.type === 'agentMessage') {
      const { text, phase } = event.item;
      this.#feed(this.#current, { type: 'agentSaid', text, isFinal: phase !== 'commentary' });
    }
  }

  #append(input: RealtimeInput): void {
    this.#afterDialling(() => {
      if (this.#current === null)
        this.#host.refuse(this.#host.services.newId(), 'conversation is not running');
      else this.#feed(this.#current, input);
    });
  }

  #afterDialling(task: () => void): void {
    if (this.#dialling === null) task();
    else
      void this.#dialling
        .then(() => this.#afterDialling(task))
        .catch((thrown) => this.#fail(messageOf(thrown)));
  }

  /** Ends what goes on for the sake of another conversation, of which older servers say nothing. */
  #replace(isSilent: boolean): void {
    if (this.#current === null) return;
    if (isSilent) {
      this.#current.line?.close();
      this.#current = null;
    } else this.#feed(this.#current, { type: 'ended', reason: 'requested', problem: null });
  }

  async #dial(next: Current, call: Parameters<SpokenModels['dial']>[0]): Promise<void> {
    const { manner } = next.state;
    const { transport, generation } = call;
    let answer: string | null = null;
    const begin = (): void => {
      this.#current = next;
      this.#feed(next, { type: 'opened' });
      if (answer !== null) this.#host.emit({ type: 'realtimeSdp', sdp: answer });
    };
    const listener: SpokenListener = {
      heard: (message) => {
        const event = spokenEvent(message, manner);
        if (event !== null) this.#feed(next, { type: 'model', event });
      },
      ended: (problem) => {
        const reason = problem === null ? 'transport_closed' : 'error';
        this.#feed(next, { type: 'ended', reason, problem });
      },
    };
    const isGreeted = transport.type === 'websocket' || (transport.type === 'webrtc' && generation === 'v1');
    const start =
      transport.type === 'websocket' && generation === 'v3' ? sessionStart(listener, manner, begin) : null;
    const { signal } = this.#unloaded;
    try {
      const { line, sdp } = await this.#host.services.spoken.dial(call, start?.listener ?? listener, signal);
      if (signal.aborted) return line.close();
      next.line = line;
      answer = sdp;
      if (isGreeted) line.send(sessionUpdate(call.session));
      if (start === null) begin();
      else await start.taken;
    } catch (thrown) {
      next.line?.close();
      if (!signal.aborted) this.#fail(messageOf(thrown));
    }
  }

  #feed(current: Current, input: RealtimeInput): void {
    if (current !== this.#current) return;
    const { state, effects } = step(current.state, input, this.#host.services.newId());
    current.state = state;
    if (state.isOver) this.#current = null;
    for (const effect of effects) {
      switch (effect.type) {
        case 'send':
          current.line?.send(effect.message);
          break;
        case 'tell':
          this.#tell(effect.event);
          break;
        case 'handOff':
          this.#handOff(effect.text);
          break;
        case 'hangUp':
          current.line?.close();
          break;
      }
    }
  }

  /** Keeps what is over first; where that fails, clients are told of both. */
  #tell(event: ThreadEvent): void {
    try {
      if (event.type === 'realtimeItem' && event.phase === 'completed')
        this.#host.record([{ type: 'realtimeItem', item: event.item }]);
    } catch (thrown) {
      this.#fail(messageOf(thrown));
    }
    this.#host.emit(event);
  }

  #handOff(text: string): void {
    try {
      const { turn, begin } = this.#turns.startTurn({
        input: [{ type: 'text', text, text_elements: [] }],
        clientUserMessageId: null,
        overrides: {},
        outputSchema: null,
      });
      this.#handedOffTurn = turn.id;
      begin();
    } catch (thrown) {
      this.#host.refuse(this.#host.services.newId(), messageOf(thrown));
    }
  }

  #fail(message: string): void {
    this.#host.emit({ type: 'realtimeError', message });
  }
}
