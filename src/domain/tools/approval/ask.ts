// Questions to the people behind the clients: may this command run, may this patch be applied?

import type {
  AdditionalPermissionProfile,
  CommandAction,
  GuardianCommandSource,
} from '../../../protocol/index.js';
import { LOCAL } from '../../environments/environment.js';
import type { ToolContext } from '../../ports.js';
import type { ToolRules } from '../tool-rules.js';
import { asksAfterFailures } from './policy-name.js';

export type Decision =
  | { readonly type: 'accept' | 'acceptForSession' | 'decline' | 'cancel' }
  | { readonly type: 'amend'; readonly rule: readonly string[] }
  /** A reviewer refused; `message` is what the model is told. */
  | { readonly type: 'refused'; readonly message: string }
  /** A client answered with an error, or with something that is no decision. */
  | { readonly type: 'failed'; readonly isError: boolean };

export interface AskAboutCommand {
  readonly itemId: string;
  readonly command: string;
  readonly cwd: string;
  readonly actions: readonly CommandAction[];
  readonly source: GuardianCommandSource;
  readonly reason: string | null;
  /** What it is to do beyond its sandbox; null: nothing. */
  readonly permissions: AdditionalPermissionProfile | null;
  /** Null: none is proposed. */
  readonly amendment: readonly string[] | null;
  /** Unix milliseconds. */
  readonly at: number;
  readonly onAsking?: () => void;
}

/** @throws when the turn ends before somebody answers */
export async function askAboutCommand(context: ToolContext, asked: AskAboutCommand): Promise<Decision> {
  const { itemId, command, cwd, actions, source, reason, permissions, amendment, at, onAsking } = asked;
  if (context.review !== null) {
    onAsking?.();
    return context.review({
      targetItemId: itemId,
      action: { type: 'command', source, command, cwd },
      planned: {
        tool: source === 'shell' ? 'shell' : 'exec_command',
        command,
        cwd,
        justification: reason,
        permissions,
      },
    });
  }
  const answer = await context.ask({
    method: 'item/commandExecution/requestApproval',
    params: {
      kind: 'command',
      threadId: context.threadId,
      turnId: context.turnId,
      itemId,
      startedAtMs: at,
      environmentId: context.environmentId ?? LOCAL,
      ...(reason === null ? {} : { reason }),
      command,
      cwd,
      commandActions: actions,
      ...(permissions === null ? {} : { additionalPermissions: permissions }),
      ...(amendment === null ? {} : { proposedExecpolicyAmendment: amendment }),
      availableDecisions: [
        'accept',
        // A rule would let the command out of the sandbox altogether.
        ...(amendment === null || permissions !== null
          ? []
          : [{ acceptWithExecpolicyAmendment: { execpolicy_amendment: amendment } }]),
        'cancel',
      ],
    },
    flag: 'waitingOnApproval',
    ...(onAsking === undefined ? {} : { onAsking }),
  });
  return decisionIn(answer);
}

/** Why people are asked about what its sandbox has stopped. */
export const RETRY = 'command failed; retry without sandbox?';

export interface AskAboutPatch {
  readonly itemId: string;
  /** Absolute paths of the files it touches. */
  readonly files: readonly string[];
  /** As the model wrote it. */
  readonly patch: string;
  /** Unix milliseconds. */
  readonly at: number;
}

/** @throws when the turn ends before somebody answers */
export async function askAboutPatch(
  context: ToolContext,
  { itemId, files, patch, at }: AskAboutPatch,
): Promise<Decision> {
  const { threadId, turnId } = context;
  if (context.review !== null) {
    const { cwd } = context.settings;
    return context.review({
      targetItemId: itemId,
      action: { type: 'applyPatch', cwd, files: [...files] },
      planned: { tool: 'apply_patch', cwd, files, patch },
    });
  }
  const reason = asksAfterFailures(context.settings.approvalPolicy) ? RETRY : null;
  const answer = await context.ask({
    method: 'item/fileChange/requestApproval',
    params: { threadId, turnId, itemId, startedAtMs: at, reason, grantRoot: null },
    flag: 'waitingOnApproval',
  });
  return decisionIn(answer);
}

type Answer = Awaited<ReturnType<ToolContext['ask']>>;

/** What an answer decides about a command or a patch. */
export function decisionIn(answer: Answer): Decision {
  if ('error' in answer) return { type: 'failed', isError: true };
  const { decision } = (answer.result ?? {}) as { decision?: unknown };
  switch (decision) {
    case 'accept':
    case 'acceptForSession':
    case 'decline':
    case 'cancel':
      return { type: decision };
    default:
      return amendmentIn(decision) ?? { type: 'failed', isError: false };
  }
}

function amendmentIn(decision: unknown): Decision | null {
  if (typeof decision !== 'object' || decision === null) return null;
  const { acceptWithExecpolicyAmendment: amendment } = decision as Record<string, unknown>;
  if (typeof amendment !== 'object' || amendment === null) return null;
  const { execpolicy_amendment: rule } = amendment as Record<string, unknown>;
  const isRule = Array.isArray(rule) && rule.length > 0 && rule.every((word) => typeof word === 'string');
  return isRule ? { type: 'amend', rule } : null;
}

/** How an item ends after an answer that is no consent, and what the model reads of it. */
export function refusalOf(
  decision: Decision,
  rules: ToolRules,
): { readonly status: 'declined' | 'failed'; readonly message: string } {
  if (decision.type === 'refused') return { status: 'declined', message: decision.message };
  if (decision.type !== 'failed') return { status: 'declined', message: 'rejected by user' };
  const isNamed = rules.failedApprovalsAreNamed;
  return {
    status: isNamed || decision.isError ? 'failed' : 'declined',
    message: isNamed ? 'approval request failed' : 'rejected by user',
  };
}
