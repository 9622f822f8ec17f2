// Sections: named groups that people file threads in, each thread in one at most, in an order of their own.

import type { ThreadSection, ThreadSectionAppearance } from '../../protocol/index.js';
import type { Clock } from '../../util/clock.js';
import { DomainError } from '../errors.js';
import type { Announcer } from '../hub/announcer.js';
import type { FactStore, Placement } from './fact-store.js';
import { firstPage } from './keyset-page.js';
import type { ThreadDirectory } from './thread-directory.js';

/** The section every home has, for threads that are kept in sight. */
const PINNED = '01984de2-8f74-7c91-a3b2-5c5e937cf318';
/** Between neighbours there is room for others to be put. */
const GAP = 1_000_000;

export interface ThreadSections {
  /** By id, the oldest first. */
  list(page: { cursor: string | null; limit: number | null }): {
    data: ThreadSection[];
    nextCursor: string | null;
  };
  /** @throws DomainError `labelEmpty` */
  create(name: string, appearance: ThreadSectionAppearance | null): ThreadSection;
  /** An undefined `appearance` stays. @throws DomainError `labelEmpty` | `sectionNotFound` | `sectionBuiltIn` */
  update(id: string, name: string, appearance: ThreadSectionAppearance | null | undefined): ThreadSection;
  /** Its threads are in no section afterwards. @throws DomainError `labelEmpty` | `sectionNotFound` | `sectionBuiltIn` */
  delete(id: string): void;
  /**
   * Files a thread at the end of a section, or before another thread in it; null takes it out.
   * @throws DomainError `threadNotFound` | `threadEphemeral` | `sectionMissing` | `beforeThreadElsewhere` |
   * `movedBeforeItself` | `beforeWithoutSection`
   */
  move(threadId: string, sectionId: string | null, beforeThreadId: string | null): Promise<void>;
  /** Where the thread is filed. */
  of(threadId: string): { section: ThreadSection; enteredAt: number } | null;
  /** Positions of the threads in a section, by thread id. */
  members(sectionId: string): ReadonlyMap<string, number>;
}

export interface SectionDeps {
  readonly facts: FactStore;
  readonly directory: ThreadDirectory;
  readonly announcer: Announcer;
  readonly clock: Clock;
  readonly newId: () => string;
}

export function createSections({ facts, directory, announcer, clock, newId }: SectionDeps): ThreadSections {
  const find = (id: string): ThreadSection | null => {
    if (id === PINNED) return { id, name: 'Pinned', appearance: null };
    const section = facts.get('section', id);
    return section && { id, ...section };
  };

  const changeable = (id: string, wanted: 'renamed' | 'deleted'): ThreadSection => {
    if (id.trim() === '') throw new DomainError({ code: 'labelEmpty', label: 'sectionId' });
    if (id === PINNED) throw new DomainError({ code: 'sectionBuiltIn', wanted });
    const section = find(id);
    if (section === null) throw new DomainError({ code: 'sectionNotFound', sectionId: id });
    return section;
  };

  const members = (sectionId: string): Map<string, number> => {
    const found = new Map<string, number>();
    for (const [threadId, placement] of facts.all('placement')) {
      if (placement.sectionId === sectionId) found.set(threadId, placement.position);
    }
    return found;
  };

  /** A place in `sectionId` for `threadId`; its neighbours are moved apart when there is none between them. */
  const placeBefore = (threadId: string, sectionId: string, before: string | null): number => {
    const others = [...members(sectionId)].filter(([id]) => id !== threadId).sort(byPosition);
    if (before === null) return (others.at(-1)?.[1] ?? 0) + GAP;
    const at = others.findIndex(([id]) => id === before);
    const next = others[at]?.[1];
    if (next === undefined) {
      throw new DomainError({ code: 'beforeThreadElsewhere', threadId: before, sectionId });
    }
    const previous = others[at - 1]?.[1] ?? 0;
    const middle = Math.floor((previous + next) / 2);
    if (middle > previous) return middle;
    for (const [i, [id]] of others.entries()) {
      const placement = facts.get('placement', id);
      const position = (i + (i < at ? 1 : 2)) * GAP;
      if (placement !== null) facts.put('placement', id, { ...placement, position });
    }
    return (at + 1) * GAP;
  };

  return {
    list({ cursor, limit }) {
      const all = new Map<string, ThreadSection>([
        [PINNED, { id: PINNED, name: 'Pinned', appearance: null }],
      ]);
      for (const [id, section] of facts.all('section')) if (!all.has(id)) all.set(id, { id, ...section });
      const rest = [...all.values()].filter(({ id }) => cursor === null || id > cursor);
      rest.sort((a, b) => (a.id < b.id ? -1 : 1));
      return firstPage(rest, limit, ({ id }) => id);
    },

    create(name, appearance) {
      const section = { name: sectionName(name), appearance };
      const id = newId();
      facts.put('section', id, section);
      return { id, ...section };
    },

    update(id, name, appearance) {
      const label = sectionName(name);
      const section = changeable(id, 'renamed');
      const changed = { name: label, appearance: appearance === undefined ? section.appearance : appearance };
      facts.put('section', id, changed);
      return { id, ...changed };
    },

    delete(id) {
      changeable(id, 'deleted');
      for (const threadId of members(id).keys()) facts.put('placement', threadId, null);
      facts.put('section', id, null);
    },

    async move(threadId, sectionId, beforeThreadId) {
      if (sectionId === null && beforeThreadId !== null) {
        throw new DomainError({ code: 'beforeWithoutSection' });
      }
      if (beforeThreadId === threadId) {
        throw new DomainError({ code: 'movedBeforeItself', noun: 'thread', id: threadId });
      }
      await directory.assertKept(threadId, 'section moves');
      if (sectionId !== null) {
        if (find(sectionId) === null) throw new DomainError({ code: 'sectionMissing', sectionId });
        const placement: Placement = {
          sectionId,
          position: placeBefore(threadId, sectionId, beforeThreadId),
          enteredAt: enteredAt(facts.get('placement', threadId), sectionId, clock),
        };
        facts.put('placement', threadId, placement);
      } else {
        facts.put('placement', threadId, null);
      }
      announcer.later({ type: 'threadSectionChanged', threadId, sectionId });
    },

    of(threadId) {
      const placement = facts.get('placement', threadId);
      const section = placement && find(placement.sectionId);
      return section && placement && { section, enteredAt: placement.enteredAt };
    },

    members,
  };
}

/** Moving within its section, a thread stays as long as it has been there. */
function enteredAt(placement: Placement | null, sectionId: string, clock: Clock): number {
  return placement?.sectionId === sectionId ? placement.enteredAt : Math.floor(clock.now() / 1000);
}

function sectionName(name: string): string {
  const trimmed = name.trim();
  if (trimmed === '') throw new DomainError({ code: 'labelEmpty', label: 'section name' });
  return trimmed;
}

function byPosition([, a]: readonly [string, number], [, b]: readonly [string, number]): number {
  return a - b;
}
