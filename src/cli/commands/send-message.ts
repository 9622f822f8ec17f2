// `astc send-message MESSAGE`: a new thread, one turn, without the experimental API.

import { defineCommand } from '../command.js';
import { withClient } from '../connect.js';
import { startThread } from '../dynamic-tools.js';
import { runTurn } from '../run-turn.js';

export const command = defineCommand({
  define(command) {
    command.argument('<message>', 'what to say');
  },
  run: (context, [message = '']) =>
    withClient(context, { experimentalApi: false, approvals: 'ask' }, async (connection) => {
      const threadId = await startThread(context, connection, { experimentalApi: false });
      return runTurn(context, connection, { threadId, message });
    }),
});
