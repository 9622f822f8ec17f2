// What happened on the wire of one command, as facts that verdicts, assertions and reports are made of. Fed with
// every frame; keeps no texts but the last answer and the last output.

import { readTurnEvent } from '../client/turn-events.js';
import { textOf } from '../client/turn-view.js';
import type { RequestId } from '../jsonrpc/message.js';
import { numberAt, textAt } from '../util/peek.js';
import type { LateAnswer } from './alarm.js';
import { describeServerRequest } from './output/describe-item.js';
import type { SeenFrame } from './output/frame-log.js';

export interface TurnRecord {
  readonly threadId: string;
  turnId: string | undefined;
  readonly startedAt: number;
  /** Milliseconds from turn/start to the first text of the answer, and to the end of the turn. */
  firstDeltaMs: number | undefined;
  durationMs: number | undefined;
  status: string;
  /** The last agent message. */
  text: string;
  /** Kinds of the completed items, in order. */
  readonly items: string[];
  /** Tokens that this turn used, as the server last said. */
  tokens: number | undefined;
}

export interface ServerRequestRecord {
  readonly id: RequestId;
  readonly method: string;
  readonly what: string;
  readonly threadId: string | undefined;
  readonly itemId: string | undefined;
  readonly at: number;
  waitedMs: number | undefined;
  /** `resolved`: somebody else answered; `unanswered`: nobody did; `refused`: with an error; else what was decided. */
  outcome: string;
}

/** How a command that the model ran has ended. */
export interface CommandEnd {
  readonly command: string;
  readonly status: string;
  readonly exitCode: number | undefined;
  readonly output: string;
  /** Milliseconds from the beginning of the run to its end. */
  readonly at: number;
}

const APPROVAL = /[aA]pproval$/;

export class Journal {
  readonly #now: () => number;
  readonly #turns: TurnRecord[] = [];
  readonly #requests = new Map<RequestId, ServerRequestRecord>();
  readonly #startedAt: number;
  readonly #violations: string[] = [];
  readonly #late: LateAnswer[] = [];
  #lastCommand: CommandEnd | undefined;
  /** Turns in the order of their turn/start, by the id of that request. */
  readonly #starting = new Map<RequestId, TurnRecord>();

  constructor(now: () => number) {
    this.#now = now;
    this.#startedAt = now();
  }

  /** The turns this client started. */
  get turns(): readonly TurnRecord[] {
    return this.#turns;
  }

  /** What the server asked, in order. */
  get serverRequests(): readonly ServerRequestRecord[] {
    return [...this.#requests.values()];
  }

  /** Requests for a decision on a command, a patch or rights. */
  get approvals(): readonly ServerRequestRecord[] {
    return this.serverRequests.filter(({ method }) => APPROVAL.test(method));
  }

  get unanswered(): readonly ServerRequestRecord[] {
    return this.serverRequests.filter(({ outcome }) => outcome === 'unanswered');
  }

  /** The command that ended last. */
  get lastCommand(): CommandEnd | undefined {
    return this.#lastCommand;
  }

  /** What the server sent that no server may send, a sentence each. */
  get violations(): readonly string[] {
    return this.#violations;
  }

  /** Answers of either side that somebody waited for longer than the alarm allows. */
  get late(): readonly LateAnswer[] {
    return this.#late;
  }

  isLate(answer: LateAnswer): void {
    this.#late.push(answer);
  }

  violated(sentence: string): void {
    this.#violations.push(sentence);
  }

  /** Milliseconds since the command began. */
  get elapsedMs(): number {
    return this.#now() - this.#startedAt;
  }

  see({ dir, message, method }: SeenFrame): void {
    switch (message.kind) {
      case 'request':
        if (dir === 'in') this.#asked(message.id, message.method, message.params);
        else if (message.method === 'turn/start') this.#starts(message.id, message.params);
        return;
      case 'success':
        if (dir === 'out') this.#answered(message.id, wordOf(message.result));
        else if (method === 'turn/start') this.#accepted(message.id, message.result);
        return;
      case 'failure':
        if (dir === 'out' && message.id !== null) this.#answered(message.id, 'refused');
        return;
      case 'notification':
        if (dir === 'in') this.#told(message.method, message.params);
        return;
      case 'malformed':
        return;
    }
  }

  #starts(id: RequestId, params: unknown): void {
    const turn: TurnRecord = {
      threadId: textAt(params, 'threadId') ?? '',
      turnId: undefined,
      startedAt: this.#now(),
      firstDeltaMs: undefined,
      durationMs: undefined,
      status: 'inProgress',
      text: '',
      items: [],
      tokens: undefined,
    };
    this.#turns.push(turn);
    this.#starting.set(id, turn);
  }

  #accepted(id: RequestId, result: unknown): void {
    const turn = this.#starting.get(id);
    this.#starting.delete(id);
    if (turn !== undefined) turn.turnId ??= textAt(result, 'turn', 'id');
  }

  #asked(id: RequestId, method: string, params: unknown): void {
    // A request that is sent again, as after a resume, is the same one.
    if (this.#requests.get(id)?.outcome === 'unanswered') return;
    this.#requests.set(id, {
      id,
      method,
      what: describeServerRequest(method, params),
      threadId: textAt(params, 'threadId'),
      itemId: textAt(params, 'itemId') ?? textAt(params, 'callId'),
      at: this.#now(),
      waitedMs: undefined,
      outcome: 'unanswered',
    });
  }

  #answered(id: RequestId, outcome: string): void {
    const request = this.#requests.get(id);
    if (request?.outcome !== 'unanswered') return;
    request.outcome = outcome;
    request.waitedMs = this.#now() - request.at;
  }

  #told(method: string, params: unknown): void {
    if (method === 'serverRequest/resolved') {
      const id = textAt(params, 'requestId') ?? numberAt(params, 'requestId');
      if (id !== undefined) this.#answered(id, 'resolved');
      return;
    }
    const event = readTurnEvent(method, params);
    if (event === undefined) return;
    const turn = this.#turnOf(event.threadId, event.turnId);
    if (turn === undefined) return;
    switch (event.type) {
      case 'delta':
        if (event.channel === 'text') turn.firstDeltaMs ??= this.#now() - turn.startedAt;
        return;
      case 'itemCompleted':
        turn.items.push(event.item.type);
        if (event.item.type === 'commandExecution') this.#lastCommand = this.#endOf(event.item);
        if (event.item.type === 'agentMessage') turn.text = textOf(event.item) || turn.text;
        return;
      case 'usage':
        turn.tokens = numberAt(event.usage, 'last', 'totalTokens') ?? turn.tokens;
        return;
      case 'turnCompleted':
        turn.status = event.turn.status;
        turn.durationMs = this.#now() - turn.startedAt;
        return;
      case 'turnStarted':
      case 'itemStarted':
      case 'error':
      case 'other':
        return;
    }
  }

  #endOf(item: unknown): CommandEnd {
    return {
      command: textAt(item, 'command') ?? '',
      status: textAt(item, 'status') ?? '',
      exitCode: numberAt(item, 'exitCode'),
      output: textAt(item, 'aggregatedOutput') ?? '',
      at: this.elapsedMs,
    };
  }

  /** News can overtake the answer that names the turn; they then belong to the turn that is being started. */
  #turnOf(threadId: string, turnId: string): TurnRecord | undefined {
    return this.#turns.findLast(
      (turn) => turn.threadId === threadId && (turn.turnId === turnId || turn.turnId === undefined),
    );
  }
}

/** What an answer decided, in one word. */
function wordOf(result: unknown): string {
  const decision = textAt(result, 'decision') ?? textAt(result, 'action');
  return decision ?? 'answered';
}
