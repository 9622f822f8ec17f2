// Connectors that sessions of Claude Code used: its desktop application keeps which servers a session had, and the
// session's lines say which of them they come from.

import { type Dirent, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { isTree, type Tree } from '../config/tree.js';
import { textOf } from '../files/look.js';
import { sortedNames, withoutCase } from './connector-names.js';
import { treeIn, unlessGone } from './session-format.js';

interface RemoteServer {
  readonly name: string;
  /** Empty: it has none. */
  readonly uuid: string;
}

/** Names that a session used, by its file. */
export function claudeConnectors(home: string): (session: string) => string[] {
  const servers = serversBySession(applicationFolder(home));
  return (session) => {
    const known = servers.get(basename(session, '.jsonl')) ?? [];
    const used = known.length === 0 ? new Set<string>() : attributionsIn(session);
    const usedNames = new Set([...used].map(withoutCase));
    return sortedNames(
      known
        .filter(({ name, uuid }) => usedNames.has(withoutCase(name)) || used.has(uuid))
        .map(({ name }) => name),
    );
  };
}

function applicationFolder(home: string): string {
  const settings = process.platform === 'darwin' ? join('Library', 'Application Support') : '.config';
  return join(home, settings, 'Claude', 'claude-code-sessions');
}

function serversBySession(folder: string): Map<string, RemoteServer[]> {
  const found = new Map<string, RemoteServer[]>();
  for (const file of jsonFilesBelow(folder)) {
    const manifest = treeIn(textOf(file) ?? '');
    const servers = manifest === null ? null : serversOf(manifest);
    if (servers === null || typeof manifest?.cliSessionId !== 'string') continue;
    const { cliSessionId: session } = manifest;
    found.set(session, [...(found.get(session) ?? []), ...servers]);
  }
  return found;
}

/** Links are not followed: they may lead in a circle. */
function jsonFilesBelow(folder: string): string[] {
  const entries: Dirent[] = unlessGone(() => readdirSync(folder, { withFileTypes: true })) ?? [];
  return entries.flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return jsonFilesBelow(path);
    return entry.isFile() && entry.name.endsWith('.json') ? [path] : [];
  });
}

/** Null where something of it is not as it should be: then nothing of the file counts. */
function serversOf({ remoteMcpServersConfig: told }: Tree): RemoteServer[] | null {
  if (told === undefined || told === null) return [];
  if (!Array.isArray(told) || !told.every(isServer)) return null;
  return told.map(({ name, uuid }) => ({ name: (name ?? '').trim(), uuid: uuid ?? '' }));
}

function isServer(told: unknown): told is { name?: string | null; uuid?: string | null } {
  const isText = (value: unknown): boolean => value == null || typeof value === 'string';
  return isTree(told) && isText(told.name) && isText(told.uuid);
}

/** Without the spaces around them. */
function attributionsIn(session: string): Set<string> {
  const lines = unlessGone(() => readFileSync(session, 'utf8'))?.split('\n') ?? [];
  const told = lines
    .filter((line) => line.includes('attributionMcpServer'))
    .map((line) => treeIn(line)?.attributionMcpServer);
  const texts = told.flatMap((one) => (typeof one === 'string' ? [one.trim()] : []));
  return new Set(texts.filter((text) => text !== ''));
}
