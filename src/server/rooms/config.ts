// config/*: the configuration as the layers make it, and edits of the user's own.

import { defineRoom } from '../room.js';

export const config = defineRoom('config', ({ config: reader, mcp }) => ({
  'config/read': (params) =>
    reader.read({ includeLayers: params.includeLayers ?? false, cwd: params.cwd ?? null }),
  'config/value/write': ({ keyPath, value, mergeStrategy, filePath, expectedVersion }) =>
    reader.write({ edits: [{ keyPath, value, mergeStrategy }], filePath, expectedVersion }),
  'config/batchWrite': (params) => reader.write(params),
  'config/mcpServer/reload': () => {
    // Fails where the files cannot be read; threads read them before their next request to the model.
    reader.features();
    mcp.reload();
    return {};
  },
}));
