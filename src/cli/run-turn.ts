// One message and what became of it: starts the turn, waits for its end, and makes the verdict of it.

import type { Client, TurnOptions, TurnOutcome, TurnStream } from '../client/index.js';
import { ClientError } from '../client/index.js';
import { textAt } from '../util/peek.js';
import type { CommandContext } from './command.js';
import type { Connection } from './connect.js';
import { ExitCode } from './exit-codes.js';
import type { Verdict } from './output/output.js';
import { aborted } from './stop-signals.js';
import { STOPPED, sentence, verdictOf } from './verdict.js';

/** How long an interrupt may take before the command ends without its confirmation. */
const INTERRUPT_MS = 2000;

export interface TurnWish {
  readonly threadId: string;
  readonly message: string;
  /** What turn/start takes besides thread and input. */
  readonly params?: TurnOptions['params'];
}

/** Runs one turn to its end; a turn that is stopped or takes too long is interrupted on the server as well. */
export async function runTurn(
  context: CommandContext,
  { client, approvals }: Connection,
  { threadId, message, params }: TurnWish,
): Promise<Verdict> {
  const stream = client.turn(threadId, message, params === undefined ? {} : { params });
  context.output.waiting('waiting for the model');
  try {
    const outcome = await Promise.race([stream.completed, aborted(context.stopped)]);
    if (outcome === undefined) return { ...(await giveUp(context, stream)), result: { threadId } };
    const verdict = verdictOfTurn(outcome);
    if (verdict.code !== ExitCode.ok || approvals.unasked.length === 0) return verdict;
    return {
      ...verdict,
      code: ExitCode.unanswered,
      outcome: 'unanswered',
      message: unansweredMessage(approvals.unasked.length),
    };
  } catch (thrown) {
    if (!(thrown instanceof ClientError) || thrown.code !== 'timeout') throw thrown;
    await interrupt(context, client, stream);
    return { ...verdictOf(thrown), result: { threadId, turnId: stream.view?.id } };
  } finally {
    context.output.waiting(undefined);
  }
}

export function verdictOfTurn({ threadId, turnId, status, error, text, view }: TurnOutcome): Verdict {
  const totals = view.usage?.total;
  const result = { threadId, turnId, status, text, error, usage: totals ?? null };
  switch (status) {
    case 'completed':
      return { code: ExitCode.ok, outcome: status, result };
    case 'interrupted':
      return {
        code: ExitCode.turnInterrupted,
        outcome: status,
        message: 'The turn was interrupted.',
        result,
      };
    case 'failed':
      return {
        code: ExitCode.turnFailed,
        outcome: status,
        message: `The turn failed: ${sentence(textAt(error, 'message') ?? 'the server gave no reason')}`,
        result,
      };
    default:
      return {
        code: ExitCode.protocolViolation,
        outcome: 'violation',
        message: `The turn ended as ${JSON.stringify(status)}, which says nothing to this client.`,
        result,
      };
  }
}

/** Ctrl-C: stops the turn on the server and waits a moment for it to say so. */
async function giveUp(context: CommandContext, stream: TurnStream): Promise<Verdict> {
  context.output.waiting('interrupting the turn');
  const end = stream.completed.catch(() => {});
  stream.interrupt().catch(() => {});
  await Promise.race([end, pause(context, INTERRUPT_MS)]);
  return STOPPED;
}

/** The stream has given up following, so the turn is named by hand. */
async function interrupt(context: CommandContext, client: Client, stream: TurnStream): Promise<void> {
  const turnId = stream.view?.id;
  if (turnId === undefined) return;
  const { threadId } = stream;
  const call = client.call('turn/interrupt', { threadId, turnId }, { timeoutMs: INTERRUPT_MS });
  await Promise.race([call.catch(() => {}), aborted(context.stopped)]);
}

function pause({ io }: CommandContext, ms: number): Promise<void> {
  return new Promise((resolve) => {
    io.clock.setTimeout(resolve, ms);
  });
}

function unansweredMessage(count: number): string {
  const what = count === 1 ? 'one request of the server was' : `${count} requests of the server were`;
  return `The turn completed, but ${what} declined because nobody could be asked; say --approve accept, decline or cancel.`;
}
