// Attachments in a real server's database: rows of threads that it knows.

import type { AttachmentFact } from '../../../domain/facts/fact-store.js';
import type { FactTable } from './fact-table.js';
import type { HomeDatabase, Row } from './home-database.js';
import { parsed } from './keyed-facts.js';

const COLUMNS = ['id', 'thread_id', 'attachment_type', 'identity_key', 'payload', 'created_at'];
const LISTED = COLUMNS.join(', ');
const WHICH = 'thread_id = ? AND attachment_type = ? AND identity_key = ?';

export function attachmentFacts(database: HomeDatabase): FactTable<'attachment'> {
  return {
    get isThere() {
      return database.has('threads', ['id']) && database.has('thread_attachments', COLUMNS);
    },
    get(key) {
      const row = database.row(`SELECT ${LISTED} FROM thread_attachments WHERE ${WHICH}`, ...partsOf(key));
      return row === undefined ? null : attachmentIn(row);
    },
    all() {
      const rows = database.rows(`SELECT ${LISTED} FROM thread_attachments ORDER BY rowid`);
      return new Map(
        rows.map((row) => {
          const { thread_id: thread, attachment_type: type, identity_key: identity } = row;
          return [JSON.stringify([thread, type, identity]), attachmentIn(row)];
        }),
      );
    },
    put(key, attachment) {
      if (attachment === null) {
        database.run(`DELETE FROM thread_attachments WHERE ${WHICH}`, ...partsOf(key));
        return true;
      }
      const { id, threadId, attachmentType, identityKey, payload, createdAt } = attachment;
      const cells = [id, threadId, attachmentType, identityKey, JSON.stringify(payload), createdAt];
      const added = database.run(
        `INSERT OR REPLACE INTO thread_attachments (${LISTED})
          SELECT ?, ?, ?, ?, ?, ? WHERE EXISTS (SELECT 1 FROM threads WHERE id = ?)`,
        ...cells,
        threadId,
      );
      return added > 0;
    },
  };
}

/** Thread, type and identity. */
function partsOf(key: string): string[] {
  return JSON.parse(key) as string[]; // as attachments.ts writes keys
}

function attachmentIn(row: Row): AttachmentFact {
  return {
    id: String(row.id),
    threadId: String(row.thread_id),
    attachmentType: String(row.attachment_type),
    identityKey: String(row.identity_key),
    payload: parsed(row.payload) ?? null,
    createdAt: Number(row.created_at),
  };
}
