// `astc trigger-patch-approval [MESSAGE]`: a turn in which the server must ask before it changes a file.

import { defineCommand } from '../command.js';
import {
  addCwd,
  mustAsk,
  PATCH_APPROVAL,
  READ_ONLY,
  runTrigger,
  type TriggerOptions,
} from '../triggers/trigger.js';

const MESSAGE = 'Create a file named APPROVAL_DEMO.txt containing a short hello message using apply_patch.';

export const command = defineCommand<TriggerOptions>({
  define(command) {
    command.argument('[message]', 'what to say instead of asking for a small file');
    addCwd(command);
  },
  run: (context, [message = MESSAGE], { cwd }) =>
    runTrigger(context, {
      message,
      cwd,
      params: READ_ONLY,
      check: mustAsk(PATCH_APPROVAL, 'to change a file'),
    }),
});
