import { expectThat } from '../../expect.js';
import { scenario } from '../../scenario.js';
import { modelRead, planMode } from '../../support/turn-steps.js';

export default scenario({
  id: 'approvals/user-input',
  requires: 'While a plan is made the model may put questions to the user; the answers reach it.',
  source: 'app-server B.1',
  needs: ['home'],
  covers: ['item/tool/requestUserInput', 'serverRequest/resolved', 'thread/status/changed'],
  script: ({ version }) => ({
    replies: [
      {
        call: {
          name: 'request_user_input',
          id: 'call_q',
          arguments: {
            questions: [
              {
                id: 'colour',
                header: 'Colour',
                question: 'Which colour?',
                options: [
                  { label: 'Red', description: 'warm' },
                  { label: 'Blue', description: 'cold' },
                ],
              },
            ],
          },
        },
      },
      { text: `answered to ${version}` },
    ],
  }),
  async run(bench) {
    const line = await bench.connect();
    const threadId = await bench.startThread(line);
    const turnId = await bench.startTurn(
      line,
      threadId,
      'plan it',
      planMode(bench.isOld ? undefined : 'gpt-5.5'),
    );
    const asked = await line.isAsked('item/tool/requestUserInput', {
      threadId,
      turnId,
      itemId: 'call_q',
      questions: [
        {
          id: 'colour',
          header: 'Colour',
          question: 'Which colour?',
          isOther: true,
          isSecret: false,
          options: [
            { label: 'Red', description: 'warm' },
            { label: 'Blue', description: 'cold' },
          ],
        },
      ],
    });
    await line.hears('thread/status/changed', {
      status: { type: 'active', activeFlags: ['waitingOnUserInput'] },
    });
    asked.answer({ answers: { colour: { answers: ['Blue'] } } });
    await line.hears('serverRequest/resolved', { threadId });
    await line.hears('turn/completed', { turn: { id: turnId, status: 'completed' } });
    const answers = JSON.stringify({ answers: { colour: { answers: ['Blue'] } } });
    expectThat('the model gets the answers', modelRead(bench, answers));
  },
});
