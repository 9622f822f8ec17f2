import { is } from '../../expect.js';
import { scenario } from '../../scenario.js';

export default scenario({
  id: 'realtime/spoken-items',
  requires:
    'The beginning, what is said and the end of a conversation are items that start, grow, complete and are kept.',
  source: 'measured',
  profiles: ['0.169.0'],
  covers: [
    'thread/realtime/item/started',
    'thread/realtime/item/transcript/delta',
    'thread/realtime/item/completed',
    'thread/realtime/appendSpeech',
    'thread/timeline/list',
  ],
  speaks: true,
  script: {
    conversations: [{ steps: [{ hear: 'What?' }, { await: 'text' }, '{{text}}', { error: 'enough' }] }],
  },
  async run(bench) {
    const line = await bench.connect();
    const threadId = await bench.startThread(line);
    await line.answers('thread/realtime/start', { threadId, outputModality: 'text' }, {});
    const completed = async (item: object): Promise<void> => {
      await line.hears('thread/realtime/item/completed', { threadId, item: { id: is.filled, ...item } });
    };
    await completed({ type: 'realtimeSessionStarted' });
    await completed({ type: 'transcriptSegment', role: 'user', text: 'What?' });
    await line.answers('thread/realtime/appendSpeech', { threadId, text: 'Nothing.' }, {});
    await line.hears('thread/realtime/item/transcript/delta', { threadId, delta: 'Nothing.' });
    await completed({ type: 'transcriptSegment', role: 'assistant', text: 'Nothing.' });
    await line.hears('thread/realtime/error', { threadId, message: 'enough' });
    await completed({ type: 'realtimeSessionClosed', outcome: 'failed' });
    await line.hears('thread/realtime/closed', { threadId, reason: 'error' });
    const kept = (type: string) => ({ type: 'realtime', item: { id: is.filled, type } });
    const types = [
      'realtimeSessionStarted',
      'transcriptSegment',
      'transcriptSegment',
      'realtimeSessionClosed',
    ];
    await line.answers(
      'thread/timeline/list',
      { threadId },
      { data: types.map(kept), nextCursor: null, activeRealtimeSessionAtPageStart: null },
    );
  },
});
