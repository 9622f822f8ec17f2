// `astc complete SHELL`: a script that makes the shell ask `astc complete -- WORDS` for what may follow.

import { script } from '@bomb.sh/tab';
import { defineCommand } from '../command.js';
import { suggest } from '../complete/suggest.js';
import { UsageError } from '../errors.js';
import { ExitCode } from '../exit-codes.js';

const SHELLS: Readonly<Record<string, string>> = {
  bash: 'source <(astc complete bash)   in ~/.bashrc',
  zsh: 'source <(astc complete zsh)   in ~/.zshrc, below compinit',
  fish: 'astc complete fish | source   in ~/.config/fish/config.fish',
  powershell: 'astc complete powershell | Out-String | Invoke-Expression   in $PROFILE',
};

/** What the script takes from the package bash-completion, for machines without it. */
const BASH_HELPER = `declare -F _get_comp_words_by_ref >/dev/null || _get_comp_words_by_ref() {
    cur=\${COMP_WORDS[COMP_CWORD]}
    prev=\${COMP_WORDS[COMP_CWORD - 1]}
    words=("\${COMP_WORDS[@]}")
    cword=$COMP_CWORD
}
`;

export const command = defineCommand({
  ownsOutput: true,
  define(command) {
    command
      .argument('[words...]', `a shell (${Object.keys(SHELLS).join(', ')}), or what has been typed so far`)
      .addHelpText(
        'after',
        `\nTo have it in every shell:\n${Object.values(SHELLS)
          .map((line) => `  ${line}`)
          .join('\n')}`,
      );
  },
  run: async ({ io, commands }, words) => {
    const [shell] = words;
    if (shell === undefined)
      throw new UsageError('bad_option', `For which shell? ${Object.keys(SHELLS).join(', ')}.`);
    if (words.length === 1 && Object.hasOwn(SHELLS, shell)) {
      if (shell === 'bash') io.stdout.write(BASH_HELPER);
      script(shell, 'astc', 'astc');
    } else await suggest(commands, words);
    return { code: ExitCode.ok, outcome: 'ok' };
  },
});
