// Rollout files as other programs write them, for tests of lists and of reading.

import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { rolloutFolders, rolloutName } from '../../../src/adapters/store/rollout-paths.js';
import type { ThreadQuery } from '../../../src/domain/ports.js';
import { threadId } from './support.js';

export interface FileFacts {
  n: number;
  /** RFC 3339. */
  created: string;
  source?: unknown;
  provider?: string;
  cwd?: string;
  /** Null: nobody has said anything yet. */
  message?: string | null;
  images?: string[];
  archived?: boolean;
  updated?: string;
}

export function line(type: string, payload: unknown, timestamp = '2026-11-20T10:00:00.000Z'): string {
  return `${JSON.stringify({ timestamp, type, payload })}\n`;
}

export function writeRollout(codexHome: string, facts: FileFacts): string {
  const { n, created, archived, message = `hello ${n}` } = facts;
  const id = threadId(n);
  const folders = rolloutFolders(codexHome);
  const name = rolloutName(Date.parse(created), id);
  const path = join(archived ? folders.archived : folders.dayOf(name), name);
  mkdirSync(dirname(path), { recursive: true });
  const head = line('session_meta', {
    id,
    timestamp: created,
    cwd: facts.cwd ?? '/project',
    originator: 'test',
    cli_version: '0.118.0',
    source: facts.source ?? 'vscode',
    model_provider: facts.provider ?? 'mock',
  });
  const said = message === null ? '' : userMessageLine(message, facts.images);
  writeFileSync(path, head + said);
  if (facts.updated) utimesSync(path, new Date(facts.updated), new Date(facts.updated));
  return path;
}

export function userMessageLine(message: string, images: string[] = []): string {
  return line('event_msg', { type: 'user_message', message, images, local_images: [], text_elements: [] });
}

export function query(changes: Partial<ThreadQuery> = {}): ThreadQuery {
  return {
    cursor: null,
    limit: null,
    sortKey: 'created_at',
    sortDirection: 'desc',
    modelProviders: null,
    sourceKinds: null,
    archived: false,
    cwd: null,
    members: null,
    searchTerm: null,
    ...changes,
  };
}
