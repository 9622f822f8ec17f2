// `astc diff A B`: whether two recorded sessions are the same, but for ids, times and places.

import { EXACT, TOLERANT } from '../../recording/compare/compare.js';
import { diffSessions } from '../../recording/compare/diff.js';
import { readRecording } from '../../recording/reader.js';
import { collect } from '../collect.js';
import { defineCommand } from '../command.js';
import { differenceVerdict, sayDifferences } from '../recordings/differences.js';

interface Options {
  readonly exact?: boolean;
  readonly ordered?: boolean;
  readonly ignore?: readonly string[];
}

export const command = defineCommand<Options>({
  define(command) {
    command
      .argument('<before>', 'a recording, or what a command printed with --json')
      .argument('<after>', 'the other')
      .option('--exact', 'ids, times and paths count too')
      .option('--ordered', 'the order of notifications counts too')
      .option('--ignore <method[:path]>', 'what may differ; * stands for anything (repeatable)', collect);
  },
  run: async ({ output }, [before = '', after = ''], { exact = false, ordered, ignore }) => {
    const differences = diffSessions(readRecording(before).frames, readRecording(after).frames, {
      tolerance: exact ? EXACT : TOLERANT,
      isOrdered: ordered,
      ignore,
    });
    for (const line of sayDifferences(differences)) output.line(line);
    return differenceVerdict(differences, { same: `${before} and ${after} are the same session.`, output });
  },
});
