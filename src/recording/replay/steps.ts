// A recorded connection as steps: what either side said, in order, and which step answers which.

import type { Message } from '../../jsonrpc/message.js';
import type { Direction, RecordedFrame } from '../format.js';
import { messagesOf } from '../reader.js';

export interface Step {
  readonly index: number;
  readonly dir: Direction;
  readonly t: number;
  readonly text: string;
  /** Undefined for what is no message. */
  readonly message: Message | undefined;
  /** Of an answer, the method of its request. */
  readonly method: string | undefined;
  /** Of a request: the step of its answer. Of an answer: the step of its request. */
  other: number | undefined;
}

/** The connections of a recording, in the order they were opened. */
export function connectionsOf(frames: readonly RecordedFrame[]): Step[][] {
  const found = new Map<number, Step[]>();
  for (const { frame, message, method } of messagesOf(frames)) {
    const steps = found.get(frame.conn) ?? [];
    found.set(frame.conn, steps);
    const { dir, t, text } = frame;
    const step: Step = { index: steps.length, dir, t, text, message, method, other: undefined };
    steps.push(step);
    if (message?.kind === 'success' || message?.kind === 'failure') link(steps, step, message.id);
  }
  return [...found.values()];
}

function link(steps: readonly Step[], answer: Step, id: unknown): void {
  const asked = steps.findLast(
    ({ message, dir, other }) =>
      message?.kind === 'request' && dir !== answer.dir && message.id === id && other === undefined,
  );
  if (asked === undefined) return;
  asked.other = answer.index;
  answer.other = asked.index;
}
