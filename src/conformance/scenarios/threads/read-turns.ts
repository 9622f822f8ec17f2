import { scenario } from '../../scenario.js';

export default scenario({
  id: 'threads/read-turns',
  requires: 'thread/read gives the turns on request, with what the user and the model said.',
  source: 'app-server A.2',
  covers: ['thread/read'],
  script: { replies: ['the answer'] },
  async run(bench) {
    const line = await bench.connect();
    const threadId = await bench.startThread(line);
    const { id } = await bench.turn(line, threadId, 'the question');
    const summary = { thread: { turns: [], preview: 'the question' } };
    await line.answersInTime('thread/read', { threadId }, summary);
    await line.answers(
      'thread/read',
      { threadId, includeTurns: true },
      {
        thread: {
          turns: [
            {
              id,
              status: 'completed',
              error: null,
              items: [
                { type: 'userMessage', content: [{ type: 'text', text: 'the question' }] },
                { type: 'agentMessage', text: 'the answer' },
              ],
            },
          ],
        },
      },
    );
  },
});
