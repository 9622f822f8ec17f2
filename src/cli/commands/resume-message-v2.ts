// `astc resume-message-v2 THREAD_ID MESSAGE`: resumes a thread and runs one turn in it.

import { defineCommand } from '../command.js';
import { withClient } from '../connect.js';
import { refuseDynamicTools } from '../dynamic-tools.js';
import { runTurn } from '../run-turn.js';

export const command = defineCommand({
  define(command) {
    command.argument('<thread-id>', 'which thread').argument('<message>', 'what to say');
  },
  run: async (context, [threadId = '', message = '']) => {
    refuseDynamicTools(context);
    return withClient(context, { experimentalApi: true, approvals: 'ask' }, async (connection) => {
      await connection.client.call('thread/resume', { threadId }, { signal: context.stopped });
      return runTurn(context, connection, { threadId, message });
    });
  },
});
