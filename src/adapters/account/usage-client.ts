// AccountPages over HTTP: asks the account's own backend what is left, what was used and what it has to say.

import type { AccountPages, WorkspacePages } from '../../domain/login/login-ports.js';
import { messagesOf, outcomeOf, tokenUsageOf, workspacesOf } from './account-payloads.js';
import { type AccountClientDeps, askAccount } from './account-request.js';
import { rateLimitsOfUsage } from './rate-limit-payload.js';
import { exchangeToken } from './token-exchange.js';

export interface UsageClientDeps extends AccountClientDeps {
  /** Whether the version knows credits for an early reset, and asks for them. */
  readonly asksForResets: boolean;
}

const NOT_FOUND = 404;
const TOO_MANY = 429;

export function createUsageClient(deps: UsageClientDeps): AccountPages & WorkspacePages {
  const read = async (page: string, originator: string): Promise<unknown> =>
    (await askAccount(deps, { page, originator })).json;
  return {
    async rateLimits(originator) {
      const [usage, resets] = await Promise.all([
        read('usage', originator),
        deps.asksForResets
          ? read('rate-limit-reset-credits', originator).catch(() => undefined)
          : Promise.resolve(undefined),
      ]);
      return rateLimitsOfUsage(usage, resets, deps.accountId());
    },
    async tokenUsage(originator) {
      return tokenUsageOf(await read('profiles/me', originator));
    },
    async workspaces(originator) {
      return workspacesOf(await read('accounts/check', originator));
    },
    switchWorkspace: (originator, accountId) => exchangeToken(deps, { originator, accountId }),
    async workspaceMessages(originator) {
      const request = { page: 'workspace-messages', originator, expected: [NOT_FOUND] };
      const { status, json } = await askAccount(deps, request);
      return status === NOT_FOUND ? { featureEnabled: false, messages: [] } : messagesOf(json);
    },
    async nudgeOwner(originator, creditType) {
      const { status } = await askAccount(deps, {
        page: 'accounts/send_add_credits_nudge_email',
        originator,
        body: { credit_type: creditType },
        expected: [TOO_MANY],
      });
      return { status: status === TOO_MANY ? 'cooldown_active' : 'sent' };
    },
    async redeemReset(originator, { idempotencyKey, creditId }) {
      const { json } = await askAccount(deps, {
        page: 'rate-limit-reset-credits/consume',
        originator,
        body: {
          redeem_request_id: idempotencyKey,
          ...(creditId === null ? {} : { credit_id: creditId }),
        },
      });
      return outcomeOf(json);
    },
  };
}
