// Picks the output that the global options ask for.

import type { GlobalOptions } from '../global-options.js';
import type { CliIo } from '../io.js';
import { HumanOutput } from './human-output.js';
import { JsonOutput } from './json-output.js';
import type { FrameStyle, Output } from './output.js';
import type { Redactor } from './redact.js';

export interface OutputChoice {
  readonly options: Pick<GlobalOptions, 'json' | 'quiet' | 'raw'>;
  /** How this command shows frames to people unless `--raw` asks for all of them. */
  readonly style: FrameStyle;
  readonly showsHistory: boolean;
  readonly redactor: Redactor;
}

export function createOutput(io: CliIo, { options, style, showsHistory, redactor }: OutputChoice): Output {
  const { stdout, stderr } = io;
  if (options.json)
    return new JsonOutput({ stdout, stderr, redactor, isQuiet: options.quiet, now: () => io.clock.now() });
  return new HumanOutput({
    stdout,
    stderr,
    redactor,
    isQuiet: options.quiet,
    style: options.raw ? 'whole' : style,
    showsHistory,
    hasColor: hasColor(io),
  });
}

function hasColor({ stdout, env }: CliIo): boolean {
  if (env.NO_COLOR !== undefined && env.NO_COLOR !== '') return false;
  if (env.FORCE_COLOR !== undefined && env.FORCE_COLOR !== '' && env.FORCE_COLOR !== '0') return true;
  return stdout.isTTY && env.TERM !== 'dumb';
}
