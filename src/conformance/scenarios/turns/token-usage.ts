import { is } from '../../expect.js';
import { scenario } from '../../scenario.js';

export default scenario({
  id: 'turns/token-usage',
  requires: 'After a model response the tokens used are told, in total and of the last one.',
  source: 'app-server B.2',
  covers: ['thread/tokenUsage/updated'],
  script: {
    replies: [
      { text: 'hi', usage: { input: 100, cached: 10, output: 20, reasoning: 5, total: 120 } },
      { text: 'ho', usage: { input: 200, output: 30, total: 230 } },
    ],
  },
  async run(bench) {
    const line = await bench.connect();
    const threadId = await bench.startThread(line);
    const { id } = await bench.turn(line, threadId);
    await line.hears('thread/tokenUsage/updated', {
      threadId,
      turnId: id,
      tokenUsage: {
        last: {
          totalTokens: 120,
          inputTokens: 100,
          cachedInputTokens: 10,
          outputTokens: 20,
          reasoningOutputTokens: 5,
        },
        total: { totalTokens: 120 },
        modelContextWindow: is.integer,
      },
    });
    await bench.turn(line, threadId);
    await line.hears('thread/tokenUsage/updated', {
      tokenUsage: { total: { totalTokens: 350 }, last: { totalTokens: 230 } },
    });
  },
});
