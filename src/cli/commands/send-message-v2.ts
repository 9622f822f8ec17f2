// `astc send-message-v2 MESSAGE`: a new thread, one turn, with the experimental API on request.

import { defineCommand } from '../command.js';
import { withClient } from '../connect.js';
import { startThread } from '../dynamic-tools.js';
import { runTurn } from '../run-turn.js';

export const command = defineCommand<{ experimentalApi?: boolean }>({
  define(command) {
    command
      .argument('<message>', 'what to say')
      .option('--experimental-api', 'ask the server for experimental methods and fields');
  },
  run: (context, [message = ''], { experimentalApi = false }) =>
    withClient(context, { experimentalApi, approvals: 'ask' }, async (connection) => {
      const threadId = await startThread(context, connection, { experimentalApi });
      return runTurn(context, connection, { threadId, message });
    }),
});
