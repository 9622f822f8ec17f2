// marketplace/*: none is configured here, so there is none to remove or to bring up to date.

import { RpcCode, RpcError } from '../../jsonrpc/errors.js';
import { defineRoom } from '../room.js';

export const marketplace = defineRoom('marketplace', () => ({
  'marketplace/remove': ({ marketplaceName }) => {
    throw new RpcError(
      RpcCode.invalidRequest,
      `marketplace \`${marketplaceName}\` is not configured or installed`,
    );
  },
  'marketplace/upgrade': ({ marketplaceName }) => {
    if (marketplaceName == null) return { selectedMarketplaces: [], upgradedRoots: [], errors: [] };
    throw new RpcError(
      RpcCode.invalidRequest,
      `marketplace \`${marketplaceName}\` is not configured as a Git marketplace`,
    );
  },
}));
