// Steps that scenarios of turns share.

import type { ReplyObject, Script } from '../../backend/index.js';
import type { Bench } from '../bench.js';
import type { Line } from '../line.js';

/** A model that says `a`, waits before the gate, and goes on with `b`. */
export const HELD: Script = { replies: [{ text: { chunks: ['a', { hold: 'gate' }, 'b'] } }, 'after'] };

export interface HeldTurn {
  readonly line: Line;
  readonly threadId: string;
  readonly turnId: string;
}

/** A turn whose message has begun and stands before the gate of `HELD`. */
export async function heldTurn(bench: Bench): Promise<HeldTurn> {
  const line = await bench.connect();
  const threadId = await bench.startThread(line);
  const turnId = await bench.startTurn(line, threadId);
  await line.hears('item/agentMessage/delta', { threadId });
  return { line, threadId, turnId };
}

/** A model that wants a command to run which no policy but `never` trusts. */
export const TOUCH: ReplyObject = {
  call: { name: 'exec_command', id: 'call_1', arguments: { cmd: 'touch made.txt' } },
};

/** Settings under which people are asked about `TOUCH`, and it may run once they agree. */
export const ASKING = { approvalPolicy: 'untrusted', sandbox: 'danger-full-access' };

/** Params of a turn in plan mode, in which the model may ask people. */
export function planMode(model = 'gpt-5.4'): Readonly<Record<string, unknown>> {
  const settings = { model, reasoning_effort: null, developer_instructions: null };
  return { collaborationMode: { mode: 'plan', settings } };
}

/** Whether the model has read the text in its last request; JSON is escaped there. */
export function modelRead(bench: Bench, text: string): boolean {
  const body = JSON.stringify(bench.backend.requests.at(-1)?.body);
  return body.includes(JSON.stringify(text).slice(1, -1));
}

/** Runs a turn that fails and gives the params of turn/completed and of the error. */
export async function failedTurn(
  bench: Bench,
  line?: Line,
): Promise<{ completed: unknown; error: unknown; labels: string[] }> {
  const over = line ?? (await bench.connect());
  const threadId = await bench.startThread(over);
  const { completed, since } = await bench.turn(over, threadId);
  const error = await over.hears('error', { threadId, willRetry: false }, since);
  return { completed, error, labels: over.labels(since) };
}
