// write_stdin: types into a session of exec_command, or only waits for news of it.

import { DomainError } from '../../errors.js';
import type { ThreadSettings } from '../../settings.js';
import { Arguments } from '../arguments.js';
import { amount, functionTool, type Tool, ToolRefusal, text } from '../tool.js';
import type { ToolDeps } from '../tool-deps.js';
import { report } from './exec-command.js';

const WRITE_YIELD = { least: 250, most: 30_000, usual: 250 };
const POLL_YIELD = { least: 5_000, most: 300_000, usual: 5_000 };

export function writeStdin(deps: ToolDeps): Tool {
  return {
    name: 'write_stdin',
    kind: 'function',
    stopped: deps.rules.stoppedCommandsAreTimed ? 'timed' : 'plain',
    offered: () =>
      functionTool(
        'write_stdin',
        'Writes to a command that exec_command left running, and returns what it has said since.',
        {
          session_id: amount('Id of the session, as exec_command told it.'),
          chars: text('What to write; nothing only waits for output.'),
          yield_time_ms: amount(
            'Milliseconds to wait: 250 to 30000 after writing, 5000 to 300000 when only waiting; the least by default.',
          ),
          max_output_tokens: amount('How much output to return, in tokens; 10000 by default.'),
        },
        ['session_id'],
      ),
    async run(call, context) {
      const args = new Arguments(call.input);
      const id = args.integer('session_id');
      const chars = args.optionalText('chars') ?? '';
      const { least, most, usual } = chars === '' ? pollYield(context.settings) : WRITE_YIELD;
      const yieldMs = Math.min(Math.max(args.optionalInteger('yield_time_ms') ?? usual, least), most);
      const wanted = args.optionalInteger('max_output_tokens');
      const session = deps.of(context.threadId).sessions.find(id);
      if (session === undefined) throw new ToolRefusal(`write_stdin failed: Unknown process id ${id}`);
      if (chars !== '') {
        if (!session.isInteractive) throw new ToolRefusal(NOT_INTERACTIVE);
        try {
          await session.write(chars);
        } catch (thrown) {
          // It ended in between: its last words are still to be told.
          if (!(thrown instanceof DomainError) || thrown.failure.code !== 'stdinClosed') throw thrown;
        }
      }
      if (chars !== '' || deps.rules.emptyPollsAreTold) session.tellInteraction(chars);
      return report(deps, context, session, { yieldMs, wanted });
    },
  };
}

/** No poll is shorter than the least, whatever the configuration says. */
function pollYield({ longestWaitMs = POLL_YIELD.most }: ThreadSettings): typeof POLL_YIELD {
  return { ...POLL_YIELD, most: Math.max(POLL_YIELD.least, longestWaitMs) };
}

const NOT_INTERACTIVE =
  'write_stdin failed: stdin is closed for this session; rerun exec_command with tty=true to keep stdin open';
