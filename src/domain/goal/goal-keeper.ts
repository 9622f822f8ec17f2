// The goal of a loaded thread, as its turns see it: counts what they use for it, and says what the model is to be told
// of it. Set from outside through goals.ts.

import type { ThreadGoal } from '../../protocol/index.js';
import type { Clock } from '../../util/clock.js';
import type { GoalFact } from '../facts/fact-store.js';
import type { OwnGoal } from '../ports.js';
import type { ModelItem } from '../records.js';
import type { ThreadSettings } from '../settings.js';
import type { TurnOutcome } from '../turn/turn-state.js';
import { changedGoal, isPursued, spentOn, statusAfter } from './goal-rules.js';
import { continuationItem, objectiveItem, spentBudgetItem, toldObjective } from './goal-texts.js';

export interface GoalKeeperDeps {
  readonly threadId: string;
  readonly clock: Clock;
  /** @throws DomainError `storage` */
  readonly kept: { get(): GoalFact | null; put(fact: GoalFact): void };
  /** Tokens the thread has used so far that were not served from a cache. */
  usedTokens(): number;
  /** What the model has seen. */
  input(): readonly ModelItem[];
  announce(turnId: string, goal: ThreadGoal): void;
}

export class GoalKeeper implements OwnGoal {
  readonly #deps: GoalKeeperDeps;
  /** The turn that works for the goal, and up to where its use is counted; null while none does. */
  #counting: { turnId: string; tokens: number; at: number } | null = null;
  #turnId: string | null = null;
  #holdsUnread = false;

  constructor(deps: GoalKeeperDeps) {
    this.#deps = deps;
  }

  get goal(): ThreadGoal | null {
    return this.#deps.kept.get()?.goal ?? null;
  }

  /** Whether a turn that ends well is followed by another one for the goal. */
  goesOn(settings: ThreadSettings): boolean {
    const fact = this.#deps.kept.get();
    return fact?.goal.status === 'active' && !fact.deferred && !isPlanning(settings);
  }

  /** What a turn begins with. */
  opening(settings: ThreadSettings): ModelItem[] {
    return isPlanning(settings) ? [] : this.#untold();
  }

  /** What a turn begins with that nobody asked for; null when there is none to begin. */
  continuation(settings: ThreadSettings): ModelItem[] | null {
    const { goal } = this;
    if (goal === null || !this.goesOn(settings)) return null;
    return [...this.#untold(), continuationItem(goal)];
  }

  /** Someone wants something of the thread: an interrupted goal may be gone on with afterwards. */
  resumeWork(): void {
    const fact = this.#deps.kept.get();
    if (fact?.deferred) this.#deps.kept.put({ ...fact, deferred: false });
  }

  turnStarting(turnId: string, settings: ThreadSettings): void {
    this.#turnId = isPlanning(settings) ? null : turnId;
    this.#followStatus();
  }

  /** The tools of a response have answered. Returns what the model is to be told besides. */
  toolsEnded(): ModelItem[] {
    const before = this.goal;
    this.countNow();
    const { goal } = this;
    if (goal === null) return [];
    const isSpentNow = before?.status === 'active' && goal.status === 'budgetLimited';
    return [...this.#untold(), ...(isSpentNow ? [spentBudgetItem(goal)] : [])];
  }

  /** The turn's end is certain, and not announced. Returns whether it is to be marked as unread. */
  turnEnding(turnId: string, outcome: TurnOutcome): boolean {
    const fact = this.#deps.kept.get();
    const isActive = this.#counting !== null && fact?.goal.status === 'active';
    if (isActive && outcome.status === 'failed') {
      const goal = { ...this.#counted(fact.goal), status: statusAfter(outcome) };
      this.#put({ ...fact, goal });
      this.#deps.announce(turnId, goal);
    } else {
      this.countNow();
    }
    this.#counting = null;
    this.#turnId = null;
    if (isActive && outcome.status === 'interrupted') {
      const now = this.#deps.kept.get();
      if (now !== null) this.#put({ ...now, deferred: true });
    }
    const marks = outcome.status === 'interrupted' && this.#holdsUnread;
    this.#holdsUnread = false;
    return marks;
  }

  /** Whether the mark of an unread turn waits for the turns that follow it. */
  holdsUnread(settings: ThreadSettings): boolean {
    this.#holdsUnread = this.goesOn(settings);
    return this.#holdsUnread;
  }

  /** Counts what has been used up to now, and tells it when it is anything. */
  countNow(): void {
    const fact = this.#deps.kept.get();
    const counting = this.#counting;
    if (fact === null || counting === null) return;
    const goal = this.#counted(fact.goal);
    if (goal === fact.goal) return;
    this.#put({ ...fact, goal });
    this.#deps.announce(counting.turnId, goal);
  }

  /** The goal was changed from outside: what is used from now on counts, or does not. */
  changed(): void {
    this.#followStatus();
  }

  create(turnId: string, objective: string, tokenBudget: number | null): ThreadGoal | null {
    const { threadId, clock } = this.#deps;
    const goal = changedGoal(null, { threadId, now: clock.now() }, { objective, tokenBudget });
    const { goal: before } = this;
    if (before !== null && before.status !== 'complete') return null;
    this.#put({ goal, deferred: false });
    this.#deps.announce(turnId, goal);
    this.#followStatus();
    return goal;
  }

  update(turnId: string, status: 'complete' | 'blocked' | 'paused'): ThreadGoal | null {
    this.countNow();
    const fact = this.#deps.kept.get();
    if (fact === null) return null;
    const { threadId, clock } = this.#deps;
    const goal = changedGoal(fact.goal, { threadId, now: clock.now() }, { status });
    this.#put({ ...fact, goal });
    this.#deps.announce(turnId, goal);
    this.#followStatus();
    return goal;
  }

  #untold(): ModelItem[] {
    const { goal } = this;
    if (goal?.status !== 'active' || toldObjective(this.#deps.input()) === goal.objective) return [];
    return [objectiveItem(goal)];
  }

  #counted(goal: ThreadGoal): ThreadGoal {
    const counting = this.#counting;
    if (counting === null) return goal;
    const { clock } = this.#deps;
    const tokens = Math.max(0, this.#deps.usedTokens() - counting.tokens);
    const seconds = Math.floor((clock.monotonic() - counting.at) / 1000);
    if (tokens === 0 && seconds === 0) return goal;
    this.#counting = { ...counting, tokens: counting.tokens + tokens, at: counting.at + seconds * 1000 };
    return spentOn(goal, { tokens, seconds }, clock.now());
  }

  #followStatus(): void {
    const { goal } = this;
    if (goal === null || this.#turnId === null || !isPursued(goal)) this.#counting = null;
    else if (this.#counting === null && goal.status === 'active') {
      const { clock } = this.#deps;
      this.#counting = { turnId: this.#turnId, tokens: this.#deps.usedTokens(), at: clock.monotonic() };
    }
  }

  #put(fact: GoalFact): void {
    this.#deps.kept.put(fact);
  }
}

/** A plan is talked about, not carried out. */
function isPlanning({ collaborationMode }: ThreadSettings): boolean {
  return collaborationMode?.mode === 'plan';
}
