// What was taken over from other agents, in a real server's database. Each part is a list in JSON, in snake case.

import type { Facts } from '../../../domain/facts/fact-store.js';
import { isRecord } from '../../../util/peek.js';
import { camelMembers, snakeMembers } from '../letter-case.js';
import type { FactTable } from './fact-table.js';
import type { Cell, HomeDatabase } from './home-database.js';
import { inRows, parsed } from './keyed-facts.js';
import { textIn } from './thread-facts.js';

type History = Facts['importHistory'];

export function importFacts(database: HomeDatabase): FactTable<'importHistory'> {
  return inRows(database, {
    table: 'external_agent_config_imports',
    key: 'import_id',
    columns: ['completed_at_ms', 'successes', 'failures', 'provider_id'],
    read: (row) => ({
      providerId: textIn(row, 'provider_id'),
      completedAtMs: Number(row.completed_at_ms),
      // Both servers write them as clients see them.
      successes: listIn(row.successes) as unknown as History['successes'],
      failures: listIn(row.failures) as unknown as History['failures'],
    }),
    write: ({ providerId, completedAtMs, successes, failures }) => [
      completedAtMs,
      JSON.stringify(successes.map((entry) => snakeMembers({ ...entry }))),
      JSON.stringify(failures.map((entry) => snakeMembers({ ...entry }))),
      providerId,
    ],
  });
}

function listIn(text: Cell | undefined): Record<string, unknown>[] {
  const list = parsed(text);
  return Array.isArray(list) ? list.filter(isRecord).map(camelMembers) : [];
}
