// The question to people, or to a reviewer, whether a command may reach a host.

import { at, textAt } from '../../../util/peek.js';
import type { HostAmendment, HostRequest } from '../../network/host-gate.js';
import { protocolWord, targetOf } from '../../network/stop-texts.js';
import type { ToolContext } from '../../ports.js';
import { type Decision, decisionIn } from '../approval/ask.js';
import type { ToolRules } from '../tool-rules.js';

export type HostDecision =
  | Exclude<Decision, { type: 'amend' }>
  | { readonly type: 'amendHost'; readonly host: string; readonly action: HostAmendment['action'] };

/** @throws when the turn ends before somebody answers */
export async function askAboutHost(
  context: ToolContext,
  request: HostRequest,
  { rules, at, id }: { readonly rules: ToolRules; readonly at: number; readonly id: string },
): Promise<HostDecision> {
  const { protocol, host, port } = request;
  const { threadId, turnId } = context;
  const key = `${protocolWord(protocol)}#${host}#${port}`;
  const itemId = rules.hostsAreAskedByCommand ? `network#local#${key}#${id}` : `network#${key}`;
  if (context.review !== null) {
    const target = targetOf(request);
    return context.review({
      targetItemId: rules.hostsAreAskedByCommand ? null : itemId,
      action: { type: 'networkAccess', target, host, protocol, port },
      planned: { tool: 'network_access', target, host, protocol, port },
    });
  }
  const amendmentTo = (action: HostAmendment['action']) => ({ host, action });
  const answer = await context.ask({
    method: 'item/commandExecution/requestApproval',
    params: {
      kind: 'command',
      threadId,
      turnId,
      itemId,
      startedAtMs: at,
      environmentId: 'local',
      reason: rules.hostsAreAskedByCommand
        ? `Network access to ${host} requires approval`
        : `${host} is not in the allowed_domains`,
      networkApprovalContext: { host, protocol },
      proposedNetworkPolicyAmendments: [amendmentTo('allow'), amendmentTo('deny')],
      availableDecisions: [
        'accept',
        'acceptForSession',
        { applyNetworkPolicyAmendment: { network_policy_amendment: amendmentTo('allow') } },
        'cancel',
      ],
    },
    flag: 'waitingOnApproval',
  });
  const amended = 'result' in answer ? amendmentIn(answer.result) : null;
  if (amended !== null) return amended;
  const decision = decisionIn(answer);
  // Whoever lets the command itself run from now on, lets it have this host once, as in the real servers.
  return decision.type === 'amend' ? { type: 'accept' } : decision;
}

function amendmentIn(result: unknown): HostDecision | null {
  const given = at(result, 'decision', 'applyNetworkPolicyAmendment', 'network_policy_amendment');
  const [host, action] = [textAt(given, 'host'), textAt(given, 'action')];
  if (host === undefined || (action !== 'allow' && action !== 'deny')) return null;
  return { type: 'amendHost', host, action };
}
