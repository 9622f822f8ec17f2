// How a command answers what the server asks: by a word from the command line, or by asking the person.

import {
  isAnswerable,
  type PolicyAnswer,
  type ServerRequest,
  type ServerRequestPolicy,
} from '../client/index.js';
import { at, listAt, textAt } from '../util/peek.js';
import type { CommandContext } from './command.js';
import { describeServerRequest } from './output/describe-item.js';
import { printable } from './output/text.js';

/** What a command does when nothing is said: answer nothing, or ask whoever is there. */
export type ApprovalDefault = 'leave' | 'ask' | 'accept';

export interface Approvals {
  readonly policy: ServerRequestPolicy;
  /** Requests that were declined only because there was nobody to ask. */
  readonly unasked: readonly ServerRequest[];
}

export function createApprovals(context: CommandContext, fallback: ApprovalDefault): Approvals {
  const mode = context.options.approve ?? fallback;
  const unasked: ServerRequest[] = [];
  if (mode !== 'ask') return { policy: mode, unasked };
  let turn: Promise<unknown> = Promise.resolve();
  const policy = (request: ServerRequest): PolicyAnswer | Promise<PolicyAnswer> => {
    // What no yes or no can answer is refused by the client, with a person there or not.
    if (!isAnswerable(request.method)) return 'decline';
    if (!context.io.isInteractive || context.options.json) {
      unasked.push(request);
      context.output.warn(
        `Declined, since nobody can be asked here: ${describeServerRequest(request.method, request.params)}. Use --approve to decide otherwise.`,
      );
      return 'decline';
    }
    // One question at a time.
    const answer = turn.then(() => ask(context, request));
    turn = answer.catch(() => {});
    return answer;
  };
  return { policy, unasked };
}

async function ask({ io, output }: CommandContext, request: ServerRequest): Promise<PolicyAnswer> {
  if (request.signal.aborted) return 'decline';
  output.waiting(undefined);
  if (request.method === 'item/tool/requestUserInput') return askQuestions(io, request);
  const what = printable(describeServerRequest(request.method, request.params));
  for (;;) {
    const answer = await io.ask(`Allow to ${what}? [y]es, [n]o, [c]ancel the turn: `, request.signal);
    switch (answer?.trim().toLowerCase()) {
      case 'y':
      case 'yes':
        return 'accept';
      case 'n':
      case 'no':
      case undefined:
        return 'decline';
      case 'c':
      case 'cancel':
        return 'cancel';
    }
  }
}

async function askQuestions(io: CommandContext['io'], request: ServerRequest): Promise<PolicyAnswer> {
  const answers: Record<string, { answers: string[] }> = {};
  for (const question of listAt(request.params, 'questions')) {
    const options = listAt(question, 'options').map((option) => textAt(option, 'label') ?? '');
    const choices = options.map((label, index) => `\n  ${index + 1}. ${label}`).join('');
    const text = printable(`${textAt(question, 'question') ?? ''}${choices}\n> `);
    const given = await io.ask(text, request.signal);
    if (given === undefined) return 'decline';
    const chosen = options[Number(given.trim()) - 1] ?? given.trim();
    answers[String(at(question, 'id'))] = { answers: [chosen] };
  }
  return { result: { answers } };
}
