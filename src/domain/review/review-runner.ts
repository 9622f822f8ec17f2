// A review: another model looks at a change in a turn of its own, and its report becomes part of the thread. The
// reviewer's turn runs inside this one, under an id that clients get to see as well.

import type { ReviewTarget, ThreadItem } from '../../protocol/index.js';
import type { ModelCatalog } from '../ports.js';
import type { ModelItem } from '../records.js';
import type { ThreadSettings } from '../settings.js';
import { unknownModelWarning } from '../thread/warnings.js';
import { userTextItem } from '../turn/model-request.js';
import { effortWith } from '../turn/reasoning.js';
import { SideTurn } from '../turn/side-turn.js';
import type { TurnHost } from '../turn/turn-host.js';
import { agentMessage } from '../turn/turn-items.js';
import { TurnRunner } from '../turn/turn-runner.js';
import type { TurnOutcome } from '../turn/turn-state.js';
import { NO_REVIEW, REVIEW_CUT_SHORT, readReview, renderReview } from './review-output.js';
import { REVIEW_INSTRUCTIONS, reviewNews } from './review-prompts.js';
import { labelOf, promptOf } from './review-target.js';
import { ReviewerHost } from './reviewer-host.js';

export class ReviewRunner extends SideTurn {
  readonly kind = 'review';
  readonly #label: string;
  readonly #model: string;
  readonly #reviewer: TurnRunner;
  readonly #around: { before: ThreadItem[]; after: ThreadItem[] } = { before: [], after: [] };
  #hasToldFailure = false;

  constructor(host: TurnHost, turnId: string, parts: { settings: ThreadSettings; target: ReviewTarget }) {
    super(host, turnId, parts.settings);
    this.#label = labelOf(parts.target);
    const settings = reviewerSettings(parts.settings, host.services.catalog);
    this.#model = settings.model;
    const text = promptOf(parts.target);
    this.#reviewer = new TurnRunner(new ReviewerHost(host, turnId), {
      turnId: host.services.newId(),
      settings,
      outputSchema: null,
      input: [{ content: [{ type: 'text', text, text_elements: [] }], clientId: null }],
    });
  }

  override isCalled(turnId: string): boolean {
    return super.isCalled(turnId) || turnId === this.#reviewer.turnId;
  }

  items(partial: boolean): ThreadItem[] {
    const { before, after } = this.#around;
    const steps = this.#reviewer.items(partial).filter(({ type }) => type !== 'agentMessage');
    return [...before, ...steps, ...after];
  }

  protected override get lastMessage(): ThreadItem | null {
    return this.#around.after.at(-1) ?? null;
  }

  protected override get hasToldFailure(): boolean {
    return this.#hasToldFailure;
  }

  protected async work(): Promise<TurnOutcome> {
    this.reveal();
    this.#put('before', { type: 'enteredReviewMode', id: this.#markerId(), review: this.#label });
    if (this.#isNewer && !this.host.services.catalog.facts(this.#model).known)
      this.host.emit({ type: 'threadWarning', message: unknownModelWarning(this.#model) });
    const outcome = await this.#review();
    this.#hasToldFailure = outcome.status === 'failed';
    this.#report(outcome.status === 'completed' ? this.#reviewer.lastText : null);
    this.host.markUnread(this.turnId);
    return outcome;
  }

  async #review(): Promise<TurnOutcome> {
    if (this.interruption !== null) return { status: 'interrupted', reason: this.interruption };
    this.signal.addEventListener('abort', () => void this.#reviewer.interrupt(this.interruption ?? ''), {
      once: true,
    });
    this.#reviewer.begin();
    return this.#reviewer.ended;
  }

  #report(said: string | null): void {
    const isBlank = said === null || said.trim() === '';
    const review = isBlank ? null : renderReview(readReview(said));
    const text = review ?? REVIEW_CUT_SHORT;
    const { turnId, host } = this;
    host.record([{ type: 'modelItem', turnId, item: userTextItem(reviewNews(review)) }]);
    this.#put('after', { type: 'exitedReviewMode', id: this.#markerId(), review: review ?? NO_REVIEW });
    const id = this.#isNewer ? `msg_${host.services.newId()}` : 'review_rollout_assistant';
    host.record([{ type: 'modelItem', turnId, item: assistantTextItem(id, text) }]);
    const at = this.now();
    this.#put('after', agentMessage(id, text, null, { startedAtMs: at, completedAtMs: null }));
  }

  /** Announces an item that is finished as soon as it has started. */
  #put(where: 'before' | 'after', item: ThreadItem): void {
    this.#around[where].push(this.completeItem(this.startItem(item)));
  }

  #markerId(): string {
    return this.#isNewer ? this.host.services.newId() : this.turnId;
  }

  get #isNewer(): boolean {
    return this.host.services.behaviour.reviewItemsHaveOwnIds;
  }
}

/** Nobody is asked on behalf of a reviewer. */
function reviewerSettings(settings: ThreadSettings, catalog: ModelCatalog): ThreadSettings {
  const { model, reviewModel = model, effort } = settings;
  const isOther = reviewModel !== model;
  return {
    ...settings,
    model: reviewModel,
    effort: isOther && effort !== null ? effortWith(catalog.facts(reviewModel), effort) : effort,
    approvalPolicy: 'never',
    baseInstructions: REVIEW_INSTRUCTIONS,
    developerInstructions: null,
    collaborationMode: null,
    webSearch: null,
  };
}

function assistantTextItem(id: string, text: string): ModelItem {
  return { type: 'message', id, role: 'assistant', content: [{ type: 'output_text', text }] };
}
