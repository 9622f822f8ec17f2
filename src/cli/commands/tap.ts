// `astc tap`: listens where a client looks for its server, hands everything on to the real one, and records it.

import { collect } from '../collect.js';
import { defineCommand } from '../command.js';

interface Options {
  readonly listen: string;
  readonly target?: string;
  readonly out?: string;
  readonly redactPaths?: boolean;
  readonly fault?: readonly string[];
  readonly faultSeed?: string;
}

export const command = defineCommand<Options>({
  ownsOutput: true,
  define(command) {
    command
      .option(
        '--listen <url>',
        'ws://IP:PORT (port 0 takes a free one), unix://PATH or stdio://',
        'ws://127.0.0.1:0',
      )
      .option('--target <url>', 'the server: ws://, wss:// or unix:// (or start one with --codex-bin)')
      .option('--out <file>', 'where the recording goes; %p stands for the process id')
      .option('--redact-paths', 'also take out every path')
      .option('--fault <kind[:name=value,…]>', 'put a fault in (repeatable; docs/faults.md)', collect)
      .option('--fault-seed <number>', 'the same seed gives the same faults');
  },
  run: async (context, _args, options) => {
    const { runTap } = await import('../tap/run-tap.js');
    return runTap(context, options);
  },
});
