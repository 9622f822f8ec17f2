// Runs before all tests here. Plays start the scripted MCP server hundreds of times, and half of each start was looking
// for the many files of the official SDK: they are put into one.
import { build } from 'esbuild';
import { MCP_SERVER, MCP_SERVER_SOURCE } from './mcp-server-file.js';

export default async function bundleMcpServer(): Promise<void> {
  await build({
    entryPoints: [MCP_SERVER_SOURCE],
    outfile: MCP_SERVER,
    bundle: true,
    format: 'esm',
    platform: 'node',
    // What the SDK imports is CommonJS in part.
    banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
    logLevel: 'warning',
  });
}
