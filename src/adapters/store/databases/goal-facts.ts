// Goals in a real server's database of them. That a goal waits for somebody is a row of its own.

import type { ThreadGoal } from '../../../protocol/index.js';
import { randomId } from '../../../util/ids.js';
import { camelWord, snakeWord } from '../letter-case.js';
import type { FactTable } from './fact-table.js';
import type { HomeDatabase } from './home-database.js';
import { inRows } from './keyed-facts.js';

export const GOAL_DATABASE = 'goals_1.sqlite';
const WAITING = 'thread_goal_continuation_deferrals';

export function goalFacts(database: HomeDatabase): FactTable<'goal'> {
  const waits = (threadId: string): boolean =>
    database.row(`SELECT 1 FROM ${WAITING} WHERE thread_id = ?`, threadId) !== undefined;

  /** A goal that is changed keeps its id, and the moment it was made; here both are known to the second alone. */
  const lasting = ({ threadId, createdAt }: ThreadGoal): { id: string; createdAtMs: number } => {
    const row = database.row('SELECT goal_id, created_at_ms FROM thread_goals WHERE thread_id = ?', threadId);
    const createdAtMs = Number(row?.created_at_ms);
    return Math.floor(createdAtMs / 1000) === createdAt
      ? { id: String(row?.goal_id), createdAtMs }
      : { id: randomId(), createdAtMs: createdAt * 1000 };
  };

  const rows = inRows<'goal'>(database, {
    table: 'thread_goals',
    key: 'thread_id',
    columns: [
      'goal_id',
      'objective',
      'status',
      'token_budget',
      'tokens_used',
      'time_used_seconds',
      'created_at_ms',
      'updated_at_ms',
    ],
    read(row) {
      const threadId = String(row.thread_id);
      const goal: ThreadGoal = {
        threadId,
        objective: String(row.objective),
        status: camelWord(String(row.status)) as ThreadGoal['status'], // the table takes these words alone
        tokenBudget: row.token_budget == null ? null : Number(row.token_budget),
        tokensUsed: Number(row.tokens_used),
        timeUsedSeconds: Number(row.time_used_seconds),
        createdAt: Math.floor(Number(row.created_at_ms) / 1000),
        updatedAt: Math.floor(Number(row.updated_at_ms) / 1000),
      };
      return { goal, deferred: waits(threadId) };
    },
    write({ goal }) {
      const { id, createdAtMs } = lasting(goal);
      return [
        id,
        goal.objective,
        snakeWord(goal.status),
        goal.tokenBudget,
        goal.tokensUsed,
        goal.timeUsedSeconds,
        createdAtMs,
        Math.max(createdAtMs, goal.updatedAt * 1000),
      ];
    },
  });

  return {
    get isThere() {
      return rows.isThere && database.has(WAITING, ['thread_id']);
    },
    get: rows.get,
    all: rows.all,
    put(threadId, fact) {
      database.together(() => {
        database.run(`DELETE FROM ${WAITING} WHERE thread_id = ?`, threadId);
        rows.put(threadId, fact);
        if (fact?.deferred) database.run(`INSERT INTO ${WAITING} (thread_id) VALUES (?)`, threadId);
      });
      return true;
    },
  };
}
