// Projects: named sets of folders that threads can belong to, each thread to one at most.

import type { Project, ProjectRoot } from '../../protocol/index.js';
import type { Clock } from '../../util/clock.js';
import { resolvePosix } from '../../util/posix-path.js';
import { DomainError } from '../errors.js';
import type { Announcer } from '../hub/announcer.js';
import type { FactStore, ProjectFact } from './fact-store.js';
import { firstPage } from './keyset-page.js';
import { isBeyond, isInOrder, type ProjectOrder, placeOf, writeProjectCursor } from './project-order.js';
import type { ThreadDirectory } from './thread-directory.js';

interface NewProject {
  readonly name: string;
  readonly roots: readonly ProjectRoot[];
  readonly metadata: Readonly<Record<string, string>> | null;
  /** Asked for twice under one key, there is one project. */
  readonly idempotencyKey: string;
}

interface ProjectChange {
  readonly name: string | null;
  readonly roots: readonly ProjectRoot[] | null;
  readonly metadata: Readonly<Record<string, string>> | null;
}

export interface Projects {
  /** @throws DomainError `projectCursorInvalid` */
  list(
    order: ProjectOrder,
    page: { cursor: string | null; limit: number | null },
  ): Promise<{ data: Project[]; nextCursor: string | null }>;
  /** @throws DomainError `projectNotFound` */
  read(id: string): Promise<Project>;
  /**
   * `threads` become members of a new project.
   * @throws DomainError `labelEmpty` | `projectRootTwice` | `projectKeySpent` | `threadNotFound`
   */
  create(project: NewProject, threads: readonly string[]): Promise<Project>;
  /** What is null stays. @throws DomainError `labelEmpty` | `projectRootTwice` | `projectNotFound` */
  update(id: string, change: ProjectChange): Promise<Project>;
  /** Puts it before another one, or at the end. @throws DomainError `projectNotFound` | `movedBeforeItself` */
  move(id: string, beforeId: string | null): void;
  /** Its threads belong to none afterwards. @throws DomainError `projectNotFound` */
  delete(id: string): void;
  /** Null takes the thread out of its project. @throws DomainError `projectNotFound` */
  assign(threadId: string, projectId: string | null): void;
  /** @throws DomainError `labelEmpty` | `projectNotFound` */
  assertThere(projectId: string): void;
  /** A thread that is new belongs to it from the beginning, of which nobody is told apart. */
  enter(threadId: string, projectId: string): void;
  /** The project a thread belongs to. */
  of(threadId: string): string | null;
  /** The threads that belong to it. @throws DomainError `labelEmpty` | `projectNotFound` */
  members(id: string): ReadonlySet<string>;
}

export interface ProjectDeps {
  readonly facts: FactStore;
  readonly directory: ThreadDirectory;
  readonly announcer: Announcer;
  readonly clock: Clock;
  readonly newId: () => string;
}

export function createProjects({ facts, directory, announcer, clock, newId }: ProjectDeps): Projects {
  const now = (): number => Math.floor(clock.now() / 1000);

  const get = (id: string): ProjectFact => {
    const project = facts.get('project', id);
    if (project === null) throw new DomainError({ code: 'projectNotFound', projectId: id, role: 'project' });
    return project;
  };

  const membersOf = (id: string): string[] =>
    [...facts.all('membership')].filter(([, { projectId }]) => projectId === id).map(([thread]) => thread);

  const announce = (projectId: string, changeType: 'created' | 'updated' | 'deleted'): void =>
    announcer.later({ type: 'projectChanged', projectId, changeType });

  /** When something last happened in one of its threads, in unix milliseconds; null when it has none. */
  const recencyOf = async (id: string): Promise<number | null> => {
    const heads = await Promise.all(membersOf(id).map((threadId) => directory.stored(threadId)));
    const times = heads.flatMap((head) => (head === null || head.archived ? [] : [head.updatedAt]));
    return times.length === 0 ? null : Math.max(...times);
  };

  const view = async (id: string): Promise<Project> => viewWith(id, await recencyOf(id));

  const viewWith = (id: string, recency: number | null): Project => {
    const { roots, metadata, ...project } = get(id);
    const recencyAt = recency === null ? null : Math.floor(recency / 1000);
    return { id, ...project, roots: [...roots], metadata: { ...metadata }, recencyAt };
  };

  const assertThere = (id: string): void => {
    if (id === '') throw new DomainError({ code: 'labelEmpty', label: 'projectId' });
    get(id);
  };

  const assign = (threadId: string, projectId: string | null): void => {
    if (projectId !== null) get(projectId);
    const before = facts.get('membership', threadId)?.projectId ?? null;
    if (before === projectId) return;
    facts.put('membership', threadId, projectId === null ? null : { projectId });
    announcer.later({ type: 'threadProjectUpdated', threadId, projectId });
  };

  /** Gives the projects the positions of their order. */
  const renumber = (ids: readonly string[]): void => {
    for (const [position, id] of ids.entries()) {
      const project = get(id);
      if (project.position !== position) facts.put('project', id, { ...project, position });
    }
  };

  const inOrder = (): string[] =>
    [...facts.all('project')].sort(([, a], [, b]) => a.position - b.position).map(([id]) => id);

  return {
    async list(order, { cursor, limit }) {
      const after = cursor === null ? null : placeOf(cursor, order);
      const ids = inOrder();
      const isByRecency = order.key === 'recencyAt';
      const recencies = isByRecency ? await Promise.all(ids.map(recencyOf)) : [];
      const entries = ids.map((id, i) => ({
        id,
        rank: isByRecency ? (recencies[i] ?? null) : get(id).position,
      }));
      const rest = entries.filter((entry) => after === null || isBeyond(entry, after, order));
      const { data, nextCursor } = firstPage(rest.sort(isInOrder(order)), limit, (last) =>
        writeProjectCursor(last, order),
      );
      const shown = data.map(async ({ id, rank }) => (isByRecency ? viewWith(id, rank) : view(id)));
      return { data: await Promise.all(shown), nextCursor };
    },

    read: view,

    async create({ name, roots, metadata, idempotencyKey }, threads) {
      if (idempotencyKey.trim() === '')
        throw new DomainError({ code: 'labelEmpty', label: 'idempotencyKey' });
      const label = projectName(name);
      const folders = rootsOf(roots);
      const known = facts.get('projectKey', idempotencyKey);
      if (known !== null) {
        if (facts.get('project', known.projectId) !== null) return view(known.projectId);
        throw new DomainError({ code: 'projectKeySpent', key: idempotencyKey });
      }
      for (const threadId of threads) {
        if ((await directory.stored(threadId)) === null) {
          throw new DomainError({ code: 'threadNotFound', threadId });
        }
      }
      const id = newId();
      const last = inOrder().at(-1);
      const position = last === undefined ? 0 : get(last).position + 1;
      const times = { createdAt: now(), updatedAt: now() };
      facts.put('project', id, { name: label, roots: folders, metadata: metadata ?? {}, position, ...times });
      facts.put('projectKey', idempotencyKey, { projectId: id });
      announce(id, 'created');
      for (const threadId of threads) assign(threadId, id);
      return view(id);
    },

    async update(id, { name, roots, metadata }) {
      const label = name === null ? null : projectName(name);
      const folders = roots === null ? null : rootsOf(roots);
      const project = get(id);
      if (name !== null || roots !== null || metadata !== null) {
        facts.put('project', id, {
          ...project,
          name: label ?? project.name,
          roots: folders ?? project.roots,
          metadata: metadata ?? project.metadata,
          updatedAt: now(),
        });
        announce(id, 'updated');
      }
      return view(id);
    },

    move(id, beforeId) {
      get(id);
      if (beforeId === id) throw new DomainError({ code: 'movedBeforeItself', noun: 'project', id });
      const before = inOrder();
      const others = before.filter((other) => other !== id);
      const at = beforeId === null ? others.length : others.indexOf(beforeId);
      if (at === -1) {
        throw new DomainError({
          code: 'projectNotFound',
          projectId: beforeId ?? '',
          role: 'before project',
        });
      }
      if (before.indexOf(id) === at) return;
      renumber(others.toSpliced(at, 0, id));
      announce(id, 'updated');
    },

    delete(id) {
      get(id);
      const members = membersOf(id);
      for (const threadId of members) facts.put('membership', threadId, null);
      facts.put('project', id, null);
      announce(id, 'deleted');
      for (const threadId of members) {
        announcer.later({ type: 'threadProjectUpdated', threadId, projectId: null });
      }
    },

    assign,

    of: (threadId) => facts.get('membership', threadId)?.projectId ?? null,

    assertThere,

    enter: (threadId, projectId) => facts.put('membership', threadId, { projectId }),

    members(id) {
      assertThere(id);
      return new Set(membersOf(id));
    },
  };
}

function projectName(name: string): string {
  const trimmed = name.trim();
  if (trimmed === '') throw new DomainError({ code: 'labelEmpty', label: 'project name' });
  return trimmed;
}

/** Folders in their plain form. */
function rootsOf(roots: readonly ProjectRoot[]): ProjectRoot[] {
  const seen = new Set<string>();
  return roots.map(({ path }) => {
    const plain = resolvePosix('/', path);
    if (seen.has(plain)) throw new DomainError({ code: 'projectRootTwice', path: plain });
    seen.add(plain);
    return { path: plain };
  });
}
