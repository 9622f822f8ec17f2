import { textInput } from '../../bench.js';
import { scenario } from '../../scenario.js';
import { HELD } from '../../support/turn-steps.js';

export default scenario({
  id: 'steer/refusals',
  requires: 'turn/steer is refused without a running turn, for another turn, and with empty input or id.',
  source: 'app-server A.3',
  covers: ['turn/steer'],
  script: HELD,
  async run(bench) {
    const line = await bench.connect();
    const threadId = await bench.startThread(line);
    const other = '019a0000-0000-7000-8000-000000000000';
    await line.refuses(
      'turn/steer',
      { threadId, input: [textInput('x')], expectedTurnId: other },
      { message: 'no active turn to steer' },
    );
    const turnId = await bench.startTurn(line, threadId);
    await line.hears('item/agentMessage/delta');
    await line.refuses(
      'turn/steer',
      { threadId, input: [textInput('x')], expectedTurnId: other },
      { message: `expected active turn id \`${other}\` but found \`${turnId}\`` },
    );
    await line.refuses(
      'turn/steer',
      { threadId, input: [], expectedTurnId: turnId },
      { message: 'input must not be empty' },
    );
    await line.refuses(
      'turn/steer',
      { threadId, input: [textInput('x')], expectedTurnId: '' },
      { message: 'expectedTurnId must not be empty' },
    );
    bench.backend.open('gate');
    await line.hears('turn/completed', { turn: { status: 'completed' } });
  },
});
