// Where the scripted MCP server stands that plays here start, in one file.
import { fileURLToPath } from 'node:url';

export const MCP_SERVER_SOURCE = fileURLToPath(
  new URL('../../util/scripted-mcp-server.mjs', import.meta.url),
);
export const MCP_SERVER = fileURLToPath(new URL('../../../.cache/scripted-mcp-server.mjs', import.meta.url));
