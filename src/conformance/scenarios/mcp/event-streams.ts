import { scenario } from '../../scenario.js';

export default scenario({
  id: 'mcp/event-streams',
  requires:
    'Events of an MCP server that no vendor hosts cannot be subscribed to; ending no subscription is no trouble.',
  source: 'measured',
  profiles: ['0.169.0'],
  covers: ['mcpServer/event/stream/start', 'mcpServer/event/stream/stop'],
  script: {},
  async run(bench) {
    const line = await bench.connect();
    const threadId = await bench.startThread(line);
    await line.refuses(
      'mcpServer/event/stream/start',
      { threadId, server: 'nobody', subscriptionId: 's', name: 'n', arguments: {} },
      { message: 'MCP event subscriptions are only supported for hosted apps' },
    );
    await line.refuses(
      'mcpServer/event/stream/start',
      { threadId, server: 'codex_apps', subscriptionId: 's', name: 'n', arguments: {} },
      { code: -32603, message: /unknown MCP server 'codex_apps'$/ },
    );
    await line.answers('mcpServer/event/stream/stop', { subscriptionId: 's' }, {});
  },
});
