import { scenario } from '../../scenario.js';

export default scenario({
  id: 'catalogue/unknown-mcp-server',
  requires: 'A resource or tool of an MCP server that is nobody is -32603.',
  source: 'measured',
  profiles: ['0.169.0'],
  needs: ['home'],
  covers: ['mcpServer/resource/read', 'mcpServer/tool/call'],
  script: {},
  async run(bench) {
    const line = await bench.connect();
    const threadId = await bench.startThread(line);
    const refusal = { code: -32603, message: "unknown MCP server 'nobody'" };
    await line.refuses('mcpServer/resource/read', { threadId, server: 'nobody', uri: 'a://b' }, refusal);
    await line.refuses('mcpServer/tool/call', { threadId, server: 'nobody', tool: 'x' }, refusal);
  },
});
