// One frame of a conversation as scenarios see it, and the short name that orders are written in.

import { textAt } from '../util/peek.js';

export interface Frame {
  readonly dir: 'in' | 'out';
  /** As it stood on the wire. */
  readonly text: string;
  /** Parsed; undefined when it is no JSON. */
  readonly value: unknown;
  /** Of requests and notifications; of answers the method they answer. */
  readonly method: string | undefined;
  readonly kind: 'request' | 'notification' | 'success' | 'failure' | 'malformed';
}

/**
 * `turn/started`, `item/started commandExecution`, `thread/status/changed active waitingOnApproval`,
 * `answer turn/start`, `refusal turn/start`, `request item/tool/call`.
 */
export function labelOf({ kind, method = '?', value }: Frame): string {
  if (kind === 'success') return `answer ${method}`;
  if (kind === 'failure') return `refusal ${method}`;
  if (kind === 'request') return `request ${method}`;
  const details = [
    textAt(value, 'params', 'item', 'type'),
    textAt(value, 'params', 'status', 'type'),
    ...flagsOf(value),
    method === 'turn/completed' ? textAt(value, 'params', 'turn', 'status') : undefined,
  ];
  return [method, ...details].filter((word) => word !== undefined).join(' ');
}

function flagsOf(value: unknown): string[] {
  const status = (value as { params?: { status?: { activeFlags?: unknown } } } | undefined)?.params?.status;
  return Array.isArray(status?.activeFlags) ? status.activeFlags.map(String) : [];
}
