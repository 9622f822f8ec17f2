import { scenario } from '../../scenario.js';

export default scenario({
  id: 'mcp/oauth-refusals',
  requires: 'Nobody logs in to an MCP server that is not there, or that is a process.',
  source: 'measured',
  needs: ['home'],
  covers: ['mcpServer/oauth/login'],
  configTables: '[mcp_servers.local]\ncommand = "true"\n',
  script: {},
  async run(bench) {
    const line = await bench.connect();
    await line.refuses(
      'mcpServer/oauth/login',
      { name: 'nobody' },
      {
        message: "No MCP server named 'nobody' found.",
      },
    );
    await line.refuses(
      'mcpServer/oauth/login',
      { name: 'local' },
      {
        message: 'OAuth login is only supported for streamable HTTP servers.',
      },
    );
  },
});
