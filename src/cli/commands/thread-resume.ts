// `astc thread-resume THREAD_ID`: joins a thread; what it holds and then what happens, until the end.

import type { JoinedThread, TurnView } from '../../client/index.js';
import { listAt, textAt } from '../../util/peek.js';
import { defineCommand } from '../command.js';
import { withClient } from '../connect.js';
import { refuseDynamicTools } from '../dynamic-tools.js';
import { ExitCode } from '../exit-codes.js';
import type { Verdict } from '../output/output.js';
import { verdictOfTurn } from '../run-turn.js';
import { untilEnd } from '../until-end.js';

export const command = defineCommand<{ untilIdle?: boolean }>({
  showsHistory: true,
  define(command) {
    command
      .argument('<thread-id>', 'which thread')
      .option('--until-idle', 'end when no turn runs any more, with the exit code of the last one');
  },
  run: async (context, [threadId = ''], { untilIdle = false }) => {
    refuseDynamicTools(context);
    return withClient(context, { experimentalApi: true, approvals: 'leave' }, async ({ client }) => {
      const joined = await client.joinThread(threadId, {}, { signal: context.stopped });
      return untilEnd(context, client, untilIdle ? idle(joined) : undefined);
    });
  },
});

/** Follows the turn that runs, and whatever runs right behind it. */
async function idle(joined: JoinedThread): Promise<Verdict> {
  const { threadId, snapshot } = joined;
  let last: TurnView | undefined = joined.view.running;
  if (
    !listAt(snapshot, 'turns').some((turn) => textAt(turn, 'status') === 'inProgress') &&
    last === undefined
  ) {
    return { code: ExitCode.ok, outcome: 'idle', result: { threadId } };
  }
  for await (const { method } of joined) {
    last = joined.view.running ?? last;
    if (method === 'turn/completed' && joined.view.running === undefined) break;
  }
  last ??= joined.view.turns.at(-1);
  if (last === undefined) return { code: ExitCode.ok, outcome: 'idle', result: { threadId } };
  const status = last.status === 'inProgress' ? 'completed' : last.status;
  return verdictOfTurn({ threadId, turnId: last.id, status, error: last.error, text: last.text, view: last });
}
