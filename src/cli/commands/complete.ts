// `astc complete SHELL`: a script that makes the shell ask `astc complete --line -- WORDS` for what may follow.

import { defineCommand } from '../command.js';
import { completionScripts } from '../complete/scripts.js';
import { suggest } from '../complete/suggest.js';
import { UsageError } from '../errors.js';
import { ExitCode } from '../exit-codes.js';

interface Options {
  readonly line?: boolean;
}

const SHELLS = Object.keys(completionScripts).join(', ');

export const command = defineCommand<Options>({
  ownsOutput: true,
  define(command) {
    const install = Object.values(completionScripts).map((shell) => `  ${shell.install}`);
    command
      .argument('[words...]', `a shell: ${SHELLS}`)
      .option('--line', 'for the scripts: print what may be the last of the words, which stand behind --')
      .addHelpText('after', `\nTo have it in every shell:\n${install.join('\n')}`);
  },
  run: async ({ io, commands }, words, { line = false }) => {
    if (line) {
      const lines = (await suggest(commands, words)).map(
        ({ value, description = '' }) => `${value}\t${description.replaceAll('\n', ' ')}\n`,
      );
      io.stdout.write(lines.join(''));
      return { code: ExitCode.ok, outcome: 'ok' };
    }
    const [shell = ''] = words;
    const known = Object.hasOwn(completionScripts, shell) ? completionScripts[shell] : undefined;
    if (known === undefined || words.length > 1)
      throw new UsageError('bad_option', `For which shell? Choose one of ${SHELLS}.`);
    io.stdout.write(known.script);
    return { code: ExitCode.ok, outcome: 'ok' };
  },
});
