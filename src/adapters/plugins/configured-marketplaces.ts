// The table `marketplaces` of the configuration: where each lies that the user added.

import { join } from 'node:path';
import { marketplaceNameProblem } from '../../domain/plugins/plugin-id.js';
import { isTree, type Tree } from '../config/tree.js';

export interface ConfiguredMarketplace {
  readonly name: string;
  /** A folder of this machine, or a git address. */
  readonly source: string;
  readonly isGit: boolean;
  readonly ref: string | null;
  readonly sparsePaths: readonly string[];
  /** Absolute. */
  readonly root: string;
}

/** Ascending by name; entries without a source are left out. */
export function configuredMarketplaces(config: Tree, codexHome: string): ConfiguredMarketplace[] {
  const table = isTree(config.marketplaces) ? config.marketplaces : {};
  return Object.entries(table)
    .flatMap(([name, entry]): ConfiguredMarketplace[] => {
      if (!isTree(entry) || marketplaceNameProblem(name) !== null) return [];
      const { source, source_type: type, ref, sparse_paths: sparse } = entry;
      if (typeof source !== 'string' || source === '') return [];
      const isGit = type !== 'local';
      return [
        {
          name,
          source,
          isGit,
          ref: typeof ref === 'string' ? ref : null,
          sparsePaths: Array.isArray(sparse) ? sparse.map(String) : [],
          root: isGit ? checkoutFolder(codexHome, name) : source,
        },
      ];
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

export function configuredRoots(config: Tree, codexHome: string): string[] {
  return configuredMarketplaces(config, codexHome).map(({ root }) => root);
}

/** Below it git marketplaces are kept, by name. */
export function checkoutsFolder(codexHome: string): string {
  return join(codexHome, '.tmp', 'marketplaces');
}

export function checkoutFolder(codexHome: string, name: string): string {
  return join(checkoutsFolder(codexHome), name);
}
