// request_permissions: the model asks for more than its sandbox allows, for one turn or until the thread is unloaded.
// Only where the configuration's features offer it.

import { LOCAL } from '../../environments/environment.js';
import { common, NO_PERMISSIONS, type Permissions } from '../../permissions.js';
import type { ToolContext, ToolThread } from '../../ports.js';
import { Arguments } from '../arguments.js';
import { functionTool, type Tool, ToolRefusal, text } from '../tool.js';
import type { ToolDeps } from '../tool-deps.js';
import { mayBeAskedForPermissions } from './policy.js';
import { permissionsSchema } from './schema.js';
import {
  grantText,
  isEmptyWish,
  type PermissionWish,
  permissionsOf,
  readGrant,
  readWish,
  wishShown,
} from './wording.js';

const FEATURE = 'request_permissions_tool';

export function requestPermissions(deps: ToolDeps): Tool {
  return {
    name: 'request_permissions',
    kind: 'function',
    isRehearsable: true,
    offered: ({ settings }: ToolThread) =>
      settings.features[FEATURE] === true
        ? functionTool(
            'request_permissions',
            'Asks the user to let later commands and patches do more than the sandbox allows.',
            {
              permissions: permissionsSchema('What is needed, and no more.'),
              reason: text('Why, in a sentence for the user.'),
            },
            ['permissions'],
          )
        : null,
    async run(call, context) {
      const args = new Arguments(call.input);
      const wish = readWish(args.object('permissions'), (path) =>
        deps.files.resolve(context.settings.cwd, path),
      );
      if (isEmptyWish(wish)) throw new ToolRefusal('request_permissions requires at least one permission');
      const reason = args.optionalText('reason') ?? null;
      if (!mayBeAskedForPermissions(context.settings.approvalPolicy)) return { output: refused(deps) };
      const { granted, scope, isReviewed } = await ask({ deps, context, itemId: call.callId }, wish, reason);
      deps.of(context.threadId).grants.grantPermissions(granted, scope === 'session' ? null : context.turnId);
      return { output: grantText(granted, { scope, isReviewed }, deps.rules) };
    },
  };
}

interface Asking {
  readonly deps: ToolDeps;
  readonly context: ToolContext;
  readonly itemId: string;
}

interface Grant {
  readonly granted: Permissions;
  readonly scope: 'turn' | 'session';
  /** What is done with them is to be reviewed. */
  readonly isReviewed: boolean;
}

const REFUSED: Grant = { granted: NO_PERMISSIONS, scope: 'turn', isReviewed: false };

function refused({ rules }: ToolDeps): string {
  return grantText(REFUSED.granted, REFUSED, rules);
}

/** An error, and whatever is no grant, refuses everything. @throws when the turn ends before somebody answers */
async function ask(
  { deps, context, itemId }: Asking,
  wish: PermissionWish,
  reason: string | null,
): Promise<Grant> {
  const { threadId, turnId, settings } = context;
  const permissions = wishShown(wish);
  if (context.review !== null && deps.rules.permissionsAreReviewed) {
    const verdict = await context.review({
      targetItemId: itemId,
      action: { type: 'requestPermissions', reason, permissions },
      planned: { tool: 'request_permissions', reason, permissions },
    });
    return verdict.type === 'accept'
      ? { granted: permissionsOf(wish), scope: 'turn', isReviewed: false }
      : REFUSED;
  }
  const answer = await context.ask({
    method: 'item/permissions/requestApproval',
    params: {
      threadId,
      turnId,
      itemId,
      environmentId: LOCAL,
      startedAtMs: deps.clock.now(),
      cwd: settings.cwd,
      reason,
      permissions,
    },
    flag: 'waitingOnApproval',
  });
  if (!('result' in answer)) return REFUSED;
  const {
    permissions: given,
    scope = 'turn',
    strictAutoReview,
  } = (answer.result ?? {}) as Record<string, unknown>;
  if (scope !== 'turn' && scope !== 'session') return REFUSED;
  const { partsOfPermissionsAreGranted: partsCount } = deps.rules;
  const granted = common(permissionsOf(wish), readGrant(given, partsCount), partsCount);
  return { granted, scope, isReviewed: strictAutoReview === true && partsCount };
}
