// Which commands only read, whatever their operands: those run without asking where a policy trusts reading. A command
// that is not listed, an option that could write or run something, a script that is not understood: all untrusted.

import { own } from '../../util/own.js';
import { parseScript, plainWords, type ScriptCommand, scriptOf, type Word } from './script.js';

/**
 * True when running `argv` changes nothing. For `bash -lc SCRIPT` every command of the script must be trusted.
 */
export function isTrustedReadOnly(argv: readonly string[]): boolean {
  const script = scriptOf(argv);
  if (script === null) return argv.length > 0 && isTrusted(plainWords(argv));
  return parseScript(script)?.every(isTrustedCommand) ?? false;
}

/** The same for one command of a script. */
export function isTrustedCommand({ words }: ScriptCommand): boolean {
  return isTrusted(words);
}

function isTrusted([program, ...operands]: readonly Word[]): boolean {
  if (program === undefined || !program.isLiteral) return false;
  const name = nameOf(program.text);
  if (name === null) return false;
  if (READERS.has(name)) return true;
  const rule = own(RULES, name);
  // The shell could make an option out of a glob: a file may be called `-delete`.
  if (rule === undefined || operands.some(({ isLiteral }) => !isLiteral)) return false;
  return rule(operands.map(({ text }) => text));
}

const SYSTEM_FOLDERS: ReadonlySet<string> = new Set([
  '/bin',
  '/usr/bin',
  '/usr/local/bin',
  '/opt/homebrew/bin',
]);

/** The name a program is known by; a program in any other folder could be anything. */
function nameOf(program: string): string | null {
  const slash = program.lastIndexOf('/');
  if (slash === -1) return program;
  return SYSTEM_FOLDERS.has(program.slice(0, slash)) ? program.slice(slash + 1) : null;
}

/** Programs without any option or operand that writes or runs something. */
const READERS: ReadonlySet<string> = new Set(
  'cat cd cut echo expr false grep head id ls nl numfmt paste pwd rev seq stat tac tail tr true uname wc which whoami'.split(
    ' ',
  ),
);

const RULES: Readonly<Record<string, (operands: readonly string[]) => boolean>> = {
  // The second operand of uniq is a file it writes.
  uniq: (operands) => operands.filter((operand) => !operand.startsWith('-')).length <= 1,
  base64: (operands) =>
    !operands.some((operand) => /^-[^-]*o/.test(operand) || isLongOption(operand, '--output')),
  find: (operands) => !operands.some((operand) => /^-(?:exec|ok|delete|fls|fprint)/.test(operand)),
  rg: (operands) =>
    !operands.some(
      (operand) =>
        /^-[^-]*z/.test(operand) ||
        ['--pre', '--hostname-bin', '--search-zip'].some((option) => isLongOption(operand, option)),
    ),
  sed: ([flag, range = '', ...files]) =>
    flag === '-n' && /^(?:\d+,)?\d+p$/.test(range) && files.length <= 1 && !files[0]?.startsWith('-'),
  git: isTrustedGit,
  bash: isTrustedShell,
  sh: isTrustedShell,
  zsh: isTrustedShell,
};

function isTrustedShell(operands: readonly string[]): boolean {
  return (
    operands.length === 2 &&
    isTrustedReadOnly(['bash', ...operands]) &&
    scriptOf(['bash', ...operands]) !== null
  );
}

/** Long options may be shortened, so `--outp` counts as `--output`. `--pre-glob` is another option than `--pre`. */
function isLongOption(operand: string, option: string): boolean {
  const name = operand.split('=', 1)[0] ?? '';
  return name === option || (name.length > 2 && option.startsWith(name));
}

/** Options of git itself that change nothing but where it looks and how it prints. */
const GIT_FLAGS: ReadonlySet<string> = new Set(['--no-pager', '--no-optional-locks', '--literal-pathspecs']);

function isTrustedGit(operands: readonly string[]): boolean {
  let rest = operands;
  for (let first = rest[0]; first?.startsWith('-'); first = rest[0]) {
    if (first === '-C') rest = rest.slice(2);
    else if (GIT_FLAGS.has(first)) rest = rest.slice(1);
    else return false;
  }
  const [command, ...args] = rest;
  switch (command) {
    case 'status':
    case 'log':
    case 'diff':
    case 'show':
      return !args.some(isRiskyGitOption);
    case 'branch':
      return isListingOfBranches(args);
    default:
      return false;
  }
}

/** Writes a file, or runs a program of the repository's choice. */
function isRiskyGitOption(arg: string): boolean {
  return ['--output', '--ext-diff', '--textconv', '--exec', '--paginate'].some((option) =>
    isLongOption(arg, option),
  );
}

const BRANCH_LISTS: ReadonlySet<string> = new Set(
  '--list -l --show-current -a --all -r --remotes -v -vv --verbose'.split(' '),
);

/** Nothing but flags that list: an operand could be the name of a new branch. */
function isListingOfBranches(args: readonly string[]): boolean {
  return args.every((arg) => BRANCH_LISTS.has(arg) || arg.startsWith('--format='));
}
