import { scenario } from '../../scenario.js';

export default scenario({
  id: 'tools/patch-output',
  requires: 'What the patch tool says comes as output of the item.',
  source: 'app-server D.4',
  profiles: ['0.118.0'],
  needs: ['home'],
  covers: ['item/fileChange/outputDelta'],
  script: {
    replies: [
      { patch: { patch: '*** Begin Patch\n*** Add File: new.txt\n+hello\n*** End Patch\n', id: 'call_1' } },
      'done',
    ],
  },
  async run(bench) {
    const line = await bench.connect();
    const threadId = await bench.startThread(line, { model: 'gpt-5.4' });
    const { since } = await bench.turn(line, threadId, 'go', {
      approvalPolicy: 'never',
      sandboxPolicy: { type: 'dangerFullAccess' },
    });
    await line.hears('item/fileChange/outputDelta', { itemId: 'call_1', delta: /^Success\./ }, since);
  },
});
