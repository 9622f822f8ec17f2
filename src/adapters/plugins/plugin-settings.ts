// What plug-ins read and write of the configuration.

import type { MarketplacePolicy } from '../../domain/plugins/marketplace-policy.js';
import type { Tree } from '../config/tree.js';

export interface PluginSettings {
  /** The user's own values. @throws ConfigUnreadable */
  read(): Tree;
  /** Where marketplaces may come from; null: from anywhere. */
  policy(): MarketplacePolicy | null;
  /** @throws PluginFailure where the file cannot be written */
  put(path: readonly string[], value: unknown): Promise<void>;
  /** What is not there is gone already. @throws PluginFailure where the file cannot be written */
  drop(path: readonly string[]): Promise<void>;
}
