// The two commands that count how many people are being waited for on a thread; while there are any, the time-outs of
// its commands stand still.

import { type AnyCommand, defineCommand } from '../command.js';
import { withClient } from '../connect.js';
import { refuseDynamicTools } from '../dynamic-tools.js';
import { resolveEndpoint } from '../endpoint.js';
import { UsageError } from '../errors.js';
import { ExitCode } from '../exit-codes.js';

type Method = 'thread/increment_elicitation' | 'thread/decrement_elicitation';

/** The command for one of the two methods. */
export function countCommand(method: Method): AnyCommand {
  return defineCommand({
    define(command) {
      command.argument('<thread-id>', 'a thread that is loaded on the server');
    },
    run: async (context, [threadId = '']) => {
      refuseDynamicTools(context);
      if (resolveEndpoint(context.options, context.io.env).kind !== 'url') {
        throw new UsageError(
          'no_effect',
          'The count lives in a running server and ends with it: name that server with --url.',
        );
      }
      return withClient(context, { experimentalApi: true, approvals: 'leave' }, async ({ client }) => {
        const result = await client.call(method, { threadId }, { signal: context.stopped });
        context.output.line(`${result.count} waiting, time-outs ${result.paused ? 'paused' : 'running'}`);
        return { code: ExitCode.ok, outcome: 'ok', result: { ...result } };
      });
    },
  });
}
