// gitDiffToRemote: what a folder holds that the remote of its repository does not. An old method without a family.

import { RpcCode, RpcError } from '../../jsonrpc/errors.js';
import { concurrent } from '../concurrent.js';
import { defineRoom } from '../room.js';

export const gitDiffToRemote = defineRoom('gitDiffToRemote', ({ oneOff }) => ({
  gitDiffToRemote: concurrent(async ({ cwd }) => {
    const found = await oneOff.diffToRemote(cwd);
    if (found !== null) return found;
    throw new RpcError(
      RpcCode.invalidRequest,
      `failed to compute git diff to remote for cwd: ${JSON.stringify(cwd)}`,
    );
  }),
}));
