import { expectThat } from '../../expect.js';
import { scenario } from '../../scenario.js';
import { modelRead } from '../../support/turn-steps.js';

export default scenario({
  id: 'tools/user-input-needs-a-plan',
  requires: 'Outside of planning the model may not put questions to the user, and hears so.',
  source: 'oracle 6',
  covers: ['turn/completed'],
  script: {
    replies: [
      {
        call: {
          name: 'request_user_input',
          id: 'call_q',
          arguments: {
            questions: [
              { id: 'a', header: 'A', question: 'A?', options: [{ label: 'Yes', description: 'yes' }] },
            ],
          },
        },
      },
      'done',
    ],
  },
  async run(bench) {
    const line = await bench.connect();
    const threadId = await bench.startThread(line);
    await bench.turn(line, threadId);
    line.hasNotHeard('item/tool/requestUserInput');
    expectThat('the model hears why', modelRead(bench, 'request_user_input is unavailable in Default mode'));
  },
});
