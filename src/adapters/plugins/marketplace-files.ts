// Finds marketplaces in folders and reads them.

import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import {
  type Marketplace,
  marketplaceLayouts,
  readMarketplace,
} from '../../domain/plugins/marketplace-manifest.js';
import { PluginFailure } from '../../domain/plugins/plugin-failure.js';
import type { PluginRules } from '../../domain/plugins/plugin-rules.js';
import { textAt } from '../../util/peek.js';
import { projectOf } from '../config/config-layers.js';
import { isFile } from '../files/look.js';
import { osErrorText } from '../files/os-error.js';

/** Of the marketplace in this very folder; null where none is. */
export function marketplaceFileIn(root: string, rules: PluginRules): string | null {
  return (
    marketplaceLayouts(rules)
      .map((layout) => join(root, layout))
      .find(isFile) ?? null
  );
}

/** The folder that a marketplace's file makes one. */
export function marketplaceRoot(path: string, rules: PluginRules): string {
  const layout = marketplaceLayouts(rules).find((one) => path.endsWith(`/${one}`));
  return layout === undefined ? dirname(path) : path.slice(0, -layout.length - 1);
}

/** Those of the user and of each folder or the repository around it, in this order, each once. */
export function marketplaceFiles(
  roots: readonly string[],
  { home, rules }: { readonly home: string | null; readonly rules: PluginRules },
): string[] {
  const found = [
    home === null ? null : marketplaceFileIn(home, rules),
    ...roots.map((root) => marketplaceFileIn(root, rules) ?? marketplaceFileIn(projectOf(root).root, rules)),
  ];
  return [...new Set(found.filter((file) => file !== null))];
}

/** @throws PluginFailure */
export async function loadMarketplace(path: string, rules: PluginRules): Promise<Marketplace> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    if (textAt(cause, 'code') === 'ENOENT')
      throw new PluginFailure(`marketplace file \`${path}\` does not exist`, { cause });
    throw new PluginFailure(`failed to read marketplace file: ${osErrorText(cause)}`, {
      isInternal: true,
      cause,
    });
  }
  return readMarketplace(text, path, rules);
}
