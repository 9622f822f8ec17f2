// `astc-codex tap --real PATH --out FILE …`: a codex that is the real one with a recorder beside it. Clients that
// take nothing but a path get the same through ASTC_TAP_REAL and ASTC_TAP_OUT.

import { Recorder } from '../../recording/recorder.js';
import { endLike } from '../../recording/tap/signals.js';
import { tapStdio } from '../../recording/tap/stdio-tap.js';
import { messageOf } from '../../util/coded-error.js';
import { ExitCode } from '../exit-codes.js';

export interface StandInCall {
  readonly real: string;
  readonly out: string;
  /** What the client said to its codex. */
  readonly args: readonly string[];
  readonly redactPaths: boolean;
}

/** Does not return when the real executable could be started: this process ends like it. */
export async function standIn({ real, out, args, redactPaths }: StandInCall): Promise<ExitCode> {
  try {
    const recorder = recorderFor({ real, out, args, redactPaths });
    endLike(await tapStdio({ command: real, args, env: untapped(process.env), recorder }));
    return await new Promise<never>(() => {});
  } catch (thrown) {
    process.stderr.write(`error: ${messageOf(thrown)}\n`);
    return ExitCode.unreachable;
  }
}

/** The real codex may be one of ours, or start one: that must not make a tap of itself, and so on for ever. */
function untapped(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { ASTC_TAP_REAL: _real, ASTC_TAP_OUT: _out, ASTC_TAP_REDACT_PATHS: _paths, ...rest } = env;
  return rest;
}

/** Only a server over stdio is worth recording; and a file that cannot be made stops nothing. */
function recorderFor({ real, out, args, redactPaths }: StandInCall): Recorder | undefined {
  if (!isServer(args)) return undefined;
  try {
    return new Recorder(out, {
      transport: 'stdio',
      target: [real, ...args],
      redact: { paths: redactPaths },
      onProblem: complain,
    });
  } catch (thrown) {
    complain(messageOf(thrown));
    return undefined;
  }
}

/** Stderr belongs to the codex that this stands in for, so a problem is told only to who asks. */
function complain(message: string): void {
  if (process.env.ASTC_DEBUG !== undefined) process.stderr.write(`${message}\n`);
}

function isServer(args: readonly string[]): boolean {
  const at = args.indexOf('app-server');
  return (
    at !== -1 &&
    !args.slice(at + 1).some((word) => /^(generate-|proxy$|daemon$|help$|--help$|-h$)/.test(word))
  );
}

/** Whether the environment makes a tap of every call. */
export function tapOfEnvironment(
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): StandInCall | undefined {
  const { ASTC_TAP_REAL: real, ASTC_TAP_OUT: out, ASTC_TAP_REDACT_PATHS: paths } = env;
  if (!real || !out || argv[0] === 'tap') return undefined;
  return { real, out, args: argv, redactPaths: paths === '1' };
}

/** `tap --real PATH --out FILE [--redact-paths] [--] ARGS…`; a text says what is wrong. */
export function readTapArguments(argv: readonly string[]): StandInCall | string {
  const rest = [...argv];
  let [real, out, redactPaths] = ['', '', false];
  while (rest[0] === '--real' || rest[0] === '--out' || rest[0] === '--redact-paths') {
    const name = rest.shift();
    if (name === '--redact-paths') redactPaths = true;
    else if (name === '--real') real = rest.shift() ?? '';
    else out = rest.shift() ?? '';
  }
  if (rest[0] === '--') rest.shift();
  if (real === '') return 'the following required arguments were not provided:\n  --real <PATH>';
  if (out === '') return 'the following required arguments were not provided:\n  --out <FILE>';
  return { real, out, redactPaths, args: rest };
}
