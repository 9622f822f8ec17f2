import { expectFits } from '../../expect.js';
import { scenario } from '../../scenario.js';
import { mcpCall, mcpServerConfig, writeMcpServer } from '../../support/mcp-server.js';

export default scenario({
  id: 'mcp/consent',
  requires: 'A tool of an MCP server that may change things is called after consent, and not without.',
  source: 'app-server B.1',
  covers: ['mcpServer/elicitation/request', 'serverRequest/resolved'],
  prepare: writeMcpServer,
  configTables: mcpServerConfig,
  script: (around) => {
    const call = mcpCall(around, 'act');
    return { replies: [{ call }, 'done', { call: { ...call, id: 'call_again' } }, 'done'] };
  },
  async run(bench) {
    const line = await bench.connect();
    const threadId = await bench.startThread(line, { model: 'unheard-of' });
    await line.hears('mcpServer/startupStatus/updated', { name: 'alpha', status: 'ready' });
    for (const [action, status] of [
      ['accept', 'completed'],
      ['decline', 'failed'],
    ] as const) {
      const since = line.mark();
      const turnId = await bench.startTurn(line, threadId);
      const asked = await line.isAsked('mcpServer/elicitation/request', { threadId, turnId }, since);
      expectFits('the question', asked.params, { serverName: 'alpha', mode: 'form' });
      await line.hears('thread/status/changed', { status: { activeFlags: ['waitingOnApproval'] } }, since);
      asked.answer({ action, content: null, _meta: null });
      await line.hears('serverRequest/resolved', { threadId }, since);
      await line.hears('item/completed', { item: { type: 'mcpToolCall', tool: 'act', status } }, since);
      await line.hears('turn/completed', { threadId, turn: { status: 'completed' } }, since);
    }
  },
});
