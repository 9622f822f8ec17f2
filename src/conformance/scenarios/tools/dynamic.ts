import { expectThat } from '../../expect.js';
import { scenario } from '../../scenario.js';
import { modelRead } from '../../support/turn-steps.js';

export default scenario({
  id: 'tools/dynamic',
  requires: 'A dynamic tool is an item, is called on the client, and its answer completes the item.',
  source: 'oracle 9',
  covers: ['item/tool/call', 'item/completed'],
  script: { replies: [{ call: { name: 'lookup', id: 'call_d', arguments: { q: 'x' } } }, 'done'] },
  async run(bench) {
    const line = await bench.connect();
    const dynamicTools = [
      {
        name: 'lookup',
        description: 'finds',
        inputSchema: {
          type: 'object',
          properties: { q: { type: 'string' } },
          required: ['q'],
          additionalProperties: false,
        },
      },
    ];
    const threadId = await bench.startThread(line, { dynamicTools });
    await bench.startTurn(line, threadId);
    const asked = await line.isAsked('item/tool/call', {
      threadId,
      callId: 'call_d',
      tool: 'lookup',
      arguments: { q: 'x' },
    });
    asked.answer({ contentItems: [{ type: 'inputText', text: 'found' }], success: true });
    await line.hears('item/completed', {
      item: { type: 'dynamicToolCall', status: 'completed', success: true },
    });
    await line.hears('turn/completed', { turn: { status: 'completed' } });
    expectThat('the model gets the answer', modelRead(bench, 'found'));
    line.hasNotHeard('serverRequest/resolved');
  },
});
