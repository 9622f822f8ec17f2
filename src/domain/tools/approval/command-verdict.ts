// May a command run, must somebody be asked, is it out of the question? Pure: policy, sandbox and rules in, verdict out.

import { joinWords } from '../../../util/shell-words.js';
import { type PrefixRule, proposedAmendment, verdictOf } from '../../commands/exec-policy.js';
import { parseScript, scriptOf } from '../../commands/script.js';
import { isTrustedReadOnly } from '../../commands/trusted.js';
import type { ToolRules } from '../tool-rules.js';
import { type ApprovalPolicy, maySuspendSandbox, policyName } from './policy-name.js';

export interface CommandQuestion {
  readonly argv: readonly string[];
  readonly policy: ApprovalPolicy;
  /** Nothing confines it, or something outside of this program. */
  readonly isUnconfined: boolean;
  /** The model wants it to run outside the sandbox, and says why. */
  readonly escalated: boolean;
  /** The model wants it to do more in the sandbox than was granted before. */
  readonly needsPermissions: boolean;
  readonly justification: string | null;
  /** What the model proposes to allow from now on. */
  readonly prefixRule: readonly string[] | null;
  readonly userRules: readonly PrefixRule[];
}

export type CommandVerdict =
  | { readonly type: 'run'; readonly sandboxed: boolean }
  | {
      readonly type: 'ask';
      readonly reason: string | null;
      /** Where it runs once somebody agreed. */
      readonly sandboxed: boolean;
      /** A rule that would have made the question unnecessary; null where rules want it asked. */
      readonly amendment: readonly string[] | null;
    }
  | { readonly type: 'refuse'; readonly message: string };

/** Takes for granted that the policy lets an escalated command be asked about: see `escalationRefusal`. */
export function commandVerdict(question: CommandQuestion, rules: ToolRules): CommandVerdict {
  const { argv, policy, isUnconfined, escalated, needsPermissions, justification, prefixRule } = question;
  const run = { type: 'run', sandboxed: !isUnconfined } as const;
  const ruled = verdictOf(argv, question.userRules);
  if (ruled?.decision === 'allow') return { type: 'run', sandboxed: false };
  const ask = {
    type: 'ask',
    reason: justification,
    sandboxed: !isUnconfined && !escalated,
    amendment:
      prefixRule ??
      proposedAmendment(argv, {
        rules: question.userRules,
        trustsReading: rules.trustedCommandsRunUnasked,
        plainWordsOnly: rules.actions.plainWordsOnly,
      }),
  } as const;

  if (ruled?.decision === 'forbidden') {
    const why = ruled.justification ?? `policy forbids commands starting with \`${joinWords(ruled.prefix)}\``;
    return rejected(argv, why);
  }
  if (ruled?.decision === 'prompt') {
    const why = ruled.justification === null ? ' by policy' : `: ${ruled.justification}`;
    return mayBeAskedByRules(policy)
      ? { ...ask, reason: `\`${joinWords(argv)}\` requires approval${why}` }
      : { type: 'refuse', message: unaskable(policy) };
  }
  if (rules.trustedCommandsRunUnasked && isTrustedReadOnly(argv)) return run;
  if (commandsOf(argv).some(isForcedRemoval)) {
    if (maySuspendSandbox(policy)) return ask;
    if (!rules.forcedRemovalNeedsConsent && policy === 'never') return run;
    return rejected(argv, 'rm -f style commands are not permitted. Use a safer approach');
  }
  if (policy === 'untrusted') return ask;
  return (escalated || needsPermissions) && !isUnconfined ? ask : run;
}

function rejected(argv: readonly string[], why: string): CommandVerdict {
  return { type: 'refuse', message: `\`${joinWords(argv)}\` rejected: ${why}` };
}

/** What the model is told of a rule that wants a command approved where nobody may be asked. */
function unaskable(policy: ApprovalPolicy): string {
  return typeof policy === 'object'
    ? 'approval required by policy rule, but AskForApproval::Granular.rules is false'
    : 'approval required by policy, but AskForApproval is set to Never';
}

function mayBeAskedByRules(policy: ApprovalPolicy): boolean {
  return typeof policy === 'object' ? policy.granular.rules : policy !== 'never';
}

/** What the model is told when it may not even ask to leave the sandbox; null when it may. */
export function escalationRefusal(policy: ApprovalPolicy, rules: ToolRules): string | null {
  const isWide = typeof policy === 'object' ? policy.granular.sandbox_approval : policy === 'untrusted';
  const mayAsk = policy === 'on-request' || (isWide && rules.untrustedLetsEscalate);
  return mayAsk ? null : escalationText(policy);
}

export function escalationText(policy: ApprovalPolicy): string {
  const name = policyName(policy);
  return `approval policy is ${name}; reject command — you cannot ask for escalated permissions if the approval policy is ${name}`;
}

/** The commands of a script, or the whole as one when it is not understood. */
function commandsOf(argv: readonly string[]): readonly (readonly string[])[] {
  const script = scriptOf(argv);
  const commands = script === null ? null : parseScript(script);
  if (commands === null || commands.some(({ words }) => words.some(({ isPlain }) => !isPlain))) return [argv];
  return commands.map(({ words }) => words.map(({ text }) => text));
}

function isForcedRemoval(words: readonly string[]): boolean {
  const [program, ...operands] = words;
  if (program === 'sudo') return isForcedRemoval(operands);
  return program === 'rm' && /^-[rR]*f/.test(operands[0] ?? '');
}

const DENIED = [
  'operation not permitted',
  'permission denied',
  'read-only file system',
  'seccomp',
  'sandbox',
  'landlock',
  'failed to write file',
];
/** Wrong usage, not executable, not found: no sandbox ends a command like that. */
const OTHER_REASONS: ReadonlySet<number> = new Set([0, 2, 126, 127]);

/** Whether a confined command seems to have failed because it was confined. */
export function looksDenied(exitCode: number, output: string): boolean {
  if (OTHER_REASONS.has(exitCode)) return false;
  const lower = output.toLowerCase();
  return DENIED.some((words) => lower.includes(words));
}
