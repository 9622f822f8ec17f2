// Reads the small files that plug-ins and marketplaces consist of.

import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { manifestLayouts, type PluginManifest, readManifest } from '../../domain/plugins/plugin-manifest.js';
import type { PluginRules } from '../../domain/plugins/plugin-rules.js';

/** Null: it cannot be read. */
export function textOf(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

export function isFile(path: string): boolean {
  return statOf(path)?.isFile() ?? false;
}

export function isFolder(path: string): boolean {
  return statOf(path)?.isDirectory() ?? false;
}

/** Of the plug-in in this folder; null where none describes it. */
export function manifestPathOf(root: string, rules: PluginRules): string | null {
  return (
    manifestLayouts(rules)
      .map((layout) => join(root, layout))
      .find(isFile) ?? null
  );
}

/** Null for a folder that holds no plug-in. */
export function manifestOf(root: string, rules: PluginRules): PluginManifest | null {
  const path = manifestPathOf(root, rules);
  const text = path === null ? null : textOf(path);
  return text === null ? null : readManifest(text, root, rules);
}

function statOf(path: string) {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}
