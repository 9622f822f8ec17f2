import { expectFits, expectThat } from '../../expect.js';
import { scenario } from '../../scenario.js';
import { mcpCall, mcpServerConfig, writeMcpServer } from '../../support/mcp-server.js';
import { modelRead } from '../../support/turn-steps.js';

export default scenario({
  id: 'mcp/call',
  requires:
    'A tool of an MCP server that only reads is called unasked, as an item, and its words go to the model.',
  source: 'app-server D.3',
  covers: ['item/started', 'item/completed'],
  prepare: writeMcpServer,
  configTables: mcpServerConfig,
  script: (around) => ({ replies: [{ call: mcpCall(around, 'look') }, 'done'] }),
  async run(bench) {
    const line = await bench.connect();
    const threadId = await bench.startThread(line, { model: 'unheard-of' });
    await line.hears('mcpServer/startupStatus/updated', { name: 'alpha', status: 'ready' });
    const { since } = await bench.turn(line, threadId);
    const item = { type: 'mcpToolCall', server: 'alpha', tool: 'look' };
    await line.hears('item/started', { threadId, item: { ...item, status: 'inProgress' } }, since);
    const done = await line.hears('item/completed', { threadId, item }, since);
    expectFits('the item', done, {
      item: { id: 'call_look', status: 'completed', result: { content: [{ text: 'called look' }] } },
    });
    expectThat('the model read it', modelRead(bench, 'called look'));
  },
});
