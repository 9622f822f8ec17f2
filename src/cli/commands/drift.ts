// `astc drift A B`: what changed in the protocol between two versions, and for whom it breaks. No server runs, unless
// --behaviour asks what they do.

import {
  breaksInWords,
  compareSurfaces,
  countBreaks,
  type Drift,
  limitTo,
  markdownOf,
  type Section,
  sectionsOf,
  type Usage,
} from '../../drift/index.js';
import { type CommandContext, defineCommand } from '../command.js';
import type { PlayedDrift } from '../drift/behaviour.js';
import { readUsage } from '../drift/read-usage.js';
import { surfaceOf } from '../drift/side-of.js';
import { refuseDynamicTools } from '../dynamic-tools.js';
import { UsageError } from '../errors.js';
import { ExitCode } from '../exit-codes.js';
import type { Verdict } from '../output/output.js';

interface Options {
  readonly usedBy?: string;
  readonly behaviour?: boolean;
  readonly all?: boolean;
  readonly markdown?: boolean;
}

export const command = defineCommand<Options>({
  define(command) {
    command
      .argument('[from]', 'a version this build knows, or the path of a codex')
      .argument('[to]', 'the same; each may be given as --codex-bin instead')
      .option('--used-by <path>', 'only what this recording (.jsonl), or these sources, use')
      .option('--behaviour', 'also play the conformance scenarios on both and tell what they do otherwise')
      .option('--all', 'also what breaks nobody')
      .option('--markdown', 'as Markdown');
  },
  run: async (context, words, { usedBy, behaviour = false, all = false, markdown = false }) => {
    refuseDynamicTools(context);
    const [from, to] = sidesOf(words, context);
    const usage = usedBy === undefined ? undefined : readUsage(usedBy);
    const [before, after] = await Promise.all([surfaceOf(from, context.io), surfaceOf(to, context.io)]);
    const whole = compareSurfaces(before, after);
    const drift = usage === undefined ? whole : limitTo(whole, usage, [before, after]);
    const played = behaviour ? await behaviourOf(context, [from, to], usage) : undefined;
    if (markdown) context.output.line(markdownOf(drift, all, played?.sections(all)).trimEnd());
    else show(context, drift, [...sectionsOf(drift, all), ...(played?.sections(all) ?? [])]);
    if (played !== undefined) context.output.note(played.sums);
    return verdictOf(drift, played);
  },
});

/** Versions and paths as they stand on the command line, those of --codex-bin last. */
function sidesOf(words: readonly string[], { options }: CommandContext): [string, string] {
  const [from, to, ...more] = [...words, ...options.codexBins];
  if (from === undefined || to === undefined || more.length > 0) {
    throw new UsageError(
      'bad_option',
      `Drift is between two: give versions, paths or --codex-bin PATH, not ${words.length + options.codexBins.length} of them.`,
    );
  }
  return [from, to];
}

/** The suite is loaded by those alone who want it played. */
async function behaviourOf(
  context: CommandContext,
  sides: readonly [string, string],
  usage: Usage | undefined,
): Promise<PlayedDrift> {
  const { playBehaviour } = await import('../drift/behaviour.js');
  return playBehaviour(context, sides, usage);
}

function show({ output }: CommandContext, drift: Drift, sections: readonly Section[]): void {
  for (const { title, lines } of sections) {
    output.line(`${title}:`);
    for (const { place, text, uses } of lines) {
      output.line(`  ${place}  ${text}`);
      if (uses !== '') output.line(`    in ${uses}`);
    }
  }
  if (drift.changes.length === 0) output.line(`Nothing changed from ${drift.from} to ${drift.to} here.`);
}

function verdictOf({ from, to, changes }: Drift, played: PlayedDrift | undefined): Verdict {
  const breaks = countBreaks(changes);
  const breaking = played?.changes.filter((change) => change.breaks).length ?? 0;
  const isBreaking = breaks.clients + breaks.servers + breaking > 0;
  const behaviour = played === undefined ? '' : `; in behaviour ${breaking} breaking for clients`;
  return {
    code: isBreaking ? ExitCode.differences : ExitCode.ok,
    outcome: isBreaking ? 'breaking' : 'ok',
    message: isBreaking
      ? `From ${from} to ${to}: ${changes.length} changes, ${breaksInWords(breaks)}${behaviour}.`
      : undefined,
    result: {
      from,
      to,
      breaks,
      changes,
      ...(played === undefined
        ? {}
        : { behaviour: { played: played.played, breaking, changes: played.changes } }),
    },
  };
}
