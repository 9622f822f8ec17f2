// What a thread's view shows of the facts kept beside its log, and the changes to them that clients ask for.

import type { ThreadSection } from '../../protocol/index.js';
import type { FactStore, GitFact } from './fact-store.js';
import type { Projects } from './projects.js';
import type { ThreadSections } from './sections.js';

interface ThreadNotes {
  readonly section: ThreadSection | null;
  /** Unix seconds. */
  readonly sectionEnteredAt: number | null;
  readonly projectId: string | null;
  readonly daybreakEnabled: boolean | null;
  /** What people said of the git state, over what the log says. */
  readonly gitInfo: GitFact | null;
}

/** Looks a thread's notes up; `logged` is the git state its log tells. */
export type ReadNotes = (threadId: string, logged: GitFact | null) => ThreadNotes;

export function createReadNotes(facts: FactStore, sections: ThreadSections, projects: Projects): ReadNotes {
  return (threadId, logged) => {
    const placed = sections.of(threadId);
    return {
      section: placed?.section ?? null,
      sectionEnteredAt: placed?.enteredAt ?? null,
      projectId: projects.of(threadId),
      daybreakEnabled: facts.get('daybreak', threadId),
      gitInfo: gitOf(facts.get('git', threadId), logged),
    };
  };
}

/** What is absent stays, what is null is cleared. */
export interface MetadataChange {
  readonly git: Partial<GitFact> | null;
  /** An empty text takes the thread out of its project. */
  readonly projectId: string | null;
  readonly daybreakEnabled: boolean | null;
}

/** @throws DomainError `projectNotFound` */
export function changeMetadata(
  { facts, projects }: { facts: FactStore; projects: Projects },
  { threadId, logged }: { threadId: string; logged: GitFact | null },
  { git, projectId, daybreakEnabled }: MetadataChange,
): void {
  if (projectId !== null) projects.assign(threadId, projectId === '' ? null : projectId);
  if (daybreakEnabled !== null) facts.put('daybreak', threadId, daybreakEnabled);
  if (git === null) return;
  const none = { sha: null, branch: null, originUrl: null };
  facts.put('git', threadId, { ...(facts.get('git', threadId) ?? logged ?? none), ...git });
}

/** A log tells of a repository that has nothing to tell, people are shown none. */
function gitOf(said: GitFact | null, logged: GitFact | null): GitFact | null {
  const git = said ?? logged;
  const isEmpty = git?.sha === null && git.branch === null && git.originUrl === null;
  return isEmpty ? null : git;
}
