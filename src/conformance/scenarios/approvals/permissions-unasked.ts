import { expectThat } from '../../expect.js';
import { scenario } from '../../scenario.js';
import { modelRead } from '../../support/turn-steps.js';

export default scenario({
  id: 'approvals/permissions-unasked',
  requires: 'Where nobody may be asked, a request for permissions is refused without a question.',
  source: 'measured',
  needs: ['home'],
  covers: ['turn/completed'],
  script: {
    replies: [
      {
        call: {
          name: 'request_permissions',
          id: 'call_p',
          arguments: { permissions: { network: { enabled: true } } },
        },
      },
      'done',
    ],
  },
  async run(bench) {
    const line = await bench.connect();
    const threadId = await bench.startThread(line, {
      approvalPolicy: 'never',
      config: { 'features.request_permissions_tool': true },
    });
    const { completed } = await bench.turn(line, threadId);
    expectThat('the turn goes on', JSON.stringify(completed).includes('"completed"'));
    line.hasNotHeard('item/permissions/requestApproval');
    expectThat(
      'the model hears that nothing is granted',
      modelRead(bench, JSON.stringify({ network: null, file_system: null })),
    );
  },
});
