import { expectThat } from '../../expect.js';
import { scenario } from '../../scenario.js';

export default scenario({
  id: 'tools/patch-that-does-not-fit',
  requires: 'A patch that does not fit its file is no item: only the model hears of it.',
  source: 'app-server D.4',
  needs: ['home'],
  covers: ['turn/completed'],
  script: {
    replies: [
      {
        patch: {
          id: 'call_p',
          patch: '*** Begin Patch\n*** Update File: a.txt\n@@\n-two\n+three\n*** End Patch',
        },
      },
      'done',
    ],
  },
  async run(bench) {
    bench.write('a.txt', 'one\n');
    const line = await bench.connect();
    const threadId = await bench.startThread(line, {
      approvalPolicy: 'never',
      sandbox: 'danger-full-access',
    });
    const { since } = await bench.turn(line, threadId);
    line.hasNotHeard('item/started', { item: { type: 'fileChange' } }, since);
    line.hasNotHeard('item/completed', { item: { type: 'fileChange' } }, since);
    const said = JSON.stringify(bench.backend.requests.at(-1)?.body);
    expectThat('the model reads why', said.includes('apply_patch verification failed'));
  },
});
