// What is kept about threads besides their logs: where they are filed, what they wait for, what people noted on them.
// A port; the adapter keeps it in a file of its own in the home, or where the home's real server does.

import type {
  ProjectRoot,
  QueuedSubmission,
  ResultOf,
  ThreadGoal,
  ThreadMemoryMode,
  ThreadReadState,
  ThreadSectionAppearance,
} from '../../protocol/index.js';

export interface Placement {
  readonly sectionId: string;
  readonly position: number;
  /** Unix seconds. */
  readonly enteredAt: number;
}

/** Times are unix seconds. */
export interface ProjectFact {
  readonly name: string;
  readonly roots: readonly ProjectRoot[];
  readonly metadata: Readonly<Record<string, string>>;
  readonly position: number;
  readonly createdAt: number;
  readonly updatedAt: number;
}

export interface AttachmentFact {
  readonly id: string;
  readonly threadId: string;
  readonly attachmentType: string;
  readonly identityKey: string;
  readonly payload: unknown;
  /** Unix seconds. */
  readonly createdAt: number;
}

/** An import as clients see it, without its id. */
type ImportHistory = Omit<ResultOf<'externalAgentConfig/import/readHistories'>['data'][number], 'importId'>;

export interface GitFact {
  readonly sha: string | null;
  readonly branch: string | null;
  readonly originUrl: string | null;
}

export interface GoalFact {
  readonly goal: ThreadGoal;
  /** Its last turn was interrupted: it waits until somebody wants something of the thread. */
  readonly deferred: boolean;
}

/** Values by kind; the comments say what the keys are. */
export interface Facts {
  /** Section ids. */
  section: { readonly name: string; readonly appearance: ThreadSectionAppearance | null };
  /** Thread ids, like all below unless they say otherwise. */
  placement: Placement;
  /** Project ids. */
  project: ProjectFact;
  /** Idempotency keys; they outlive their project. */
  projectKey: { readonly projectId: string };
  membership: { readonly projectId: string };
  /** Thread id, type and identity, as JSON. */
  attachment: AttachmentFact;
  queue: readonly QueuedSubmission[];
  readState: ThreadReadState;
  git: GitFact;
  memoryMode: ThreadMemoryMode;
  daybreak: boolean;
  goal: GoalFact;
  /** Ids of imports from other agents. */
  importHistory: ImportHistory;
}

export type FactKind = keyof Facts;

/** Shared with other processes: every call knows what any of them had put before it. */
export interface FactStore {
  get<K extends FactKind>(kind: K, key: string): Facts[K] | null;
  /** In the order in which the keys were first put. */
  all<K extends FactKind>(kind: K): ReadonlyMap<string, Facts[K]>;
  /** Null forgets. @throws DomainError `storage` */
  put<K extends FactKind>(kind: K, key: string, value: Facts[K] | null): void;
}

const OF_A_THREAD = [
  'placement',
  'membership',
  'queue',
  'readState',
  'git',
  'memoryMode',
  'daybreak',
  'goal',
] as const satisfies readonly FactKind[];

/** Forgets everything about a thread that is gone. @throws DomainError `storage` */
export function forgetThread(facts: FactStore, threadId: string): void {
  for (const kind of OF_A_THREAD) {
    if (facts.get(kind, threadId) !== null) facts.put(kind, threadId, null);
  }
  for (const [key, attachment] of facts.all('attachment')) {
    if (attachment.threadId === threadId) facts.put('attachment', key, null);
  }
}
