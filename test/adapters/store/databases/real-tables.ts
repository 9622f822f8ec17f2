// Databases of a home as a real 0.169.0 shapes them, as far as ours uses them.
import { join } from 'node:path';
import Database from 'libsql';

const STATE = `
  CREATE TABLE thread_sections (id TEXT PRIMARY KEY, name TEXT NOT NULL, appearance TEXT);
  INSERT INTO thread_sections VALUES ('01984de2-8f74-7c91-a3b2-5c5e937cf318', 'Pinned', NULL);
  CREATE TABLE projects (id TEXT PRIMARY KEY, name TEXT NOT NULL, metadata TEXT NOT NULL DEFAULT '{}',
    position INTEGER NOT NULL, created_at_ms INTEGER NOT NULL, updated_at_ms INTEGER NOT NULL);
  CREATE TABLE project_roots (project_id TEXT NOT NULL REFERENCES projects(id) ON DELETE CASCADE,
    position INTEGER NOT NULL, path TEXT NOT NULL, PRIMARY KEY (project_id, position));
  CREATE TABLE project_idempotency_keys (key TEXT PRIMARY KEY, project_id TEXT NOT NULL,
    created_at_ms INTEGER NOT NULL);
  CREATE TABLE threads (id TEXT PRIMARY KEY, rollout_path TEXT NOT NULL, created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL, source TEXT NOT NULL, model_provider TEXT NOT NULL, cwd TEXT NOT NULL,
    title TEXT NOT NULL, sandbox_policy TEXT NOT NULL, approval_mode TEXT NOT NULL,
    archived INTEGER NOT NULL DEFAULT 0, archived_at INTEGER, git_sha TEXT, git_branch TEXT, git_origin_url TEXT,
    cli_version TEXT NOT NULL DEFAULT '', first_user_message TEXT NOT NULL DEFAULT '',
    memory_mode TEXT NOT NULL DEFAULT 'enabled', model TEXT, reasoning_effort TEXT, created_at_ms INTEGER,
    updated_at_ms INTEGER, thread_source TEXT, preview TEXT NOT NULL DEFAULT '',
    recency_at INTEGER NOT NULL DEFAULT 0, recency_at_ms INTEGER NOT NULL DEFAULT 0,
    history_mode TEXT NOT NULL DEFAULT 'legacy', name TEXT,
    thread_section_id TEXT REFERENCES thread_sections(id) ON DELETE SET NULL, section_position INTEGER,
    section_entered_at_ms INTEGER, project_id TEXT REFERENCES projects(id) ON DELETE SET NULL, originator TEXT,
    daybreak_enabled BOOLEAN, attached_thread_parent_id TEXT);
  CREATE TABLE thread_attachments (id TEXT PRIMARY KEY,
    thread_id TEXT NOT NULL REFERENCES threads(id) ON DELETE CASCADE, attachment_type TEXT NOT NULL,
    identity_key TEXT NOT NULL, payload TEXT NOT NULL, created_at INTEGER NOT NULL,
    UNIQUE (thread_id, attachment_type, identity_key));
  CREATE TABLE external_agent_config_imports (import_id TEXT PRIMARY KEY, completed_at_ms INTEGER NOT NULL,
    successes TEXT NOT NULL, failures TEXT NOT NULL, provider_id TEXT);
  CREATE TABLE thread_read_receipts (thread_id TEXT PRIMARY KEY NOT NULL, first_unread_turn TEXT,
    revision TEXT NOT NULL, last_published_turn TEXT);
`;

const GOALS = `
  CREATE TABLE thread_goals (thread_id TEXT PRIMARY KEY NOT NULL, goal_id TEXT NOT NULL, objective TEXT NOT NULL,
    status TEXT NOT NULL, token_budget INTEGER, tokens_used INTEGER NOT NULL DEFAULT 0,
    time_used_seconds INTEGER NOT NULL DEFAULT 0, created_at_ms INTEGER NOT NULL, updated_at_ms INTEGER NOT NULL);
  CREATE TABLE thread_goal_continuation_deferrals (
    thread_id TEXT PRIMARY KEY NOT NULL REFERENCES thread_goals(thread_id) ON DELETE CASCADE);
`;

const QUEUE = `
  CREATE TABLE queued_items (id TEXT PRIMARY KEY NOT NULL, thread_id TEXT NOT NULL, payload_json TEXT NOT NULL,
    queue_order INTEGER NOT NULL, created_at_ms INTEGER NOT NULL, updated_at_ms INTEGER NOT NULL);
  CREATE UNIQUE INDEX queued_items_thread_order_idx ON queued_items(thread_id, queue_order);
`;

export type TestDatabase = InstanceType<typeof Database>;

export function openTables(home: string, name = 'state_5'): TestDatabase {
  return new Database(join(home, `${name}.sqlite`));
}

/** Makes all of them, with the rows of these threads. */
export function makeTables(home: string, ...threadIds: readonly string[]): void {
  for (const [name, shape] of Object.entries({ state_5: STATE, goals_1: GOALS, queue_1: QUEUE })) {
    const database = openTables(home, name);
    database.exec(`PRAGMA journal_mode = WAL; ${shape}`);
    database.close();
  }
  for (const threadId of threadIds) addThread(home, threadId);
}

export function addThread(home: string, threadId: string): void {
  const database = openTables(home);
  database
    .prepare(
      `INSERT INTO threads (id, rollout_path, created_at, updated_at, source, model_provider, cwd, title, sandbox_policy,
        approval_mode) VALUES (?, '/x', 0, 0, 'vscode', 'p', '/', '', '{}', 'never')`,
    )
    .run(threadId);
  database.close();
}
