// Finds and reads what describes a plug-in in its folder.

import { join } from 'node:path';
import { manifestLayouts, type PluginManifest, readManifest } from '../../domain/plugins/plugin-manifest.js';
import type { PluginRules } from '../../domain/plugins/plugin-rules.js';
import { isFile, textOf } from '../files/look.js';

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
