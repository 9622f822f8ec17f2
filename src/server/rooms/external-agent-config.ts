// externalAgentConfig/*: what other agents left on this machine, what is taken over of it, and what was.

import { RpcCode, RpcError } from '../../jsonrpc/errors.js';
import { concurrent } from '../concurrent.js';
import { reply } from '../reply.js';
import { defineRoom } from '../room.js';

export const externalAgentConfig = defineRoom('externalAgentConfig', ({ profile, imports, config }) => ({
  'externalAgentConfig/detect': concurrent((wish) => imports.detect(wish)),
  'externalAgentConfig/import': concurrent(async (params, { originator }) => {
    const memories = params.migrationItems.filter(({ itemType }) => itemType === 'MEMORY');
    if (memories.length > 0 && config.features().external_agent_memory_import !== true)
      throw new RpcError(RpcCode.invalidRequest, 'external agent memory import is disabled');
    if (memories.some(({ details }) => (details?.memory ?? []).length === 0))
      throw new RpcError(RpcCode.invalidRequest, 'memory import requires at least one selected memory');
    const { importId, failed, goOn } = await imports.begin({
      items: params.migrationItems,
      from: params.migrationSource ?? null,
      providerId: params.providerId ?? null,
      originator,
      stopsAtFailure: !profile.quirks.importsHaveIds,
    });
    // The older version has no results: the first that failed is the answer.
    if (!profile.quirks.importsHaveIds && failed !== null) throw failed;
    // Its answer has no members, which its type cannot say.
    const result = (profile.quirks.importsHaveIds ? { importId } : {}) as { importId: string };
    return reply({ build: () => result, after: profile.quirks.importsHaveIds ? goOn : () => {} });
  }),
  'externalAgentConfig/import/readHistories': concurrent(() => imports.before()),
  'externalAgentConfig/import/recordHistory': (params) => ({ importId: imports.histories.record(params) }),
}));
