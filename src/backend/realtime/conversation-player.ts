// Plays a conversation of the script to an app-server, step by step.

import type { Clock } from '../../util/clock.js';
import { deferred } from '../../util/deferred.js';
import type { Gates } from '../gates.js';
import type { JsonObject } from '../model-request.js';
import { fillDeep, shortText } from '../placeholders.js';
import type { CheckedConversation, CheckedStep } from './conversation-script.js';
import {
  type Heard,
  handingOff,
  heard,
  hearing,
  type SpokenSession,
  saying,
  spokenSession,
  takingUp,
} from './spoken-events.js';

/** The connection, as the player sees it. */
export interface Line {
  send(frame: string): void;
  close(): void;
  cut(): void;
  /** Aborts when the other side is gone. */
  readonly signal: AbortSignal;
}

export interface PlayerDeps {
  readonly gates: Gates;
  readonly clock: Clock;
  readonly nextId: () => string;
}

export class ConversationPlayer {
  readonly #conversation: CheckedConversation;
  readonly #line: Line;
  readonly #deps: PlayerDeps;
  readonly #unread: Heard[] = [];
  #session: SpokenSession | undefined;
  #came = deferred();
  #text = '';

  constructor(conversation: CheckedConversation, line: Line, deps: PlayerDeps) {
    this.#conversation = conversation;
    this.#line = line;
    this.#deps = deps;
    line.signal.addEventListener('abort', () => this.#came.resolve(), { once: true });
  }

  /** Begins with a session that nobody describes any more. */
  begin(session: SpokenSession): void {
    this.#session = session;
    void this.#play(session);
  }

  /** Takes a message of the app-server; the first one about the session begins the conversation. */
  hear(message: JsonObject): void {
    if (message.type === 'session.update') {
      const isFirst = this.#session === undefined;
      this.#session = spokenSession(message);
      if (this.#conversation.takesUp) this.#send(takingUp(this.#session, isFirst, this.#deps.nextId()));
      if (isFirst) void this.#play(this.#session);
      return;
    }
    this.#unread.push(heard(message));
    this.#came.resolve();
  }

  async #play(session: SpokenSession): Promise<void> {
    const { steps, repeats } = this.#conversation;
    const { signal } = this.#line;
    do {
      for (const step of steps) {
        if (signal.aborted) return;
        await this.#take(step, session);
      }
    } while (repeats && !signal.aborted);
  }

  async #take(step: CheckedStep, session: SpokenSession): Promise<void> {
    const { gates, clock, nextId } = this.#deps;
    const line = this.#line;
    switch (step.kind) {
      case 'say':
        return this.#send(...saying(session, this.#fill(step.text), nextId()));
      case 'hear':
        return this.#send(...hearing(session, this.#fill(step.text), nextId()));
      case 'handOff':
        return this.#send(handingOff(session, this.#fill(step.text), nextId()));
      case 'error':
        return this.#send({ type: 'error', error: { type: 'server_error', message: this.#fill(step.text) } });
      case 'event':
        return this.#send(fillDeep(step.event, (text) => this.#fill(text)) as JsonObject);
      case 'raw':
        return line.send(step.raw);
      case 'await':
        return await this.#next(step.what);
      case 'wait':
        return await pause(clock, step.ms, line.signal);
      case 'hold':
        return await gates.pass(step.gate, line.signal);
      case 'close':
        return line.close();
      case 'cut':
        return line.cut();
    }
  }

  /** Passes over messages until one is of the kind that is waited for. */
  async #next(kind: Heard['kind']): Promise<void> {
    while (!this.#line.signal.aborted) {
      const message = this.#unread.shift();
      if (message === undefined) {
        this.#came = deferred();
        await this.#came.promise;
      } else if (message.kind === kind) {
        if (kind === 'text') this.#text = message.text;
        return;
      }
    }
  }

  #send(...events: readonly JsonObject[]): void {
    for (const event of events) this.#line.send(JSON.stringify(event));
  }

  #fill(text: string): string {
    return text.replace(/\{\{\s*text(?<short>\.short)?\s*\}\}/g, (_whole, short?: string) =>
      short === undefined ? this.#text : shortText(this.#text),
    );
  }
}

async function pause(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  const over = deferred();
  const cancel = clock.setTimeout(() => over.resolve(), ms);
  const leave = (): void => over.resolve();
  signal.addEventListener('abort', leave, { once: true });
  await over.promise;
  cancel();
  signal.removeEventListener('abort', leave);
}
