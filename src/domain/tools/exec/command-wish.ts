// What the model says of a command besides the command itself: where it wants to run, and why.

import type { ToolContext } from '../../ports.js';
import type { Arguments } from '../arguments.js';
import { type CommandPermissions, commandPermissions } from '../permissions/policy.js';
import { permissionsSchema } from '../permissions/schema.js';
import { readWish } from '../permissions/wording.js';
import { text, texts } from '../tool.js';
import type { ToolDeps } from '../tool-deps.js';
import type { CommandLine } from './command-item.js';

export interface CommandWish {
  readonly line: CommandLine;
  readonly escalated: boolean;
  readonly permissions: CommandPermissions;
  readonly justification: string | null;
  readonly prefixRule: readonly string[] | null;
}

const FEATURE = 'exec_permission_approvals';
const WAYS = ['use_default', 'require_escalated', 'with_additional_permissions'] as const;

/** The arguments that `commandWish` reads, as the model is told of them. */
export function wishProperties(features: Readonly<Record<string, boolean>>): Record<string, unknown> {
  const isOffered = features[FEATURE] === true;
  return {
    sandbox_permissions: {
      type: 'string',
      enum: isOffered ? WAYS : WAYS.slice(0, 2),
      description: `require_escalated asks the user to let the command run outside the sandbox${isOffered ? ', with_additional_permissions to do more inside it' : ''}.`,
    },
    justification: text('With require_escalated: the question to put to the user.'),
    prefix_rule: texts('With require_escalated: first words of commands to allow from then on.'),
    ...(isOffered
      ? { additional_permissions: permissionsSchema('With with_additional_permissions: what is needed.') }
      : {}),
  };
}

/** @throws ToolRefusal */
export function commandWish(
  args: Arguments,
  line: CommandLine,
  { deps, context }: { readonly deps: ToolDeps; readonly context: ToolContext },
): CommandWish {
  const { settings, threadId, turnId } = context;
  const way = args.optionalOneOf('sandbox_permissions', WAYS) ?? 'use_default';
  const additional = args.optionalObject('additional_permissions');
  const permissions = commandPermissions(
    {
      wish:
        additional === undefined ? null : readWish(additional, (path) => deps.files.resolve(line.cwd, path)),
      isNamed: way === 'with_additional_permissions',
      granted: deps.of(threadId).grants.permissions(turnId),
      policy: settings.approvalPolicy,
      isOffered: settings.features[FEATURE] === true,
    },
    deps.rules,
  );
  return {
    line,
    escalated: way === 'require_escalated',
    permissions,
    justification: args.optionalText('justification') ?? null,
    prefixRule: args.optionalTexts('prefix_rule') ?? null,
  };
}
