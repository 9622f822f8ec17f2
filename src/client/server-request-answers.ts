// What a plain yes, no or stop means for each kind of server request, as the result that goes onto the wire.

import type { ServerRequests } from '../protocol/index.js';
import { at, listAt, textAt } from '../util/peek.js';

export type Decision = 'accept' | 'decline' | 'cancel';

type Answers = {
  [M in keyof ServerRequests]?: (decision: Decision, params: unknown) => ServerRequests[M]['result'];
};

const answers: Answers = {
  'item/commandExecution/requestApproval': (decision) => ({ decision }),
  'item/fileChange/requestApproval': (decision) => ({ decision }),
  'item/permissions/requestApproval': (decision, params) => ({
    permissions: decision === 'accept' ? granted(at(params, 'permissions')) : {},
    scope: 'turn',
  }),
  'item/tool/requestUserInput': (decision, params) => ({
    answers: decision === 'accept' ? firstOptions(params) : {},
  }),
  'item/tool/call': (decision, params) => ({
    success: decision === 'accept',
    contentItems: [{ type: 'inputText', text: toolText(decision, textAt(params, 'tool') ?? 'unknown') }],
  }),
  'mcpServer/elicitation/request': (decision) => ({
    action: decision,
    content: decision === 'accept' ? {} : null,
    _meta: null,
  }),
};

/** Whether `answerFor` knows the method. */
export function isAnswerable(method: string): boolean {
  return Object.hasOwn(answers, method);
}

/** The result that says `decision`, or undefined for a method that no yes or no can answer. */
export function answerFor(method: string, params: unknown, decision: Decision): unknown {
  if (!isAnswerable(method)) return undefined;
  return answers[method as keyof Answers]?.(decision, params); // isAnswerable looked it up
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
  if (decision === 'accept') return `${tool}: accepted; this client has no implementation of it.`;
  return `${tool} was not run: the client ${decision === 'decline' ? 'declined' : 'cancelled'} the call.`;
}
