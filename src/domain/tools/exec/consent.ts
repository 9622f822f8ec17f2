// The way of a command from the model's wish to a running process: rules, people, sandbox, and once more without the
// sandbox where that is allowed. What runs and how it is shown is the caller's.

import type { GuardianCommandSource } from '../../../protocol/index.js';
import { allBut, denials } from '../../access-rules.js';
import type { CommandSpec } from '../../command-ports.js';
import { type PrefixRule, proposedAmendment } from '../../commands/exec-policy.js';
import { DomainError } from '../../errors.js';
import type { Permissions } from '../../permissions.js';
import type { ToolContext } from '../../ports.js';
import { type Confines, isUnconfined } from '../../settings.js';
import { askAboutCommand, type Decision, RETRY, refusalOf } from '../approval/ask.js';
import { commandVerdict, escalationRefusal } from '../approval/command-verdict.js';
import { type ApprovalPolicy, maySuspendSandbox } from '../approval/policy-name.js';
import { wishShown } from '../permissions/wording.js';
import { ToolRefusal } from '../tool.js';
import type { ToolDeps } from '../tool-deps.js';
import type { CommandWish } from './command-wish.js';

/** How a command runs: outside of the sandbox, or in it with what it may do beyond the policy. */
export type Confinement =
  | { readonly sandboxed: false }
  | { readonly sandboxed: true; readonly permissions: Permissions };

/** The part of a command's specification that confines it. */
export function sandboxOf(
  confinement: Confinement,
  { sandboxPolicy, accessRules }: Confines,
): Pick<CommandSpec, 'sandbox' | 'accessRules' | 'permissions'> {
  if (confinement.sandboxed) {
    return { sandbox: sandboxPolicy, accessRules, permissions: confinement.permissions };
  }
  // What is denied is denied whoever agrees.
  return accessRules?.denialsHold && denials(accessRules).length > 0
    ? { sandbox: { type: 'dangerFullAccess' }, accessRules: allBut(accessRules) }
    : { sandbox: null };
}

function deniesSomething({ accessRules }: Pick<Confines, 'accessRules'>): boolean {
  return accessRules !== null && denials(accessRules).length > 0;
}

/** How a command is shown while people are asked about it. */
interface ConsentView {
  /** Runs when the question goes out. */
  readonly onAsking?: () => void;
  /** Nobody consented, or the turn ended first: the item, if there is one, completes. Called at most once. */
  refused(status: 'declined' | 'failed', message: string): void;
}

export interface Attempt<T> {
  readonly value: T;
  /** The sandbox seems to have stopped it. */
  readonly isDenied: boolean;
}

const OUTSIDE: Confinement = { sandboxed: false };

/**
 * @param launch runs the command; may be called a second time, then without the sandbox
 * @throws ToolRefusal in plain words; CommandRejected where the caller has to word it as a command that did not start
 */
export async function runWithConsent<T>(
  { deps, context, wish, source, view }: ConsentRequest,
  launch: (confinement: Confinement) => Promise<Attempt<T>>,
): Promise<T> {
  const policy: ApprovalPolicy = context.settings.approvalPolicy;
  const { line, escalated, permissions } = wish;
  const isStrict = deps.commandRules.areIgnoredFor(context.settings.model);
  const forbidden = escalated ? escalationRefusal(policy, deps.rules) : null;
  if (forbidden !== null) throw new ToolRefusal(forbidden);

  const rules = await deps.commandRules.read(context.settings.cwd);
  const userRules = isStrict ? rules.filter(({ decision }) => decision !== 'allow') : rules;
  const verdict = commandVerdict(
    {
      ...wish,
      argv: line.argv,
      needsPermissions: permissions.toAgreeTo !== null,
      policy,
      isUnconfined: isUnconfined(context.settings),
      userRules,
    },
    deps.rules,
  );
  if (verdict.type === 'refuse') throw new CommandRejected(verdict.message);
  const { grants } = deps.of(context.threadId);
  const grant = { argv: line.argv, cwd: line.cwd, escalated, permissions: permissions.permissions };
  let hasConsent = false;
  const proposed = verdict.type === 'ask' ? verdict.amendment : unaskedAmendment(line.argv, userRules, deps);
  const amendment = isStrict ? null : proposed;
  const consent = async (reason: string | null): Promise<void> => {
    const permit = await context.permit(reason);
    if (permit.type === 'deny') throw new CommandRejected(permit.message);
    if (permit.type === 'ask')
      await askUntilAnswered({ deps, context, wish, source, view }, reason, amendment, () =>
        grants.grantCommand(grant),
      );
    hasConsent = true;
  };
  if (verdict.type === 'ask') {
    if (grants.hasCommand(grant)) hasConsent = true;
    else await consent(verdict.reason);
  }
  context.goAhead();
  let attempt: Attempt<T>;
  try {
    attempt = await launch(
      verdict.sandboxed
        ? { sandboxed: true, permissions: hasConsent ? permissions.permissions : permissions.granted }
        : OUTSIDE,
    );
  } catch (thrown) {
    const problem = sandboxProblemIn(thrown);
    if (problem === null) throw thrown;
    // Without a sandbox nothing runs that was to be confined, unless somebody says so.
    if (!maySuspendSandbox(policy)) throw new CommandRejected(problem);
    await consent(problem);
    attempt = await outside(launch);
  }
  if (!attempt.isDenied || !verdict.sandboxed || !retriesOutside(policy)) return attempt.value;
  // Who let it run may not have meant what is denied.
  if (!hasConsent || deniesSomething(context.settings)) await consent(RETRY);
  return (await outside(launch)).value;
}

/** Even outside of its sandbox a command may need one: for what stays denied. */
async function outside<T>(launch: (confinement: Confinement) => Promise<Attempt<T>>): Promise<Attempt<T>> {
  try {
    return await launch(OUTSIDE);
  } catch (thrown) {
    const problem = sandboxProblemIn(thrown);
    throw problem === null ? thrown : new CommandRejected(problem);
  }
}

interface ConsentRequest {
  readonly deps: ToolDeps;
  readonly context: ToolContext;
  readonly wish: CommandWish;
  /** The kind of tool that runs it. */
  readonly source: GuardianCommandSource;
  readonly view: ConsentView;
}

/** What is told as the reason why a process was not created. */
export class CommandRejected extends ToolRefusal {}

async function askUntilAnswered(
  { deps, context, wish, source, view }: ConsentRequest,
  reason: string | null,
  amendment: readonly string[] | null,
  grantForSession: () => void,
): Promise<void> {
  const { line } = wish;
  // The turn ends: the item has to be complete before that is told.
  const onAbort = (): void => view.refused('failed', 'aborted by user');
  context.signal.addEventListener('abort', onAbort, { once: true });
  let decision: Decision;
  try {
    decision = await askAboutCommand(context, {
      itemId: line.itemId,
      command: line.command,
      cwd: line.cwd,
      actions: line.actions,
      source,
      reason,
      permissions: wish.permissions.toAgreeTo === null ? null : wishShown(wish.permissions.toAgreeTo),
      amendment,
      at: deps.clock.now(),
      ...(view.onAsking === undefined ? {} : { onAsking: view.onAsking }),
    });
  } finally {
    context.signal.removeEventListener('abort', onAbort);
  }
  switch (decision.type) {
    case 'accept':
      return;
    case 'acceptForSession':
      grantForSession();
      return;
    case 'amend':
      await deps.commandRules.allow(decision.rule);
      return;
    case 'decline':
    case 'cancel':
    case 'refused':
    case 'failed': {
      const { status, message } = refusalOf(decision, deps.rules);
      view.refused(status, message);
      if (decision.type === 'cancel') context.interruptTurn();
      throw new CommandRejected(message);
    }
  }
}

/** Whether a command that its sandbox stopped may run again without one, when somebody agrees. */
export function retriesOutside(policy: ApprovalPolicy): boolean {
  return policy === 'untrusted' || policy === 'on-failure';
}

function unaskedAmendment(
  argv: readonly string[],
  rules: readonly PrefixRule[],
  deps: ToolDeps,
): readonly string[] | null {
  const trustsReading = deps.rules.trustedCommandsRunUnasked;
  return proposedAmendment(argv, { rules, trustsReading, plainWordsOnly: deps.rules.actions.plainWordsOnly });
}

function sandboxProblemIn(thrown: unknown): string | null {
  if (!(thrown instanceof DomainError) || thrown.failure.code !== 'sandboxUnavailable') return null;
  return thrown.failure.message;
}
