// The spans of turns, items and what the server asks, from the notifications and requests that tell of them. What is
// told several times, as to several connections of one server, is one span.

import type { RequestId, TraceContext } from '../jsonrpc/message.js';
import { numberAt, textAt } from '../util/peek.js';
import type { Span, Tracer } from './tracer.js';

interface OpenTurn {
  readonly span: Span;
  readonly items: Map<string, Span>;
  /** Items that have ended: word of their beginning may still come from elsewhere. */
  readonly ended: Set<string>;
}

/** How many turns that have ended are remembered, so that late word of them begins no second span. */
const REMEMBERED = 256;

export class TurnSpans {
  readonly #tracer: Tracer;
  readonly #open = new Map<string, OpenTurn>();
  readonly #ended = new Set<string>();
  /** Requests that begin a turn and are not answered yet, by thread: news of the turn can overtake the answer. */
  readonly #starting = new Map<string, TraceContext>();
  readonly #questions = new Map<RequestId, Span>();

  constructor(tracer: Tracer) {
    this.#tracer = tracer;
  }

  /** A request that may begin a turn of this thread was sent. */
  starting(threadId: string, request: TraceContext): void {
    this.#starting.set(threadId, request);
  }

  /** That request was answered, with the turn if it began one. */
  started(threadId: string, request: TraceContext, turnId: string | undefined): void {
    if (turnId !== undefined) this.#turn(threadId, turnId, request);
    if (this.#starting.get(threadId) === request) this.#starting.delete(threadId);
  }

  told(method: string, params: unknown): void {
    const threadId = textAt(params, 'threadId') ?? '';
    switch (method) {
      case 'turn/started':
        this.#turn(threadId, textAt(params, 'turn', 'id'), this.#starting.get(threadId));
        return;
      case 'turn/completed':
        this.#completeTurn(params);
        return;
      case 'item/started':
        this.#item(threadId, params);
        return;
      case 'item/completed':
        this.#completeItem(threadId, params);
        return;
      case 'serverRequest/resolved': {
        const id = textAt(params, 'requestId') ?? numberAt(params, 'requestId');
        if (id !== undefined) this.answered(id, { 'codex.decision': 'resolved elsewhere' });
      }
    }
  }

  /** The server asks something; `kind` is the part that this process has in it. */
  asked(id: RequestId, method: string, params: unknown, kind: 'client' | 'server'): void {
    if (this.#questions.has(id)) return;
    const [threadId, turnId] = [textAt(params, 'threadId'), textAt(params, 'turnId')];
    const itemId = textAt(params, 'itemId') ?? textAt(params, 'callId');
    const turn = turnId === undefined ? undefined : this.#open.get(turnId);
    const item = itemId === undefined ? undefined : turn?.items.get(itemId);
    const span = this.#tracer.start({
      name: method,
      kind,
      parent: (item ?? turn?.span)?.context,
      attributes: {
        'rpc.system': 'jsonrpc',
        'rpc.method': method,
        'rpc.jsonrpc.request_id': String(id),
        'codex.thread.id': threadId,
        'codex.turn.id': turnId,
        'codex.item.id': itemId,
      },
    });
    this.#questions.set(id, span);
  }

  answered(id: RequestId, attributes: Readonly<Record<string, string | number>>, problem?: string): void {
    const span = this.#questions.get(id);
    this.#questions.delete(id);
    span?.set(attributes);
    span?.end(problem);
  }

  /** Ends what is still open, because nothing more will be heard of it. */
  close(why: string): void {
    for (const span of this.#questions.values()) span.end(why);
    this.#questions.clear();
    for (const { span, items } of this.#open.values()) {
      for (const item of items.values()) item.end(why);
      span.end(why);
    }
    this.#open.clear();
  }

  #turn(
    threadId: string,
    turnId: string | undefined,
    parent: TraceContext | undefined,
  ): OpenTurn | undefined {
    if (turnId === undefined || this.#ended.has(turnId)) return undefined;
    const known = this.#open.get(turnId);
    if (known !== undefined) return known;
    const attributes = { 'codex.thread.id': threadId, 'codex.turn.id': turnId };
    const span = this.#tracer.start({ name: 'turn', kind: 'internal', parent, attributes });
    const turn = { span, items: new Map<string, Span>(), ended: new Set<string>() };
    this.#open.set(turnId, turn);
    return turn;
  }

  #completeTurn(params: unknown): void {
    const turnId = textAt(params, 'turn', 'id');
    const turn = turnId === undefined ? undefined : this.#open.get(turnId);
    if (turnId === undefined || turn === undefined) return;
    for (const item of turn.items.values()) item.end('the turn ended before the item');
    const status = textAt(params, 'turn', 'status') ?? 'unknown';
    turn.span.set({ 'codex.turn.status': status });
    turn.span.end(status === 'failed' ? (textAt(params, 'turn', 'error', 'message') ?? 'failed') : undefined);
    this.#open.delete(turnId);
    this.#ended.add(turnId);
    const [oldest] = this.#ended;
    if (this.#ended.size > REMEMBERED && oldest !== undefined) this.#ended.delete(oldest);
  }

  #item(threadId: string, params: unknown): Span | undefined {
    const [turnId, itemId] = [textAt(params, 'turnId'), textAt(params, 'item', 'id')];
    const turn = this.#turn(threadId, turnId, this.#starting.get(threadId));
    if (turn === undefined || itemId === undefined || turn.ended.has(itemId)) return undefined;
    const known = turn.items.get(itemId);
    if (known !== undefined) return known;
    const type = textAt(params, 'item', 'type') ?? 'unknown';
    const span = this.#tracer.start({
      name: `item ${type}`,
      kind: 'internal',
      parent: turn.span.context,
      attributes: {
        'codex.thread.id': threadId,
        'codex.turn.id': turnId,
        'codex.item.id': itemId,
        'codex.item.type': type,
      },
    });
    turn.items.set(itemId, span);
    return span;
  }

  #completeItem(threadId: string, params: unknown): void {
    const span = this.#item(threadId, params);
    const [turnId, itemId] = [textAt(params, 'turnId') ?? '', textAt(params, 'item', 'id') ?? ''];
    const turn = this.#open.get(turnId);
    if (span === undefined || turn === undefined) return;
    const status = textAt(params, 'item', 'status');
    span.set({ 'codex.item.status': status });
    span.end(status === 'failed' ? 'failed' : undefined);
    turn.items.delete(itemId);
    turn.ended.add(itemId);
  }
}
