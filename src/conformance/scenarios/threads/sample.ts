import { expectFits, is } from '../../expect.js';
import { scenario } from '../../scenario.js';

export default scenario({
  id: 'threads/sample',
  requires:
    'A sample asks the model beside a thread whose last turn is named, and may be cancelled while it waits.',
  source: 'measured',
  profiles: ['0.169.0'],
  covers: ['thread/sample', 'thread/sample/cancel'],
  script: {
    replies: [
      { when: { text: 'wait' }, parts: [{ text: 'Yes.' }, { hold: 'never' }] },
      { text: 'Said.', times: 'always' },
    ],
  },
  async run(bench) {
    const line = await bench.connect();
    const threadId = await bench.startThread(line);
    const { id: expectedTurnId } = await bench.turn(line, threadId);
    const since = line.mark();
    const sample = { threadId, expectedTurnId, prompt: 'say it' };
    await line.answers('thread/sample', sample, {
      sourceTurnId: expectedTurnId,
      responseId: is.filled,
      text: 'Said.',
      inputTokens: is.integer,
      outputTokens: is.integer,
    });
    const refusal = { message: 'sample source turn must be the latest finished turn' };
    await line.refuses('thread/sample', { ...sample, expectedTurnId: 'another' }, refusal);

    const requestId = line.ask('thread/sample', { ...sample, prompt: 'wait' });
    await bench.backend.waitForHold('never');
    await line.answers('thread/sample/cancel', { requestId }, {});
    expectFits('the sample', await line.answerTo(requestId), {
      error: { code: -32603, message: 'sample canceled' },
    });
    // Whose sample has ended has nothing to cancel, and is not told so.
    await line.answers('thread/sample/cancel', { requestId }, {});
    line.hasNotHeard('turn/started', { threadId }, since);
  },
});
