// `astc replay FILE`: the recorded server for a live client, or the recorded client for a live server.

import { Option } from 'commander';
import { readRecording } from '../../recording/reader.js';
import type { Matching } from '../../recording/replay/match.js';
import { collect } from '../collect.js';
import { defineCommand } from '../command.js';
import { UsageError } from '../errors.js';

interface Options {
  readonly as: 'server' | 'client';
  readonly listen: string;
  readonly strict?: boolean;
  readonly loose?: boolean;
  readonly pace?: boolean;
  readonly map?: readonly string[];
  readonly ignore?: readonly string[];
  readonly ordered?: boolean;
  readonly save?: string;
  readonly fault?: readonly string[];
  readonly faultSeed?: string;
}

export const command = defineCommand<Options>({
  ownsOutput: true,
  define(command) {
    command
      .argument('<file>', 'a recording')
      .addOption(
        new Option('--as <side>', 'server: answer a live client; client: talk to a live server, and compare')
          .choices(['server', 'client'])
          .makeOptionMandatory(),
      )
      .option('--listen <url>', 'as server: stdio://, ws://IP:PORT or unix://PATH', 'stdio://')
      .option('--strict', 'as server: the same requests in the same order, to the letter')
      .option('--loose', 'as server: the method is enough')
      .option('--pace', "as server: keep the recorded server's pauses")
      .option(
        '--map <from=to>',
        'as client: put other text, such as a folder, into what is sent (repeatable)',
        collect,
      )
      .option(
        '--ignore <method[:path]>',
        'as client: what may differ; * stands for anything (repeatable)',
        collect,
      )
      .option('--ordered', 'as client: the order of notifications counts too')
      .option(
        '--fault <kind[:name=value,…]>',
        'as server: put a fault in (repeatable; docs/faults.md)',
        collect,
      )
      .option('--fault-seed <number>', 'the same seed gives the same faults')
      .option('--save <file>', 'as client: keep the live session as a recording');
  },
  run: async (context, [file = ''], options) => {
    const recording = readRecording(file);
    if (options.as === 'server') {
      const { serveReplay } = await import('../recordings/serve-replay.js');
      return serveReplay(context, recording, { ...options, matching: matchingOf(options) });
    }
    const { runClientReplay } = await import('../recordings/run-client-replay.js');
    return runClientReplay(context, recording, options);
  },
});

function matchingOf({ strict = false, loose = false }: Options): Matching {
  if (strict && loose) throw new UsageError('conflict', '--strict and --loose contradict each other.');
  return strict ? 'strict' : loose ? 'loose' : 'tolerant';
}
