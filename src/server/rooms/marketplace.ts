// marketplace/*: where plug-ins come from, folders of this machine and repositories.

import { concurrent } from '../concurrent.js';
import { defineRoom } from '../room.js';

export const marketplace = defineRoom('marketplace', ({ plugins }) => ({
  'marketplace/add': concurrent(({ source, refName, sparsePaths }) =>
    plugins.addMarketplace({ source, refName: refName ?? null, sparsePaths: sparsePaths ?? [] }),
  ),
  'marketplace/remove': ({ marketplaceName }) => plugins.removeMarketplace(marketplaceName),
  'marketplace/upgrade': concurrent(({ marketplaceName }) =>
    plugins.upgradeMarketplaces(marketplaceName ?? null),
  ),
}));
