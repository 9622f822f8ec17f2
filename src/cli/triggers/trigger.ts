// What the trigger commands share: a turn whose only purpose is that the server asks, or does not ask.

import type { Command } from 'commander';
import type { TurnOptions } from '../../client/index.js';
import type { FirstWord } from '../approvals/approvals.js';
import type { CommandContext } from '../command.js';
import { withClient } from '../connect.js';
import { startThread } from '../dynamic-tools.js';
import { ExitCode } from '../exit-codes.js';
import type { Journal } from '../journal.js';
import type { Verdict } from '../output/output.js';
import { runTurn } from '../run-turn.js';
import { sentence } from '../verdict.js';

/** Nothing may be written, and the model may ask for more: what changes something has to be asked about. */
export const READ_ONLY: NonNullable<TurnOptions['params']> = {
  approvalPolicy: 'on-request',
  sandboxPolicy: { type: 'readOnly', networkAccess: false },
};

export const COMMAND_APPROVAL = 'item/commandExecution/requestApproval';
export const PATCH_APPROVAL = 'item/fileChange/requestApproval';

export interface TriggerOptions {
  readonly cwd?: string;
}

export interface Trigger {
  readonly message: string;
  readonly params?: TurnOptions['params'];
  readonly cwd: string | undefined;
  readonly firstWord?: FirstWord;
  /** Ends of a turn that are no failure of the command: `interrupted` when it cancels on purpose. */
  readonly goodEnds?: readonly Verdict['code'][];
  /** What did not hold, one sentence; undefined when all is well. */
  check(journal: Journal): string | undefined;
}

export function addCwd(command: Command): void {
  command.option('--cwd <dir>', 'folder of the thread, where commands run and files are made');
}

/** Runs the turn and asserts: a turn that ended well but not as promised exits 1. */
export async function runTrigger(context: CommandContext, trigger: Trigger): Promise<Verdict> {
  const { message, params, cwd, firstWord, goodEnds = [ExitCode.ok] } = trigger;
  const needs = { experimentalApi: true, approvals: 'accept', firstWord } as const;
  return withClient(context, needs, async (connection) => {
    const threadId = await startThread(context, connection, { experimentalApi: true, cwd });
    const verdict = await runTurn(context, connection, { threadId, message, params });
    const isJudged = verdict.code === ExitCode.ok || goodEnds.includes(verdict.code);
    if (!isJudged) return verdict;
    const missing = trigger.check(context.journal);
    if (missing !== undefined) {
      return { ...verdict, code: ExitCode.refused, outcome: 'assertion', message: sentence(missing) };
    }
    if (verdict.code === ExitCode.ok) return verdict;
    return { ...verdict, code: ExitCode.ok, outcome: 'as expected' };
  });
}

/** A check that the server asked by this method; `what` completes "asked". */
export function mustAsk(method: string, what: string): Trigger['check'] {
  return ({ approvals, turns }) => {
    if (approvals.some((approval) => approval.method === method)) return undefined;
    const items = turns.at(-1)?.items.filter((type) => type !== 'userMessage') ?? [];
    const instead =
      approvals.length > 0
        ? `it asked ${approvals.map((approval) => approval.method).join(', ')}`
        : `its items were ${items.join(', ') || 'none'}`;
    return `The turn ended, but the server never asked ${what}; ${instead}`;
  };
}
