// A session as the units that two sessions are compared by: calls with their answers, questions with theirs,
// notifications, and all the deltas of one item as one text.

import type { Message, RequestId } from '../../jsonrpc/message.js';
import { textAt } from '../../util/peek.js';
import type { RecordedFrame } from '../format.js';
import { bodyOf, messagesOf } from '../reader.js';

export interface Unit {
  readonly kind: 'call' | 'ask' | 'notification' | 'sent';
  readonly method: string;
  /** What makes two units comparable: method, and the kind of item where there is one. */
  readonly key: string;
  readonly params: unknown;
  /** `{result}` or `{error}`; undefined without an answer. */
  answer?: unknown;
}

/** In the order of the requests and of the first deltas. */
export function unitsOf(frames: readonly RecordedFrame[]): Unit[] {
  const units: Unit[] = [];
  const open = new Map<string, Unit>();
  const deltas = new Map<string, { params: { delta: string } }>();
  for (const { frame, message, method } of messagesOf(frames)) {
    if (message === undefined || method === undefined) continue;
    const { dir } = frame;
    switch (message.kind) {
      case 'request': {
        const unit = requestUnit(dir === 'out' ? 'call' : 'ask', method, message.params);
        open.set(idKey(dir, message.id), unit);
        units.push(unit);
        break;
      }
      case 'success':
      case 'failure': {
        const unit = open.get(idKey(dir === 'in' ? 'out' : 'in', message.id));
        if (unit !== undefined) unit.answer = answerOf(message);
        break;
      }
      case 'notification': {
        const merged = deltaOf(method, message.params);
        const known = merged === undefined ? undefined : deltas.get(merged.name);
        if (known !== undefined && merged !== undefined) known.params.delta += merged.params.delta;
        else if (merged !== undefined) {
          deltas.set(merged.name, merged);
          units.push({ kind: 'notification', method, key: method, params: merged.params });
        } else {
          const kind = dir === 'in' ? 'notification' : 'sent';
          units.push({ kind, method, key: keyOf(method, message.params), params: message.params });
        }
      }
    }
  }
  return units;
}

function requestUnit(kind: 'call' | 'ask', method: string, params: unknown): Unit {
  return { kind, method, key: `${kind} ${method}`, params };
}

function answerOf(message: Message): unknown {
  return message.kind === 'failure' ? { error: bodyOf(message) } : { result: bodyOf(message) };
}

/** Which item, and the text that came. */
function deltaOf(method: string, params: unknown): { name: string; params: { delta: string } } | undefined {
  const delta = textAt(params, 'delta');
  if (delta === undefined || !/delta$/i.test(method)) return undefined;
  const name = [method, textAt(params, 'threadId'), textAt(params, 'itemId')].join(' ');
  return { name, params: { ...(params as object), delta } };
}

/** Two items of different kinds are not one item that has changed. */
function keyOf(method: string, params: unknown): string {
  const more = textAt(params, 'item', 'type') ?? textAt(params, 'status', 'type') ?? textAt(params, 'name');
  return more === undefined ? method : `${method} ${more}`;
}

function idKey(dir: 'in' | 'out', id: RequestId): string {
  return `${dir} ${typeof id} ${String(id)}`;
}
