import { expectThat } from '../../expect.js';
import { scenario } from '../../scenario.js';
import { modelRead } from '../../support/turn-steps.js';

const question = { id: 'a', header: 'A', question: 'A?', options: [{ label: 'Yes', description: 'yes' }] };

export default scenario({
  id: 'tools/user-input-of-the-thread-alone',
  requires: 'A reviewer may not put questions to the user, and hears so.',
  source: 'measured',
  covers: ['review/start'],
  breaks: ['turns-end-once', 'items-end-once'],
  script: {
    replies: [
      { call: { name: 'request_user_input', id: 'call_q', arguments: { questions: [question] } } },
      'done',
    ],
  },
  async run(bench) {
    const line = await bench.connect();
    const threadId = await bench.startThread(line);
    await line.call('review/start', { threadId, target: { type: 'custom', instructions: 'look' } });
    await line.hears('turn/completed', { threadId });
    line.hasNotHeard('item/tool/requestUserInput');
    const refusal = bench.isOld
      ? 'unsupported call: request_user_input'
      : 'request_user_input can only be used by the root thread';
    expectThat('the model hears why', modelRead(bench, refusal));
  },
});
