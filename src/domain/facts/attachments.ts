// Attachments: what clients note on threads, by type and identity, for all other clients to find.

import type { ThreadAttachment } from '../../protocol/index.js';
import type { Clock } from '../../util/clock.js';
import { DomainError } from '../errors.js';
import type { Announcer } from '../hub/announcer.js';
import type { AttachmentFact, FactStore } from './fact-store.js';
import { firstPage } from './keyset-page.js';
import type { ThreadDirectory } from './thread-directory.js';

const MOST_NAME_BYTES = 256;
const MOST_PAYLOAD_BYTES = 65_536;
const MOST_PER_THREAD = 100;

/** Which attachment: of its thread, the one with this type and identity. */
export interface AttachmentKey {
  readonly threadId: string;
  readonly attachmentType: string;
  readonly identityKey: string;
}

interface Page {
  cursor: string | null;
  limit: number | null;
}

export interface ThreadAttachments {
  /**
   * Adds one, or finds the one that is there already, whatever its payload.
   * @throws DomainError `payloadTooLarge` | `attachmentsFull` | `threadNotFound`
   */
  add(
    key: AttachmentKey,
    payload: unknown,
  ): Promise<{ outcome: 'created' | 'existing'; attachment: ThreadAttachment }>;
  /** The oldest first. @throws DomainError `pageCursorInvalid` */
  list(threadId: string, page: Page): { data: ThreadAttachment[]; nextCursor: string | null };
  /** The threads that have it; a null `archived` takes both kinds. @throws DomainError `labelEmpty` | `labelTooLong` | `pageCursorInvalid` */
  owners(
    key: Omit<AttachmentKey, 'threadId'>,
    archived: boolean | null,
    page: Page,
  ): Promise<{ data: { threadId: string; archived: boolean }[]; nextCursor: string | null }>;
  /** Does nothing when there is none. @throws DomainError `threadNotFound` */
  remove(key: AttachmentKey): Promise<void>;
}

export interface AttachmentDeps {
  readonly facts: FactStore;
  readonly directory: ThreadDirectory;
  readonly announcer: Announcer;
  readonly clock: Clock;
  readonly newId: () => string;
}

export function createAttachments(deps: AttachmentDeps): ThreadAttachments {
  const { facts, directory, announcer, clock, newId } = deps;

  const assertStored = async (threadId: string): Promise<void> => {
    if ((await directory.stored(threadId)) === null) {
      throw new DomainError({ code: 'threadNotFound', threadId });
    }
  };

  const announce = (attachment: AttachmentFact, operation: 'created' | 'deleted'): void => {
    const { threadId, attachmentType, identityKey, id: attachmentId } = attachment;
    const key = { threadId, attachmentType, identityKey };
    announcer.later({ type: 'threadAttachmentUpdated', ...key, attachmentId, operation });
  };

  return {
    async add(key, payload) {
      if (Buffer.byteLength(JSON.stringify(payload)) > MOST_PAYLOAD_BYTES) {
        throw new DomainError({ code: 'payloadTooLarge', bytes: MOST_PAYLOAD_BYTES });
      }
      await assertStored(key.threadId);
      const existing = facts.get('attachment', factKey(key));
      if (existing !== null) return { outcome: 'existing', attachment: view(existing) };
      if (attachmentsOf(facts, key.threadId).length >= MOST_PER_THREAD) {
        throw new DomainError({ code: 'attachmentsFull', most: MOST_PER_THREAD });
      }
      const attachment = { id: newId(), ...key, payload, createdAt: Math.floor(clock.now() / 1000) };
      facts.put('attachment', factKey(key), attachment);
      announce(attachment, 'created');
      return { outcome: 'created', attachment: view(attachment) };
    },

    list(threadId, { cursor, limit }) {
      const after = cursor === null ? null : placeOf(cursor, threadId);
      const rest = attachmentsOf(facts, threadId).filter((one) => after === null || compare(one, after) > 0);
      const { data, nextCursor } = firstPage(
        rest.sort(compare),
        limit,
        ({ createdAt, id }) => `${threadId}|${createdAt}|${id}`,
      );
      return { data: data.map(view), nextCursor };
    },

    async owners(key, archived, { cursor, limit }) {
      assertAttachmentNames(key);
      const after = cursor === null ? '' : ownerOf(cursor);
      const owners: { threadId: string; archived: boolean }[] = [];
      for (const one of facts.all('attachment').values()) {
        const isMeant = one.attachmentType === key.attachmentType && one.identityKey === key.identityKey;
        if (!isMeant || one.threadId <= after) continue;
        const stored = await directory.stored(one.threadId);
        if (stored === null || (archived !== null && stored.archived !== archived)) continue;
        owners.push({ threadId: one.threadId, archived: stored.archived });
      }
      owners.sort((a, b) => (a.threadId < b.threadId ? -1 : 1));
      const { attachmentType: attachment_type, identityKey: identity_key } = key;
      return firstPage(owners, limit, ({ threadId: thread_id }) =>
        JSON.stringify({ attachment_type, identity_key, archived, thread_id }),
      );
    },

    async remove(key) {
      await assertStored(key.threadId);
      const existing = facts.get('attachment', factKey(key));
      if (existing === null) return;
      facts.put('attachment', factKey(key), null);
      announce(existing, 'deleted');
    },
  };
}

/** A fork has what is attached to the thread it is forked from; nobody is told. @throws DomainError `storage` */
export function copyAttachments(
  facts: FactStore,
  { from, to, createdAt }: { from: string; to: string; createdAt: number },
  newId: () => string,
): void {
  for (const one of attachmentsOf(facts, from).sort(compare)) {
    const copy = { ...one, id: newId(), threadId: to, createdAt };
    facts.put('attachment', factKey(copy), copy);
  }
}

function attachmentsOf(facts: FactStore, threadId: string): AttachmentFact[] {
  return [...facts.all('attachment').values()].filter((one) => one.threadId === threadId);
}

/** @throws DomainError `labelEmpty` | `labelTooLong` */
export function assertAttachmentNames(names: { attachmentType: string; identityKey: string }): void {
  for (const label of ['attachmentType', 'identityKey'] as const) {
    if (names[label].trim() === '') throw new DomainError({ code: 'labelEmpty', label });
    if (Buffer.byteLength(names[label]) > MOST_NAME_BYTES) {
      throw new DomainError({ code: 'labelTooLong', label, bytes: MOST_NAME_BYTES });
    }
  }
}

function factKey({ threadId, attachmentType, identityKey }: AttachmentKey): string {
  return JSON.stringify([threadId, attachmentType, identityKey]);
}

function view({ id, attachmentType, identityKey, payload, createdAt }: AttachmentFact): ThreadAttachment {
  return { id, attachmentType, identityKey, payload, createdAt };
}

interface Place {
  createdAt: number;
  id: string;
}

function compare(a: Place, b: Place): number {
  return a.createdAt - b.createdAt || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}

function placeOf(cursor: string, threadId: string): Place {
  const [owner, time = '', id, ...rest] = cursor.split('|');
  const isPlace = owner === threadId && /^\d+$/.test(time) && id !== undefined && rest.length === 0;
  if (!isPlace) throw new DomainError({ code: 'pageCursorInvalid' });
  return { createdAt: Number(time), id };
}

function ownerOf(cursor: string): string {
  try {
    const place = JSON.parse(cursor) as { thread_id?: unknown } | null;
    if (typeof place?.thread_id === 'string') return place.thread_id;
  } catch {
    // Told below like any other cursor that is none.
  }
  throw new DomainError({ code: 'pageCursorInvalid' });
}
