// `astc trigger-cmd-approval [MESSAGE]`: a turn in which the server must ask before it runs a command.

import { defineCommand } from '../command.js';
import {
  addCwd,
  COMMAND_APPROVAL,
  mustAsk,
  READ_ONLY,
  runTrigger,
  type TriggerOptions,
} from '../triggers/trigger.js';

const MESSAGE = 'Run `touch /tmp/should-trigger-approval` outside the sandbox and tell me whether it worked.';

export const command = defineCommand<TriggerOptions>({
  define(command) {
    command.argument('[message]', 'what to say instead of asking for a file to be touched');
    addCwd(command);
  },
  run: (context, [message = MESSAGE], { cwd }) =>
    runTrigger(context, {
      message,
      cwd,
      params: READ_ONLY,
      check: mustAsk(COMMAND_APPROVAL, 'to run a command'),
    }),
});
