// Reviews actions that want consent where the thread's approvals go to a reviewer instead of people: asks the model,
// tells how that goes, and decides. Owned by the host of the turns.

import type { TurnError } from '../../protocol/index.js';
import type { Behaviour } from '../behaviour.js';
import { ModelError } from '../ports.js';
import type { ModelItem } from '../records.js';
import type { ThreadSettings } from '../settings.js';
import { askAgain } from '../turn/ask-again.js';
import { WorkFailed } from '../turn/failure.js';
import { buildRequest } from '../turn/model-request.js';
import { partTexts } from '../turn/part-texts.js';
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
import { guardianInstructions, guardianQuestion } from './guardian-prompt.js';
import { scored } from './score.js';

/** The turn it is wanted in; `signal` aborts with it. */
interface Occasion {
  readonly turnId: string;
  readonly settings: ThreadSettings;
  readonly signal: AbortSignal;
}

/** How long a review may take, as in the real servers. */
const PATIENCE_MS = 90_000;

const dialectOf = (behaviour: Behaviour): Dialect => (behaviour.approvalReviewsAreScored ? scored : judged);

/** Whether approvals of a thread with these settings go to a reviewer; under other policies people are asked. */
export function isReviewed({ approvalsReviewer, approvalPolicy }: ThreadSettings): boolean {
  return (
    approvalsReviewer !== 'user' && (approvalPolicy === 'on-request' || typeof approvalPolicy === 'object')
  );
}

/** Resolves with the decision. @throws the signal's reason when the turn ends first */
export async function reviewAction(
  host: TurnHost,
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
    const question = guardianQuestion(host.history.input, wish.planned);
    const stop = AbortSignal.any([signal, patience.signal]);
    return conclude(await assess(host, { turnId, settings, signal: stop }, question));
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
async function assess(host: TurnHost, occasion: Occasion, question: ModelItem): Promise<Ended> {
  const dialect = dialectOf(host.services.behaviour);
  for (let tries = 1; ; tries += 1) {
    try {
      const said = await askAgain(host.services, occasion, () => ask(host, occasion, question));
      return dialect.conclude(said);
    } catch (thrown) {
      if (!(thrown instanceof WorkFailed) && !(thrown instanceof AssessmentUnreadable)) throw thrown;
      const isFinal = thrown instanceof WorkFailed && !isPassing(thrown.error);
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

/** @throws ModelError, or the signal's reason */
async function ask(
  host: TurnHost,
  { turnId, settings, signal }: Occasion,
  question: ModelItem,
): Promise<string> {
  const { answerForm, schema } = dialectOf(host.services.behaviour);
  const request = buildRequest({
    threadId: host.threadId,
    turnId,
    originator: host.originator,
    subagent: 'guardian',
    kind: 'turn',
    settings: { ...settings, baseInstructions: guardianInstructions(answerForm), effort: 'low' },
    facts: host.services.catalog.facts(settings.model),
    history: [question],
    tools: [],
    outputSchema: schema,
  });
  let said = '';
  for await (const batch of host.services.model.stream(request, signal)) {
    for (const event of batch) {
      if (event.type === 'itemDone' && event.item.type === 'message')
        said = partTexts(event.item.content).join('');
      if (event.type === 'completed') return said;
    }
  }
  throw new ModelError({ kind: 'stream', message: 'stream closed before response.completed' });
}
