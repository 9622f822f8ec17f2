import { scenario } from '../../scenario.js';
import { planMode } from '../../support/turn-steps.js';

export default scenario({
  id: 'turns/proposed-plan',
  requires: 'In plan mode a proposed plan is an item of its own, streamed, and left out of the message.',
  source: 'app-server D.4',
  covers: ['item/plan/delta', 'item/completed'],
  script: {
    replies: [
      {
        text: { content: 'Here.\n<proposed_plan>\n# Plan\n- one\n</proposed_plan>\nBye', split: 'lines' },
      },
    ],
  },
  async run(bench) {
    const line = await bench.connect();
    const threadId = await bench.startThread(line);
    const { since, id } = await bench.turn(line, threadId, 'go', planMode());
    await line.hears('item/started', { item: { type: 'plan', id: `${id}-plan`, text: '' } }, since);
    await line.hears('item/plan/delta', { threadId, turnId: id, itemId: `${id}-plan`, delta: /Plan/ }, since);
    await line.hears('item/completed', { item: { type: 'plan', text: '# Plan\n- one\n' } }, since);
    await line.hears('item/completed', { item: { type: 'agentMessage', text: 'Here.\nBye' } }, since);
  },
});
