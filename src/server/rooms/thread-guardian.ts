// thread/guardianReview, thread/approveGuardianDeniedAction: what the reviewer of approvals thinks of a call, and what
// lifts a refusal of its own: telling the model that the user approves of that very action.

import type { ModelItem } from '../../domain/records.js';
import { RpcCode, RpcError } from '../../jsonrpc/errors.js';
import { isRecord } from '../../util/peek.js';
import { unknownVariant, wrongJson } from '../../util/value-words.js';
import { concurrent } from '../concurrent.js';
import { defineRoom } from '../room.js';
import { threadIdOf } from '../thread-id.js';

const STATUSES = ['in_progress', 'approved', 'denied', 'timed_out', 'aborted'];

export const threadGuardian = defineRoom('thread/guardian', ({ agent }) => ({
  'thread/guardianReview': concurrent(async (params, { closed }) =>
    agent.liveThread(threadIdOf(params)).reviewLastCall(closed),
  ),

  'thread/approveGuardianDeniedAction': async (params) => {
    const problem = denialProblem(params.event);
    if (problem !== null) {
      throw new RpcError(RpcCode.invalidRequest, `invalid Guardian denial event: ${problem}`);
    }
    const thread = agent.liveThread(threadIdOf(params));
    const denied = deniedAction(params.event);
    if (denied !== null) await thread.injectItems([approval(denied)]);
    return {};
  },
}));

/** The action that a report says was denied; null when it says anything else. */
function deniedAction(event: unknown): unknown {
  return isRecord(event) && event.status === 'denied' ? event.action : null;
}

/** What the model is told of an approval by the user, in our own words. */
function approval(action: unknown): ModelItem {
  const text = `The user has approved an action that was rejected before. It may be done now, exactly as it was asked for, and nothing else by that.\n\nApproved action:\n${JSON.stringify({ action, outcome: 'allowed' }, null, 2)}`;
  return { type: 'message', role: 'developer', content: [{ type: 'input_text', text }] };
}

/** What is wrong with the report of a denied call; null when nothing is. */
function denialProblem(event: unknown): string | null {
  if (!isRecord(event)) return wrongJson(event, 'struct GuardianAssessmentEvent');
  const { id, status, action } = event;
  if (id === undefined) return 'missing field `id`';
  if (typeof id !== 'string') return wrongJson(id, 'a string');
  if (status === undefined) return 'missing field `status`';
  if (typeof status !== 'string') return wrongJson(status, 'string or map');
  if (!STATUSES.includes(status)) return unknownVariant(status, STATUSES);
  if (action === undefined) return 'missing field `action`';
  return isRecord(action) && action.type !== undefined ? null : 'missing field `type`';
}
