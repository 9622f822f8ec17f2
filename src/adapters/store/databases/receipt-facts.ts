// Read receipts in a real server's database. An empty turn stands for the beginning of the thread.

import type { ThreadReadState } from '../../../protocol/index.js';
import type { FactTable } from './fact-table.js';
import type { HomeDatabase } from './home-database.js';
import { inRows } from './keyed-facts.js';
import { textIn } from './thread-facts.js';

export function receiptFacts(database: HomeDatabase): FactTable<'readState'> {
  return inRows(database, {
    table: 'thread_read_receipts',
    key: 'thread_id',
    columns: ['first_unread_turn', 'revision'],
    read: (row) => ({
      firstUnread: positionOf(textIn(row, 'first_unread_turn')),
      revision: String(row.revision),
    }),
    write: ({ firstUnread, revision }) => [
      firstUnread === null ? null : firstUnread.type === 'turn' ? firstUnread.turnId : '',
      revision,
    ],
  });
}

function positionOf(turnId: string | null): ThreadReadState['firstUnread'] {
  if (turnId === null) return null;
  return turnId === '' ? { type: 'threadStart' } : { type: 'turn', turnId };
}
