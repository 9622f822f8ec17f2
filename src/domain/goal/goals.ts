// Goals of threads by id, as clients read, set and clear them. Whether a thread goes on with its goal is decided here
// when it is free; what its turns use for it is counted in goal-keeper.ts.

import type { ThreadGoal } from '../../protocol/index.js';
import type { Clock } from '../../util/clock.js';
import type { EventSink } from '../events.js';
import type { FactStore, GoalFact } from '../facts/fact-store.js';
import type { ThreadDirectory } from '../facts/thread-directory.js';
import type { ModelItem } from '../records.js';
import type { GoalKeeper } from './goal-keeper.js';
import { changedGoal, type GoalChange } from './goal-rules.js';
import { changedObjectiveItem } from './goal-texts.js';

/** Of a loaded thread, no more than is needed here. */
interface PursuingThread {
  readonly isEphemeral: boolean;
  readonly goal: GoalKeeper | null;
  recordGoal(goal: ThreadGoal): void;
  /** Tells the model something in the middle of its turn. */
  tellModel(item: ModelItem): void;
  pursueGoal(): boolean;
  /** @throws DomainError `agentTakesNoInput` */
  assertDirect(): void;
}

export interface Goals {
  /** @throws DomainError `threadNotFound` | `threadEphemeral`, like all below */
  get(threadId: string): Promise<ThreadGoal | null>;
  /** Everyone is told when the returned `announce` is called. @throws DomainError as changedGoal */
  set(threadId: string, change: GoalChange): Promise<{ goal: ThreadGoal; announce: () => void }>;
  /** False when there was none. */
  clear(threadId: string): Promise<{ cleared: boolean; announce: () => void }>;
  /** What is known of it without looking whether there is such a thread. */
  of(threadId: string): ThreadGoal | null;
  /** Goes on with the goal if there is one to go on with and nothing else runs. Whether it does. */
  pursue(threadId: string): boolean;
}

export function createGoals({
  facts,
  directory,
  loaded,
  sink,
  clock,
}: {
  readonly facts: FactStore;
  readonly directory: ThreadDirectory;
  readonly loaded: (threadId: string) => PursuingThread | null;
  readonly sink: EventSink;
  readonly clock: Clock;
}): Goals {
  const of = (threadId: string): ThreadGoal | null => facts.get('goal', threadId)?.goal ?? null;
  const pursue = (threadId: string): boolean => loaded(threadId)?.pursueGoal() ?? false;
  const assertKept = (threadId: string): Promise<void> => directory.assertActive(threadId, 'goals');

  return {
    of,
    pursue,

    async get(threadId) {
      await assertKept(threadId);
      return of(threadId);
    },

    async set(threadId, change) {
      await assertKept(threadId);
      const live = loaded(threadId);
      live?.assertDirect();
      live?.goal?.countNow();
      const before = of(threadId);
      const goal = changedGoal(before, { threadId, now: clock.now() }, change);
      live?.recordGoal(goal);
      facts.put('goal', threadId, { goal, deferred: false });
      live?.goal?.changed();
      if (before !== null && before.objective !== goal.objective && goal.status === 'active') {
        live?.tellModel(changedObjectiveItem(goal));
      }
      return {
        goal,
        announce() {
          sink.emit({ scope: 'all', event: { type: 'threadGoalUpdated', threadId, goal } });
          pursue(threadId);
        },
      };
    },

    async clear(threadId) {
      await assertKept(threadId);
      const live = loaded(threadId);
      live?.assertDirect();
      live?.goal?.countNow();
      const cleared = of(threadId) !== null;
      if (cleared) facts.put('goal', threadId, null);
      live?.goal?.changed();
      return {
        cleared,
        announce() {
          if (cleared) sink.emit({ scope: 'all', event: { type: 'threadGoalCleared', threadId } });
        },
      };
    },
  };
}

/** Where the goal of a thread is kept. */
export function keptGoal(facts: FactStore, threadId: string) {
  return {
    get: () => facts.get('goal', threadId),
    put: (fact: GoalFact) => facts.put('goal', threadId, fact),
  };
}
