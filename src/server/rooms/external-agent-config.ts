// externalAgentConfig/*: what other agents left on this machine. Nothing is looked for, so nothing can be taken over;
// what clients took over themselves is kept.

import { randomUUID } from 'node:crypto';
import { RpcCode, RpcError } from '../../jsonrpc/errors.js';
import { defineRoom } from '../room.js';

export const externalAgentConfig = defineRoom('externalAgentConfig', ({ profile, imports }) => ({
  'externalAgentConfig/detect': () => ({ items: [], connectors: [] }),
  'externalAgentConfig/import': ({ migrationItems }) => {
    if (migrationItems.length > 0)
      throw new RpcError(RpcCode.invalidRequest, 'this server takes nothing over from other agents');
    // The older answer has no members, which its type cannot say.
    return (profile.quirks.importsHaveIds ? { importId: randomUUID() } : {}) as { importId: string };
  },
  'externalAgentConfig/import/readHistories': () => ({ data: imports.list(), connectors: [] }),
  'externalAgentConfig/import/recordHistory': (params) => ({ importId: imports.record(params) }),
}));
