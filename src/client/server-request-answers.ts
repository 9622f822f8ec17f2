// What a plain yes, no or stop means for each kind of server request, as the result that goes onto the wire.

import type { ServerRequests } from '../protocol/index.js';
import { at, listAt, textAt } from '../util/peek.js';

export type Decision = 'accept' | 'acceptForSession' | 'decline' | 'cancel';

type Answers = {
  [M in keyof ServerRequests]?: (decision: Decision, params: unknown) => ServerRequests[M]['result'];
};

const answers: Answers = {
  'item/commandExecution/requestApproval': (decision) => ({ decision }),
  'item/fileChange/requestApproval': (decision) => ({ decision }),
  'item/permissions/requestApproval': (decision, params) => ({
    permissions: isYes(decision) ? granted(at(params, 'permissions')) : {},
    scope: decision === 'acceptForSession' ? 'session' : 'turn',
  }),
  'item/tool/requestUserInput': (decision, params) => ({
    answers: isYes(decision) ? firstOptions(params) : {},
  }),
  'item/tool/call': (decision, params) => ({
    success: isYes(decision),
    contentItems: [{ type: 'inputText', text: toolText(decision, textAt(params, 'tool') ?? 'unknown') }],
  }),
  'mcpServer/elicitation/request': (decision) => ({
    action: decision === 'acceptForSession' ? 'accept' : decision,
    content: isYes(decision) ? {} : null,
    _meta: null,
  }),
  execCommandApproval: (decision) => ({ decision: reviewDecision(decision) }),
  applyPatchApproval: (decision) => ({ decision: reviewDecision(decision) }),
};

/**
 * What a server asks of the client itself, not of the person: nothing that a yes or no could answer. The sentence
 * says why it is refused until a policy gives the whole answer.
 */
const needsResult: Readonly<Record<string, string>> = {
  'account/chatgptAuthTokens/refresh': 'This client holds no ChatGPT tokens that it could refresh.',
  'attestation/generate': 'This client has no attestation to give.',
  'currentTime/read': 'This client does not tell its time.',
};

/** What this client can tell of itself once it may: the time by its own clock. Undefined for all else. */
export function factFor(method: string, decision: Decision): unknown {
  if (method !== 'currentTime/read' || !isYes(decision)) return undefined;
  return { currentTimeAt: Math.floor(Date.now() / 1000) };
}

/** Whether `answerFor` knows the method. */
export function isAnswerable(method: string): boolean {
  return Object.hasOwn(answers, method);
}

/** Why a known method is refused when the policy gives no result; undefined for those nobody knows. */
export function refusalOf(method: string): string | undefined {
  return Object.hasOwn(needsResult, method) ? needsResult[method] : undefined;
}

/** The result that says `decision`, or undefined for a method that no yes or no can answer. */
export function answerFor(method: string, params: unknown, decision: Decision): unknown {
  if (!isAnswerable(method)) return undefined;
  return answers[method as keyof Answers]?.(decision, params); // isAnswerable looked it up
}

function isYes(decision: Decision): boolean {
  return decision === 'accept' || decision === 'acceptForSession';
}

type ReviewDecision = ServerRequests['execCommandApproval']['result']['decision'];

/** The words of the first version of the protocol, for the servers that still ask in it. */
function reviewDecision(decision: Decision): ReviewDecision {
  switch (decision) {
    case 'accept':
      return 'approved';
    case 'acceptForSession':
      return 'approved_for_session';
    case 'decline':
      // Newer versions, which never ask so, have made an object of it.
      return 'denied' as unknown as ReviewDecision;
    case 'cancel':
      return 'abort';
  }
}

function granted(
  requested: unknown,
): ServerRequests['item/permissions/requestApproval']['result']['permissions'] {
  // What is granted is the very profile that was asked for; its shape is the server's own.
  return (requested ?? {}) as ServerRequests['item/permissions/requestApproval']['result']['permissions'];
}

/** The first option of each question; "yes" where there is nothing to choose from. */
function firstOptions(params: unknown): Record<string, { answers: string[] }> {
  const chosen: Record<string, { answers: string[] }> = {};
  for (const question of listAt(params, 'questions')) {
    const id = textAt(question, 'id');
    if (id !== undefined) chosen[id] = { answers: [textAt(question, 'options', 0, 'label') ?? 'yes'] };
  }
  return chosen;
}

function toolText(decision: Decision, tool: string): string {
  if (isYes(decision)) return `${tool}: accepted; this client has no implementation of it.`;
  return `${tool} was not run: the client ${decision === 'decline' ? 'declined' : 'cancelled'} the call.`;
}
