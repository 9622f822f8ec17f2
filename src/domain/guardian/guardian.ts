// Reviews actions that want consent where the thread's approvals go to a reviewer instead of people: asks the model,
// tells how that goes, and decides. Owned by the host of the turns.

import type { TurnError } from '../../protocol/index.js';
import type { Behaviour } from '../behaviour.js';
import type { ToolContext } from '../ports.js';
import type { ThreadSettings } from '../settings.js';
import type { TurnHost } from '../turn/turn-host.js';
import { judged } from './assessment.js';
import {
  AssessmentUnreadable,
  type Dialect,
  type Ended,
  type ReviewState,
  type ReviewVerdict,
  type ReviewWish,
} from './dialect.js';
import { type Question, type Reviewer, ReviewerFailed } from './guardian-ports.js';
import { scored } from './score.js';

/** The turn it is wanted in; `signal` aborts with it. */
interface Occasion {
  readonly turnId: string;
  readonly settings: ThreadSettings;
  readonly signal: AbortSignal;
}

/** How long a review may take, as in the real servers. */
export const PATIENCE_MS = 90_000;

const dialectOf = (behaviour: Behaviour): Dialect => (behaviour.approvalReviewsAreScored ? scored : judged);

/** How a turn has its actions reviewed; null where people are asked. */
export function reviewOf(host: TurnHost, occasion: Occasion): ToolContext['review'] {
  const { guardian } = host;
  if (guardian === null || !isReviewed(occasion.settings)) return null;
  return (wish) => reviewAction(host, guardian, occasion, wish);
}

/** Whether approvals of a thread with these settings go to a reviewer; under other policies people are asked. */
function isReviewed({ approvalsReviewer, approvalPolicy }: ThreadSettings): boolean {
  return (
    approvalsReviewer !== 'user' && (approvalPolicy === 'on-request' || typeof approvalPolicy === 'object')
  );
}

/** Resolves with the decision. @throws the signal's reason when the turn ends first */
async function reviewAction(
  host: TurnHost,
  reviewer: Reviewer,
  { turnId, settings, signal }: Occasion,
  wish: ReviewWish,
): Promise<ReviewVerdict> {
  const { clock, newId, behaviour } = host.services;
  const dialect = dialectOf(behaviour);
  const startedAt = clock.now();
  const about = {
    turnId,
    reviewId: newId(),
    targetItemId: wish.targetItemId,
    action: dialect.actionOf(wish),
    startedAt,
  };
  host.emit({ type: 'autoReviewStarted', ...about, review: dialect.underReview });
  const end = (review: ReviewState): void =>
    host.emit({ type: 'autoReviewCompleted', ...about, review, completedAt: clock.now() });
  const patience = new AbortController();
  const conclude = ({ review, warning, verdict }: Ended): ReviewVerdict => {
    if (warning !== null) host.emit({ type: 'guardianWarning', message: warning });
    end(review);
    return verdict;
  };
  const cancel = clock.setTimeout(() => patience.abort(), PATIENCE_MS);
  try {
    const stop = AbortSignal.any([signal, patience.signal]);
    const rootTurnId = host.history.turn(turnId)?.rootTurnId ?? turnId;
    const question = { planned: wish.planned, settings, dialect, rootTurnId, signal: stop };
    return conclude(await assess(reviewer, question));
  } catch (thrown) {
    if (signal.aborted) {
      end(dialect.aborted);
      throw thrown;
    }
    if (!patience.signal.aborted && !(thrown instanceof ReviewFailed)) throw thrown;
    return conclude(thrown instanceof ReviewFailed ? dialect.failed(thrown.message) : dialect.timedOut());
  } finally {
    cancel();
  }
}

/** Why there is no assessment. */
class ReviewFailed extends Error {}

/** @throws ReviewFailed, or the signal's reason */
async function assess(reviewer: Reviewer, question: Question): Promise<Ended> {
  const { dialect } = question;
  for (let tries = 1; ; tries += 1) {
    try {
      return dialect.conclude(await reviewer.ask(question));
    } catch (thrown) {
      if (!(thrown instanceof ReviewerFailed) && !(thrown instanceof AssessmentUnreadable)) throw thrown;
      const isFinal = thrown instanceof ReviewerFailed && !isPassing(thrown.error);
      if (isFinal || tries >= dialect.mostTries) throw new ReviewFailed(thrown.message);
    }
  }
}

/** Whether trying again may help: the provider was busy, broken or out of reach. */
function isPassing({ codexErrorInfo: info }: TurnError): boolean {
  return (
    (typeof info === 'object' && info !== null) ||
    info === 'serverOverloaded' ||
    info === 'internalServerError'
  );
}
