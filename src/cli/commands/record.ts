// `astc record FILE -- COMMAND`: runs a server over stdio, or with --client a client that starts one, and keeps
// what the two say.

import { defineCommand } from '../command.js';
import { UsageError } from '../errors.js';
import { ExitCode } from '../exit-codes.js';

interface Options {
  readonly client?: boolean;
  readonly redactPaths?: boolean;
}

export const command = defineCommand<Options>({
  ownsOutput: true,
  define(command) {
    command
      .argument('<file>', 'where the recording goes; %p stands for the process id')
      .argument('<command...>', 'behind --: a server that talks over stdio, such as codex app-server')
      .option('--client', 'the command is a client: the codex it starts is recorded')
      .option('--redact-paths', 'also take out every path');
  },
  run: async (context, [file = '', ...words], { client = false, redactPaths = false }) => {
    const [command, ...args] = words;
    if (command === undefined)
      throw new UsageError('bad_option', 'Record what? Write -- and a command behind the file.');
    if (client) {
      const { runClient } = await import('../tap/record-client.js');
      return runClient({ file, command, args, redactPaths }, context);
    }
    const { recordServer } = await import('../tap/record-server.js');
    await recordServer({ file, command, args, redactPaths });
    return { code: ExitCode.ok, outcome: 'ok' };
  },
});
