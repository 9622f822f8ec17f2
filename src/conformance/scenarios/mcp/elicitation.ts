import { expectThat } from '../../expect.js';
import { scenario } from '../../scenario.js';
import { mcpCall, mcpServerConfig, writeMcpServer } from '../../support/mcp-server.js';
import { modelRead } from '../../support/turn-steps.js';

export default scenario({
  id: 'mcp/elicitation',
  requires:
    'A question that an MCP server puts during a call goes to the client, and its answer to the MCP server.',
  source: 'app-server B.1',
  profiles: ['0.169.0'],
  covers: ['mcpServer/elicitation/request'],
  prepare: writeMcpServer,
  configTables: mcpServerConfig,
  script: (around) => ({ replies: [{ call: mcpCall(around, 'ask') }, 'done'] }),
  async run(bench) {
    const line = await bench.connect();
    const threadId = await bench.startThread(line, { model: 'unheard-of' });
    await line.hears('mcpServer/startupStatus/updated', { name: 'alpha', status: 'ready' });
    const since = line.mark();
    await bench.startTurn(line, threadId);
    const asked = await line.isAsked('mcpServer/elicitation/request', {
      threadId,
      serverName: 'alpha',
      mode: 'form',
      message: 'Who?',
      requestedSchema: { type: 'object', required: ['name'] },
    });
    asked.answer({ action: 'accept', content: { name: 'Ada' }, _meta: null });
    await line.hears('turn/completed', { threadId }, since);
    expectThat('the answer reached the model', modelRead(bench, 'accept {"name":"Ada"}'));
  },
});
