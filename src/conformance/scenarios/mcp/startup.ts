import { expectOrder } from '../../expect.js';
import { scenario } from '../../scenario.js';
import { mcpServerConfig, writeMcpServer } from '../../support/mcp-server.js';

export default scenario({
  id: 'mcp/startup',
  requires:
    'MCP servers start with the thread: whoever started it hears starting, then ready, or failed with a reason.',
  source: 'app-server B.2',
  covers: ['mcpServer/startupStatus/updated'],
  prepare: writeMcpServer,
  configTables: (around) =>
    `${mcpServerConfig(around)}[mcp_servers.absent]\ncommand = "/nonexistent/program"\n`,
  async run(bench) {
    const line = await bench.connect();
    await bench.startThread(line);
    const told = (name: string, status: string) =>
      line.hears('mcpServer/startupStatus/updated', { name, status });
    await told('alpha', 'starting');
    await told('alpha', 'ready');
    await told('absent', 'failed');
    const of = (name: string): string[] =>
      line
        .inbound()
        .filter(({ method }) => method === 'mcpServer/startupStatus/updated')
        .flatMap(({ value }) => {
          const params = (value as { params: { name: string; status: string } }).params; // judged by its schema
          return params.name === name ? [params.status] : [];
        });
    expectOrder('alpha', of('alpha'), ['starting', 'ready']);
    expectOrder('absent', of('absent'), ['starting', 'failed']);
  },
});
