import { scenario } from '../../scenario.js';

export default scenario({
  id: 'catalogue/mcp-servers',
  requires: 'Without MCP servers the list is empty, and a login to one that is not there is refused.',
  source: 'app-server A.5',
  needs: ['home'],
  covers: ['mcpServerStatus/list', 'mcpServer/oauth/login'],
  async run(bench) {
    const line = await bench.connect();
    await line.answers('mcpServerStatus/list', {}, { data: [], nextCursor: null });
    await line.refuses(
      'mcpServer/oauth/login',
      { name: 'nobody' },
      { message: "No MCP server named 'nobody' found." },
    );
  },
});
