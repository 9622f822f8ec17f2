// `astc list`: every message of a version, and who sends it.

import { type CommandContext, defineCommand } from '../command.js';
import { ExitCode } from '../exit-codes.js';
import { table } from '../output/text.js';
import { chosenProfile, type MessageFact, type MessageKind, messagesOf } from '../reference/index.js';

interface Options {
  readonly experimental?: boolean;
}

const TITLES: Readonly<Record<MessageKind, string>> = {
  request: 'A client asks',
  serverRequest: 'The server asks',
  notification: 'The server tells',
  clientNotification: 'A client tells',
};

export const command = defineCommand<Options>({
  define(command) {
    command
      .argument('[word]', 'only methods with this in their name')
      .option('--experimental', 'also what needs the experimental API');
  },
  run: async (context, [word = ''], { experimental = false }) => {
    const profile = chosenProfile(context);
    const all = messagesOf(profile).filter(({ isHidden }) => !isHidden);
    const named = all.filter(({ method }) => method.toLowerCase().includes(word.toLowerCase()));
    const messages = named.filter(({ isExperimental }) => experimental || !isExperimental);
    for (const kind of Object.keys(TITLES) as MessageKind[]) // its own keys
      print(
        context,
        TITLES[kind],
        messages.filter((message) => message.kind === kind),
      );
    const left = named.length - messages.length;
    if (left > 0) context.output.note(`${left} more need the experimental API: --experimental shows them.`);
    if (messages.length === 0)
      return {
        code: ExitCode.refused,
        outcome: 'nothing',
        message: `Nothing in ${profile.name} has "${word}" in its name.`,
        result: { profile: profile.name, messages },
      };
    return { code: ExitCode.ok, outcome: 'ok', result: { profile: profile.name, messages } };
  },
});

function print({ output }: CommandContext, title: string, messages: readonly MessageFact[]): void {
  if (messages.length === 0) return;
  const rows = messages.map(({ method, params, result, isExperimental }) => [
    `  ${method}`,
    params ?? '-',
    result === null ? '' : `→ ${result}`,
    isExperimental ? 'experimental' : '',
  ]);
  // In one piece: a line at a time would take longer than all the rest.
  output.line([`${title} (${messages.length}):`, ...table(rows)].join('\n'));
}
