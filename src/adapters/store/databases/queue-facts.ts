// Queued input in a real server's database of it, one row each. Rows of other kinds are none of ours.

import type { QueuedSubmission } from '../../../protocol/index.js';
import { isRecord, listAt, textAt } from '../../../util/peek.js';
import { fileInput, inputOf } from '../user-input.js';
import type { FactTable } from './fact-table.js';
import type { HomeDatabase, Row } from './home-database.js';
import { parsed } from './keyed-facts.js';

export const QUEUE_DATABASE = 'queue_1.sqlite';
const COLUMNS = ['id', 'thread_id', 'payload_json', 'queue_order', 'created_at_ms', 'updated_at_ms'];
const CONTENT = 'UserInput';

export function queueFacts(database: HomeDatabase, now: () => number): FactTable<'queue'> {
  const rowsOf = (threadId: string): readonly Row[] =>
    database.rows('SELECT * FROM queued_items WHERE thread_id = ? ORDER BY queue_order', threadId);

  /** Which queue was told last: who puts it then has seen this much of it, and what came since stays. */
  let told: { readonly threadId: string; readonly ids: ReadonlySet<unknown> } | null = null;

  const get = (threadId: string): readonly QueuedSubmission[] | null => {
    const queue = rowsOf(threadId).flatMap(submissionIn);
    told = { threadId, ids: new Set(queue.map(({ id }) => id)) };
    return queue.length === 0 ? null : queue;
  };

  /** What keeps its place keeps its number; from the first one that does not, all get new ones. */
  const replace = (threadId: string, queue: readonly QueuedSubmission[]): void => {
    const rows = rowsOf(threadId);
    const known = new Map(rows.filter((row) => submissionIn(row).length > 0).map((row) => [row.id, row]));
    let next = Math.max(-1, ...rows.map(({ queue_order: order }) => Number(order))) + 1;
    let last = -1;
    for (const { id, ...submission } of queue) {
      const row = known.get(id);
      const order = Number(row?.queue_order ?? -1);
      last = order > last ? order : next++;
      const payload = payloadOf(submission);
      if (row === undefined) {
        const cells = [id, threadId, payload, last, now(), now()];
        database.run(`INSERT INTO queued_items (${COLUMNS.join(', ')}) VALUES (?, ?, ?, ?, ?, ?)`, ...cells);
      } else if (order !== last || payload !== row.payload_json) {
        const changes = 'payload_json = ?, queue_order = ?, updated_at_ms = ?';
        database.run(`UPDATE queued_items SET ${changes} WHERE id = ?`, payload, last, now(), id);
      }
      known.delete(id);
    }
    const seen = told?.threadId === threadId ? told.ids : null;
    for (const id of known.keys()) {
      if (seen?.has(id) ?? true) database.run('DELETE FROM queued_items WHERE id = ?', id ?? null);
    }
  };

  return {
    get isThere() {
      return database.has('queued_items', COLUMNS);
    },
    get,
    all() {
      const threads = database.rows(
        'SELECT thread_id FROM queued_items GROUP BY thread_id ORDER BY min(rowid)',
      );
      const ids = threads.map(({ thread_id: id }) => String(id));
      return new Map(ids.map((id) => [id, get(id) ?? []]));
    },
    put(threadId, queue) {
      database.together(() => replace(threadId, queue ?? []));
      told = null;
      return true;
    },
    joined: (there, apart) => [...there, ...apart],
  };
}

function submissionIn({ id, payload_json: text }: Row): QueuedSubmission[] {
  const payload = parsed(text);
  const said = isRecord(payload) ? payload[CONTENT] : undefined;
  if (!isRecord(said)) return [];
  const metadata = said.responsesapi_client_metadata;
  return [
    {
      id: String(id),
      input: listAt(said, 'content').flatMap(inputOf),
      clientUserMessageId: textAt(said, 'client_id') ?? '',
      // Texts by name, as they came from a client.
      responsesapiClientMetadata: isRecord(metadata) ? (metadata as Record<string, string>) : null,
    },
  ];
}

function payloadOf(submission: Omit<QueuedSubmission, 'id'>): string {
  const { input, clientUserMessageId, responsesapiClientMetadata } = submission;
  const metadata =
    responsesapiClientMetadata === null ? {} : { responsesapi_client_metadata: responsesapiClientMetadata };
  return JSON.stringify({
    [CONTENT]: { content: input.map(fileInput), client_id: clientUserMessageId, ...metadata },
  });
}
