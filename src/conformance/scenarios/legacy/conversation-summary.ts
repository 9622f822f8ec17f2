import { scenario } from '../../scenario.js';

export default scenario({
  id: 'legacy/conversation-summary',
  requires: 'A conversation is summed up by its id once it is stored; one that is nobody is not found.',
  source: 'measured',
  covers: ['getConversationSummary'],
  script: { replies: ['hi'] },
  async run(bench) {
    const line = await bench.connect();
    const threadId = await bench.startThread(line);
    await line.refuses(
      'getConversationSummary',
      { conversationId: threadId },
      { message: `no rollout found for conversation id ${threadId}` },
    );
    await line.refuses(
      'getConversationSummary',
      { rolloutPath: '/no/such/rollout.jsonl' },
      bench.isOld
        ? {
            code: -32603,
            message:
              'failed to load conversation summary from /no/such/rollout.jsonl: No such file or directory (os error 2)',
          }
        : { message: 'failed to resolve rollout path `/no/such/rollout.jsonl`: file does not exist' },
    );
    await bench.turn(line, threadId, 'sum this up');
    await line.answers(
      'getConversationSummary',
      { conversationId: threadId },
      { summary: { conversationId: threadId, preview: 'sum this up' } },
    );
  },
});
