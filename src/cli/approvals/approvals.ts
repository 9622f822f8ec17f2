// How a command answers what the server asks: by the rules of a file, by a word from the command line, or by asking
// the person. Loaded with the connection; the rules and the questions only when they are needed.

import {
  type Incoming,
  isAnswerable,
  type PolicyAnswer,
  type ServerRequest,
  type ServerRequestPolicy,
} from '../../client/index.js';
import type { RequestId } from '../../jsonrpc/message.js';
import type { CommandContext } from '../command.js';
import { describeServerRequest } from '../output/describe-item.js';
import { FileChanges } from './file-changes.js';
import type { ApprovalRules } from './rules.js';

/** What a command does when nothing is said: answer nothing, or ask whoever is there. */
export type ApprovalDefault = 'leave' | 'ask' | 'accept';

/** Decides before all else; undefined leaves the request to the rest. */
export type FirstWord = (request: ServerRequest) => PolicyAnswer | undefined;

export interface Approvals {
  readonly policy: ServerRequestPolicy;
  /** Requests that were declined only because there was nobody to ask. */
  readonly unasked: readonly ServerRequest[];
  /** Whether a person has this request, or one before it, before their eyes. */
  isBeingAsked(id: RequestId): boolean;
  /** Sees every notification: file changes are announced before they are asked about. */
  observe(incoming: Incoming): void;
}

/** @throws UsageError `bad_option` for rules that cannot be read */
export async function createApprovals(
  context: CommandContext,
  fallback: ApprovalDefault,
  firstWord?: FirstWord,
): Promise<Approvals> {
  const mode = context.options.approve ?? fallback;
  const rules = await loadRules(context.options.approveRules);
  const unasked: ServerRequest[] = [];
  const changes = new FileChanges();
  const asking = new Set<RequestId>();
  let turn: Promise<unknown> = Promise.resolve();

  const byAsking = (request: ServerRequest): PolicyAnswer | Promise<PolicyAnswer> => {
    // What no yes or no can answer is refused by the client, with a person there or not.
    if (!isAnswerable(request.method)) return 'decline';
    if (!context.io.isInteractive || context.options.json) {
      unasked.push(request);
      context.output.warn(
        `Declined, since nobody can be asked here: ${describeServerRequest(request.method, request.params)}. Use --approve or --approve-rules to decide otherwise.`,
      );
      return 'decline';
    }
    // One question at a time.
    asking.add(request.id);
    const answer = turn.then(async () => {
      const { askPerson } = await import('./ask-person.js');
      return askPerson(context, request, changes.of(request));
    });
    turn = answer.catch(() => {}).finally(() => asking.delete(request.id));
    return answer;
  };

  const policy = (request: ServerRequest): PolicyAnswer | Promise<PolicyAnswer> => {
    const answer = firstWord?.(request) ?? rules?.answer(request) ?? mode;
    return answer === 'ask' ? byAsking(request) : answer;
  };
  const isPlain = firstWord === undefined && rules === undefined && mode !== 'ask';
  return {
    policy: isPlain ? mode : policy,
    unasked,
    isBeingAsked: (id) => asking.has(id),
    observe: (incoming) => changes.observe(incoming),
  };
}

async function loadRules(path: string | undefined): Promise<ApprovalRules | undefined> {
  if (path === undefined) return undefined;
  const { loadApprovalRules } = await import('./rules.js');
  return loadApprovalRules(path);
}
