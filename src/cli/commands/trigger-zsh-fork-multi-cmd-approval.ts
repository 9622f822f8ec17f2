// `astc trigger-zsh-fork-multi-cmd-approval [MESSAGE]`: one command line made of several commands, each of which the
// server asks about on the same item; one of them can be refused on purpose.

import { InvalidArgumentError } from 'commander';
import { defineCommand } from '../command.js';
import { UsageError } from '../errors.js';
import { ExitCode } from '../exit-codes.js';
import type { Journal, ServerRequestRecord } from '../journal.js';
import { addCwd, COMMAND_APPROVAL, runTrigger, type TriggerOptions } from '../triggers/trigger.js';

const MESSAGE =
  'Run this exact command in one call, without splitting or rewriting it: /usr/bin/true && /usr/bin/true';

interface Options extends TriggerOptions {
  readonly minApprovals: number;
  readonly abortOn?: number;
}

export const command = defineCommand<Options>({
  define(command) {
    command
      .argument('[message]', 'what to say instead')
      .option('--min-approvals <n>', 'how often the server must ask about one item', count, 2)
      .option('--abort-on <n>', 'answer the nth question with cancel, from 1', count);
    addCwd(command);
  },
  run: async (context, [message = MESSAGE], { minApprovals, abortOn, cwd }) => {
    if (abortOn !== undefined && abortOn > minApprovals) {
      throw new UsageError(
        'bad_option',
        `--abort-on ${abortOn} lies behind --min-approvals ${minApprovals}: nothing is asked after a cancel.`,
      );
    }
    let asked = 0;
    return runTrigger(context, {
      message,
      cwd,
      params: { approvalPolicy: 'untrusted', sandboxPolicy: { type: 'readOnly', networkAccess: false } },
      firstWord: ({ method }) => {
        if (method !== COMMAND_APPROVAL) return undefined;
        asked += 1;
        return asked === abortOn ? 'cancel' : undefined;
      },
      goodEnds: abortOn === undefined ? [] : [ExitCode.turnInterrupted],
      check: (journal) => check(journal, abortOn ?? minApprovals, abortOn !== undefined),
    });
  },
});

function check(journal: Journal, wanted: number, isAborted: boolean): string | undefined {
  const approvals = journal.approvals.filter(({ method }) => method === COMMAND_APPROVAL);
  if (approvals.length < wanted)
    return `The server asked ${times(approvals.length)}, not ${times(wanted)} as it should`;
  const most = Math.max(...countByItem(approvals).values());
  if (most < wanted) return `The server asked about one item ${times(most)} at most, not ${times(wanted)}`;
  const turn = journal.turns.at(-1);
  if (isAborted && turn?.status !== 'interrupted')
    return `The turn ended ${turn?.status} although a command was cancelled`;
  const end = journal.lastCommand;
  if (isAborted) {
    return end === undefined || end.status === 'completed'
      ? 'The cancelled command did not end as declined or failed'
      : undefined;
  }
  return end?.status === 'completed' && end.exitCode === 0
    ? undefined
    : `The command ended ${end?.status ?? 'never'} with exit code ${end?.exitCode ?? 'none'}`;
}

function countByItem(approvals: readonly ServerRequestRecord[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { itemId = '' } of approvals) counts.set(itemId, (counts.get(itemId) ?? 0) + 1);
  return counts;
}

function times(count: number): string {
  return count === 1 ? 'once' : `${count} times`;
}

function count(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1)
    throw new InvalidArgumentError('It is no number of at least 1.');
  return number;
}
