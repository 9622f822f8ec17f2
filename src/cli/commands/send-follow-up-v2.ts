// `astc send-follow-up-v2 FIRST FOLLOW_UP`: two turns, one after the other, in one new thread.

import { defineCommand } from '../command.js';
import { withClient } from '../connect.js';
import { startThread } from '../dynamic-tools.js';
import { ExitCode } from '../exit-codes.js';
import { runTurn } from '../run-turn.js';

export const command = defineCommand({
  define(command) {
    command.argument('<first>', 'the first message').argument('<follow-up>', 'the second message');
  },
  run: (context, [first = '', followUp = '']) =>
    withClient(context, { experimentalApi: true, approvals: 'ask' }, async (connection) => {
      const threadId = await startThread(context, connection, { experimentalApi: true });
      const verdict = await runTurn(context, connection, { threadId, message: first });
      if (verdict.code !== ExitCode.ok) return verdict;
      return runTurn(context, connection, { threadId, message: followUp });
    }),
});
