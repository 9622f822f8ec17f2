// Connectors that sessions of Cursor used: their tools' calls name a server, and the project has what it is called.

import { readdirSync, readFileSync, realpathSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { isTree, type Tree } from '../config/tree.js';
import { textOf } from '../files/look.js';
import { sortedNames, withoutCase } from './connector-names.js';
import { treeIn, unlessGone } from './session-format.js';

/** Names that a session used, by its file. */
export function cursorConnectors(home: string): (session: string) => string[] {
  const projects = join(home, '.cursor', 'projects');
  return (session) => {
    const project = unlessGone(() => relative(realpathSync(projects), realpathSync(session)).split(sep)[0]);
    const named = project == null ? new Map<string, string>() : serverNames(join(projects, project, 'mcps'));
    if (named.size === 0) return [];
    // The last call's spelling stays.
    return sortedNames(
      serversCalled(session)
        .reverse()
        .flatMap((server) => named.get(server) ?? []),
    );
  };
}

/** By what calls name them, without case; of several, the first folder's. */
function serverNames(folder: string): Map<string, string> {
  const entries = unlessGone(() => readdirSync(folder, { withFileTypes: true })) ?? [];
  const names = new Map<string, string>();
  const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  for (const name of folders.sort()) {
    const told = treeIn(textOf(join(folder, name, 'SERVER_METADATA.json')) ?? '');
    if (typeof told?.serverIdentifier !== 'string' || typeof told.serverName !== 'string') continue;
    const identifier = withoutCase(told.serverIdentifier);
    if (!names.has(identifier)) names.set(identifier, told.serverName);
  }
  return names;
}

/** In the order of the calls, without case. */
function serversCalled(session: string): string[] {
  const lines = unlessGone(() => readFileSync(session, 'utf8'))?.split('\n') ?? [];
  return lines
    .filter((line) => line.includes('CallMcpTool'))
    .flatMap((line) => blocksOf(treeIn(line)))
    .filter(({ type, name }) => type === 'tool_use' && name === 'CallMcpTool')
    .flatMap(({ input }) => (isTree(input) && typeof input.server === 'string' ? [input.server] : []))
    .map(withoutCase);
}

function blocksOf(record: Tree | null): Tree[] {
  const content = isTree(record?.message) ? record.message.content : [];
  return Array.isArray(content) ? content.filter(isTree) : [];
}
