// A review on demand: the call that is the last thing in the model's history goes through all that a real one does, up
// to the consent it would need, and the reviewer judges that. Nothing is done, and nobody is told but who asked.

import type { ThreadGuardianAssessment, TurnError } from '../../protocol/index.js';
import { DomainError } from '../errors.js';
import type { ToolCall, ToolContext } from '../ports.js';
import type { ModelItem } from '../records.js';
import type { ThreadSettings } from '../settings.js';
import { toToolCall } from '../turn/tool-calls.js';
import type { TurnHost } from '../turn/turn-host.js';
import { judged } from './assessment.js';
import { AssessmentUnreadable, type Ended, type ReviewWish } from './dialect.js';
import { PATIENCE_MS } from './guardian.js';
import { type Reviewer, ReviewerFailed } from './guardian-ports.js';

export interface OnDemandReview {
  readonly callId: string;
  /** Null: the call needs nobody's consent. */
  readonly assessment: ThreadGuardianAssessment | null;
}

interface Occasion {
  readonly settings: ThreadSettings;
  readonly isBusy: boolean;
  readonly signal: AbortSignal;
}

const CALLS = 'plaintext exec_command, apply_patch, request_permissions, or MCP call';

/** @throws DomainError `callNotReviewable` | `guardianFailed`, or the signal's reason */
export async function reviewLastCall(
  host: TurnHost & { readonly guardian: Reviewer },
  occasion: Occasion,
): Promise<OnDemandReview> {
  if (occasion.isBusy) throw notReviewable('thread has an active turn');
  const { input } = host.history;
  const call = callIn(input.at(-1));
  assertNoReplay(call, input.slice(0, -1));
  const wish = await wishOf(host, call, occasion);
  const assessment = wish === null ? null : await assess(host, wish, occasion);
  return { callId: call.callId, assessment };
}

function callIn(item: ModelItem | undefined): ToolCall {
  if (item === undefined) throw notReviewable(`expected a final ${CALLS}`);
  const call = toToolCall(item);
  const isPlain =
    item.type === 'function_call' || (item.type === 'custom_tool_call' && item.name === 'apply_patch');
  const isComplete = item.status === undefined || item.status === 'completed';
  if (call === null || !isPlain || !isComplete || call.callId === '') {
    throw notReviewable(`expected a completed ${CALLS} with a nonempty call ID`);
  }
  return call;
}

/** What was granted then would be asked for again. */
function assertNoReplay({ name }: ToolCall, before: readonly ModelItem[]): void {
  if (name !== 'request_permissions') return;
  if (before.some((item) => toToolCall(item)?.name === name)) {
    throw notReviewable('direct review does not support replaying request_permissions');
  }
}

/** What the call would ask consent for; null: nothing. @throws DomainError `callNotReviewable` */
async function wishOf(
  host: TurnHost,
  call: ToolCall,
  { settings, signal }: Occasion,
): Promise<ReviewWish | null> {
  try {
    const rehearsal = await host.services.tools.rehearse(call, rehearsalContext(host, settings, signal));
    switch (rehearsal.type) {
      case 'unavailable':
        throw notReviewable('the requested tool is unavailable on this thread');
      case 'unsupported':
        throw notReviewable('unsupported tool for direct review');
      case 'refused':
        throw notReviewable(rehearsal.message);
      case 'nothing':
        return null;
    }
  } catch (thrown) {
    if (thrown instanceof Curtain) return thrown.wish;
    throw thrown;
  }
}

/** The call has come to the moment in which it would have its way, or ask for consent. */
class Curtain extends Error {
  readonly wish: ReviewWish | null;

  constructor(wish: ReviewWish | null) {
    super('a rehearsal ends here');
    this.wish = wish;
  }
}

function rehearsalContext(host: TurnHost, settings: ThreadSettings, signal: AbortSignal): ToolContext {
  const { threadId, sessionId, subagent, dynamicTools, goal, services } = host;
  const turnId = services.newId();
  return {
    threadId,
    sessionId,
    subagent,
    turnId,
    rootTurnId: turnId,
    settings,
    dynamicTools,
    goal,
    agents: host.agents,
    team: host.team?.tools ?? null,
    signal,
    responded: Promise.resolve(),
    steered: () => new Promise(() => {}),
    startItem: () => {},
    completeItem: () => {},
    emit: () => {},
    setTimeout: (task, ms) => host.elicitations.setTimeout(task, ms),
    review: (wish) => Promise.reject(new Curtain(wish)),
    goAhead: () => {
      throw new Curtain(null);
    },
    hear() {},
    call: () => Promise.reject(new Error('a rehearsed call makes no other')),
    tell: () => {},
    interruptTurn: () => {},
    permit: () => Promise.resolve({ type: 'ask' }),
    ask: () => Promise.reject(new Curtain(null)),
  };
}

/** Once, whatever comes of it. @throws DomainError `guardianFailed`, or the signal's reason */
async function assess(
  { guardian, services: { clock } }: { readonly guardian: Reviewer; readonly services: TurnHost['services'] },
  { planned }: ReviewWish,
  { settings, signal }: Occasion,
): Promise<ThreadGuardianAssessment> {
  const patience = new AbortController();
  const cancel = clock.setTimeout(() => patience.abort(), PATIENCE_MS);
  const stop = AbortSignal.any([signal, patience.signal]);
  try {
    const question = { planned, settings, dialect: judged, rootTurnId: null, signal: stop };
    return assessmentIn(judged.conclude(await guardian.ask(question)));
  } catch (thrown) {
    signal.throwIfAborted();
    if (patience.signal.aborted) throw failed('request timed out');
    if (thrown instanceof AssessmentUnreadable)
      throw failed(unassessed(`Parse { message: ${quoted(thrown.message)} }`));
    if (thrown instanceof ReviewerFailed) throw failed(unassessed(sessionText(thrown.error)));
    throw thrown;
  } finally {
    cancel();
  }
}

function assessmentIn({ review }: Ended): ThreadGuardianAssessment {
  const { status, riskLevel, userAuthorization, rationale } = review;
  return {
    outcome: status === 'approved' ? 'allow' : 'deny',
    // A conclusion has them all.
    riskLevel: riskLevel ?? 'high',
    userAuthorization: userAuthorization ?? 'unknown',
    rationale: rationale ?? '',
  };
}

function notReviewable(message: string): DomainError {
  return new DomainError({ code: 'callNotReviewable', message });
}

function failed(message: string): DomainError {
  return new DomainError({ code: 'guardianFailed', message });
}

const unassessed = (why: string): string => `Fatal error: Guardian assessment failed: ${why}`;
const quoted = (text: string): string => JSON.stringify(text);

function sessionText({ message, codexErrorInfo }: TurnError): string {
  const info = codexErrorInfo === null ? 'None' : `Some(${infoText(codexErrorInfo)})`;
  return `Session { message: ${quoted(message)}, error_info: ${info}, retry_at: None }`;
}

/** As the real server writes a kind of error. */
function infoText(info: NonNullable<TurnError['codexErrorInfo']>): string {
  if (typeof info === 'string') return pascal(info);
  const [entry] = Object.entries(info);
  if (entry === undefined) return 'Other';
  const [name, details] = entry as [string, { readonly httpStatusCode?: number | null }];
  const status = details.httpStatusCode ?? null;
  return `${pascal(name)} { http_status_code: ${status === null ? 'None' : `Some(${status})`} }`;
}

function pascal(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
