// The heart of the demo: A streams a long answer, B joins in the middle, and both must end with the same text.

import { listAt, textAt } from '../../util/peek.js';
import type { LaneName, Lanes } from './lanes.js';
import type { Player } from './player.js';

export interface RejoinResult {
  readonly codes: Readonly<Record<LaneName, number>>;
  /** What A saw, delta by delta. */
  readonly whole: string;
  /** What the snapshot gave B of the running message. */
  readonly snapshot: string;
  /** What B saw after it. */
  readonly rest: string;
  /** The message as the server sent it at the end. */
  readonly final: string;
}

export interface RejoinOptions {
  readonly threadId: string;
  readonly message: string;
  /** B starts when A has seen so many pieces. */
  readonly joinAfter: number;
}

export async function playRejoin(
  player: Player,
  lanes: Lanes,
  options: RejoinOptions,
): Promise<RejoinResult> {
  const { threadId, message, joinAfter } = options;
  let [whole, snapshot, rest, final] = ['', '', '', ''];
  let pieces = 0;
  let joining: Promise<number> | undefined;
  const join = (): Promise<number> => {
    lanes.mark('▸ joins …');
    return player.stream(['thread-resume', threadId, '--until-idle'], (line) => {
      const text = partialMessage(line);
      if (text !== undefined) {
        snapshot = text;
        lanes.mark(`▸ snapshot: ${text.length} characters so far`);
        lanes.push('B', text, true);
      }
      const delta = deltaOf(line);
      if (delta === undefined) return;
      rest += delta;
      lanes.push('B', delta);
    }).ended;
  };
  const first = player.stream(['resume-message-v2', threadId, message], (line) => {
    final = finalMessage(line) ?? final;
    const delta = deltaOf(line);
    if (delta === undefined) return;
    whole += delta;
    pieces += 1;
    lanes.push('A', delta);
    if (pieces === joinAfter) joining = join();
  });
  const A = await first.ended;
  const B = (await joining) ?? 1;
  lanes.end();
  return { codes: { A, B }, whole, snapshot, rest, final };
}

function deltaOf(line: unknown): string | undefined {
  return textAt(line, 'method') === 'item/agentMessage/delta' ? textAt(line, 'params', 'delta') : undefined;
}

function finalMessage(line: unknown): string | undefined {
  if (textAt(line, 'method') !== 'item/completed') return undefined;
  if (textAt(line, 'params', 'item', 'type') !== 'agentMessage') return undefined;
  return textAt(line, 'params', 'item', 'text');
}

/** The agent message of the running turn in the answer to thread/resume; empty when the server leaves it out. */
function partialMessage(line: unknown): string | undefined {
  if (textAt(line, 'kind') !== 'success' || textAt(line, 'method') !== 'thread/resume') return undefined;
  const running = listAt(line, 'result', 'thread', 'turns').findLast(
    (turn) => textAt(turn, 'status') === 'inProgress',
  );
  return listAt(running, 'items')
    .filter((item) => textAt(item, 'type') === 'agentMessage')
    .map((item) => textAt(item, 'text') ?? '')
    .join('');
}
