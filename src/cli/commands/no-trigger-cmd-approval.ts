// `astc no-trigger-cmd-approval [MESSAGE]`: a turn that runs a command without the server asking anybody.

import { defineCommand } from '../command.js';
import type { Journal } from '../journal.js';
import { addCwd, runTrigger, type TriggerOptions } from '../triggers/trigger.js';

const MESSAGE = 'Run `echo should not need an approval`.';

export const command = defineCommand<TriggerOptions>({
  define(command) {
    command.argument('[message]', 'what to say instead of asking for an echo');
    addCwd(command);
  },
  run: (context, [message = MESSAGE], { cwd }) => runTrigger(context, { message, cwd, check }),
});

function check({ approvals, turns }: Journal): string | undefined {
  const [asked] = approvals;
  if (asked !== undefined) return `The server asked, though nothing needed it: ${asked.what}`;
  // Without a command there was nothing to ask about.
  return turns.at(-1)?.items.includes('commandExecution') === true
    ? undefined
    : 'The turn ended without an approval, but no command ran either';
}
