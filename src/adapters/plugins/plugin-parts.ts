// What a plug-in brings along, read from its folder: skills, MCP servers, apps and hooks.

import { join, relative } from 'node:path';
import { appIdsIn, type PluginManifest, serversIn } from '../../domain/plugins/plugin-manifest.js';
import type { PluginRules } from '../../domain/plugins/plugin-rules.js';
import { isRecord } from '../../util/peek.js';
import type { Tree } from '../config/tree.js';
import { isFile, isFolder, textOf } from '../files/look.js';
import type { PluginHookSource } from '../hooks/plugin-hooks.js';
import { manifestPathOf } from './read-files.js';

/** The folders its skills lie in, absolute. */
export function skillFolders(root: string, manifest: PluginManifest, rules: PluginRules): string[] {
  const usual = [join(root, 'skills')].filter(isFolder);
  if (!rules.areVersioned) return [...new Set([...usual, ...manifest.skills])].sort();
  return manifest.skills.length > 0 ? [...manifest.skills] : usual;
}

/** Entries as `mcp_servers` of the configuration has them, by name. */
export function mcpServersOf(root: string, { mcpServers }: PluginManifest): Record<string, Tree> {
  const servers = mcpServers?.type === 'inline' ? mcpServers.servers : serversInFile(root, mcpServers);
  return Object.fromEntries(
    Object.entries(servers).flatMap(([name, entry]) =>
      isRecord(entry) && isServer(entry) ? [[name, placed(root, entry)]] : [],
    ),
  );
}

function serversInFile(
  root: string,
  declared: Exclude<PluginManifest['mcpServers'], { type: 'inline' }>,
): Readonly<Record<string, unknown>> {
  return serversIn(textOf(declared?.path ?? join(root, '.mcp.json')) ?? '');
}

function isServer({ command, url }: Record<string, unknown>): boolean {
  return typeof command === 'string' || typeof url === 'string';
}

/** A folder it works in lies in the plug-in's own. */
function placed(root: string, entry: Record<string, unknown>): Tree {
  return typeof entry.cwd === 'string' ? { ...entry, cwd: join(root, entry.cwd) } : entry;
}

/** Older versions have them ascending, newer ones in the order of the file. */
export function appIdsOf(
  root: string,
  { apps }: PluginManifest,
  { areVersioned }: PluginRules,
): readonly string[] {
  const ids = appIdsIn(textOf(apps ?? join(root, '.app.json')) ?? '');
  return areVersioned ? ids : [...ids].sort();
}

export function hookSourcesOf(
  root: string,
  { hooks }: PluginManifest,
  rules: PluginRules,
): PluginHookSource[] {
  if (!rules.areVersioned) return [];
  if (hooks?.type === 'inline') {
    const path = manifestPathOf(root, rules) ?? root;
    return hooks.documents.flatMap((content, i) =>
      isRecord(content) ? [{ path, shownPath: `plugin.json#hooks[${i}]`, content }] : [],
    );
  }
  const usual = [join(root, 'hooks', 'hooks.json')].filter(isFile);
  return (hooks?.paths ?? usual).map((path) => ({
    path,
    shownPath: relative(root, path),
    content: textOf(path),
  }));
}
