// config/*: the configuration as the layers make it, and edits of the user's own.

import { defineRoom } from '../room.js';

export const config = defineRoom('config', ({ config: reader, mcp, agent }) => ({
  'config/read': (params) =>
    reader.read({ includeLayers: params.includeLayers ?? false, cwd: params.cwd ?? null }),
  'config/value/write': ({ keyPath, value, mergeStrategy, filePath, expectedVersion }) =>
    reader.write({ edits: [{ keyPath, value, mergeStrategy }], filePath, expectedVersion }),
  'config/batchWrite': async (params) => {
    const written = await reader.write(params);
    if (params.reloadUserConfig === true) {
      await agent.rereadHooks();
      if (mcp.rules.reloadsAtOnce) mcp.reload();
    }
    return written;
  },
  'config/mcpServer/reload': () => {
    // Fails where the files cannot be read.
    reader.features();
    mcp.reload();
    return {};
  },
}));
