// A transport whose conversation is told as spans. The client's side puts its context beside every request; the
// server's side continues what it finds there.

import { decode, withTrace } from '../jsonrpc/codec.js';
import type { Message, Request, RequestId, Response, TraceContext } from '../jsonrpc/message.js';
import type { Transport } from '../transport/contract.js';
import { overriding } from '../transport/overriding.js';
import { textAt } from '../util/peek.js';
import type { Span, Tracer } from './tracer.js';
import type { TurnSpans } from './turn-spans.js';

export interface Side {
  readonly role: 'client' | 'server';
  readonly tracer: Tracer;
  readonly turns: TurnSpans;
  /** What the client's requests are a part of. */
  readonly parent?: TraceContext | undefined;
}

interface OpenCall {
  readonly span: Span;
  /** Of a request about a thread: it may begin a turn. */
  readonly threadId: string | undefined;
}

/** Use it in place of `inner`, not beside it. */
export function traced<T extends Transport>(inner: T, side: Side): T {
  const conversation = new Conversation(side);
  inner.onClose(({ message }) => conversation.close(message));
  return overriding(inner, {
    send(frame) {
      const message = decode(frame);
      if (message.kind === 'malformed') return inner.send(frame);
      const context = conversation.see('out', message);
      return inner.send(context === undefined ? frame : withTrace(frame, context));
    },
    onFrame(handler) {
      inner.onFrame((frame) => {
        const message = decode(frame);
        if (message.kind !== 'malformed') conversation.see('in', message);
        handler(frame);
      });
    },
  });
}

class Conversation {
  readonly #side: Side;
  readonly #calls = new Map<RequestId, OpenCall>();

  constructor(side: Side) {
    this.#side = side;
  }

  /** Returns the context that has to go with the message, if any. */
  see(dir: 'in' | 'out', message: Message): TraceContext | undefined {
    const { role, turns } = this.#side;
    const isFromClient = (dir === 'out') === (role === 'client');
    switch (message.kind) {
      case 'request':
        if (isFromClient) return this.#called(message);
        turns.asked(message.id, message.method, message.params, role === 'client' ? 'server' : 'client');
        return undefined;
      case 'success':
      case 'failure':
        if (isFromClient) this.#decided(message);
        else this.#returned(message);
        return undefined;
      case 'notification':
        if (!isFromClient) turns.told(message.method, message.params);
        return undefined;
    }
  }

  close(why: string): void {
    for (const { span } of this.#calls.values()) span.end(why);
    this.#calls.clear();
    // On a server a turn goes on without this client.
    if (this.#side.role === 'client') this.#side.turns.close(why);
  }

  #called({ id, method, params, trace }: Request): TraceContext | undefined {
    const { role, tracer, turns, parent } = this.#side;
    const threadId = textAt(params, 'threadId');
    const span = tracer.start({
      name: method,
      kind: role,
      parent: role === 'server' ? trace : (trace ?? parent),
      attributes: {
        'rpc.system': 'jsonrpc',
        'rpc.method': method,
        'rpc.jsonrpc.request_id': String(id),
        'codex.thread.id': threadId,
      },
    });
    this.#calls.get(id)?.span.end('its id was used again');
    this.#calls.set(id, { span, threadId });
    if (threadId !== undefined) turns.starting(threadId, span.context);
    return role === 'client' && trace === undefined ? span.context : undefined;
  }

  #returned(response: Response): void {
    const call = this.#calls.get(response.id);
    if (call === undefined) return;
    this.#calls.delete(response.id);
    const { span, threadId } = call;
    if (threadId !== undefined) {
      const turnId = response.kind === 'success' ? textAt(response.result, 'turn', 'id') : undefined;
      this.#side.turns.started(threadId, span.context, turnId);
    }
    endWith(span, response);
  }

  #decided(response: Response): void {
    const { turns } = this.#side;
    if (response.kind === 'failure') {
      const { code, message } = response.error;
      turns.answered(response.id, { 'rpc.jsonrpc.error_code': code }, message);
      return;
    }
    const { result } = response;
    const decision = textAt(result, 'decision') ?? textAt(result, 'action');
    turns.answered(response.id, decision === undefined ? {} : { 'codex.decision': decision });
  }
}

function endWith(span: Span, response: Response): void {
  if (response.kind === 'success') {
    span.end();
    return;
  }
  const { code, message } = response.error;
  span.set({ 'rpc.jsonrpc.error_code': code, 'rpc.jsonrpc.error_message': message });
  span.end(message);
}
