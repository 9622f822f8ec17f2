// Sections and projects in a real server's database. Which threads are filed in them stands in the rows of the threads.

import type { ThreadSectionAppearance } from '../../../protocol/index.js';
import { isRecord, textAt } from '../../../util/peek.js';
import type { FactTable, FactTables } from './fact-table.js';
import type { HomeDatabase } from './home-database.js';
import { inRows, parsed } from './keyed-facts.js';

export function filingFacts(database: HomeDatabase, now: () => number): FactTables {
  return {
    section: inRows(database, {
      table: 'thread_sections',
      key: 'id',
      columns: ['name', 'appearance'],
      read: ({ name, appearance }) => ({ name: String(name), appearance: appearanceOf(parsed(appearance)) }),
      write: ({ name, appearance }) => [name, appearance === null ? null : JSON.stringify(appearance)],
    }),
    project: projects(database),
    projectKey: inRows(database, {
      table: 'project_idempotency_keys',
      key: 'key',
      columns: ['project_id', 'created_at_ms'],
      read: ({ project_id: projectId }) => ({ projectId: String(projectId) }),
      write: ({ projectId }) => [projectId, now()],
      lasting: ['created_at_ms'],
    }),
  };
}

/** Their folders are rows of another table. */
function projects(database: HomeDatabase): FactTable<'project'> {
  const roots = (id: string): { path: string }[] =>
    database
      .rows('SELECT path FROM project_roots WHERE project_id = ? ORDER BY position', id)
      .map(({ path }) => ({ path: String(path) }));

  const rows = inRows<'project'>(database, {
    table: 'projects',
    key: 'id',
    columns: ['name', 'metadata', 'position', 'created_at_ms', 'updated_at_ms'],
    read: (row) => ({
      name: String(row.name),
      roots: roots(String(row.id)),
      metadata: metadataOf(parsed(row.metadata)),
      position: Number(row.position),
      createdAt: Math.floor(Number(row.created_at_ms) / 1000),
      updatedAt: Math.floor(Number(row.updated_at_ms) / 1000),
    }),
    write: ({ name, metadata, position, createdAt, updatedAt }) => [
      name,
      JSON.stringify(metadata),
      position,
      createdAt * 1000,
      updatedAt * 1000,
    ],
    lasting: ['created_at_ms'],
  });

  return {
    get isThere() {
      return rows.isThere && database.has('project_roots', ['project_id', 'position', 'path']);
    },
    get: rows.get,
    all: rows.all,
    put(id, project) {
      database.together(() => {
        rows.put(id, project);
        database.run('DELETE FROM project_roots WHERE project_id = ?', id);
        for (const [position, { path }] of (project?.roots ?? []).entries()) {
          database.run(
            'INSERT INTO project_roots (project_id, position, path) VALUES (?, ?, ?)',
            id,
            position,
            path,
          );
        }
      });
      return true;
    },
  };
}

function appearanceOf(value: unknown): ThreadSectionAppearance | null {
  if (!isRecord(value)) return null;
  return { icon: textAt(value, 'icon') ?? null, color: textAt(value, 'color') ?? null };
}

function metadataOf(value: unknown): Record<string, string> {
  const entries = isRecord(value) ? Object.entries(value) : [];
  return Object.fromEntries(entries.map(([key, text]) => [key, String(text)]));
}
