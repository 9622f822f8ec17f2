// The table `marketplaces` of the configuration: where each lies that the user added.

import { join } from 'node:path';
import {
  type MarketplaceOrigin,
  type MarketplacePolicy,
  originRefusal,
} from '../../domain/plugins/marketplace-policy.js';
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

/** Those that may be had. */
export function allowedMarketplaces(
  config: Tree,
  codexHome: string,
  policy: MarketplacePolicy | null,
): ConfiguredMarketplace[] {
  const configured = configuredMarketplaces(config, codexHome);
  return policy === null
    ? configured
    : configured.filter((one) => originRefusal(originOf(one), policy) === null);
}

export function originOf({ isGit, source, ref }: ConfiguredMarketplace): MarketplaceOrigin {
  return isGit ? { type: 'git', url: source, ref } : { type: 'local', path: source };
}

/** Below it git marketplaces are kept, by name. */
export function checkoutsFolder(codexHome: string): string {
  return join(codexHome, '.tmp', 'marketplaces');
}

export function checkoutFolder(codexHome: string, name: string): string {
  return join(checkoutsFolder(codexHome), name);
}
