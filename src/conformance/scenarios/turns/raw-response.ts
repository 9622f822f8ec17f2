import { is } from '../../expect.js';
import { scenario } from '../../scenario.js';

export default scenario({
  id: 'turns/raw-response',
  requires: 'Whoever asks for raw events hears the end of each response of the model, with its usage.',
  source: 'measured',
  profiles: ['0.169.0'],
  covers: ['rawResponse/completed'],
  script: { replies: [{ text: 'hello', usage: { input: 20, output: 3 } }] },
  async run(bench) {
    const line = await bench.connect();
    const threadId = await bench.startThread(line, { experimentalRawEvents: true });
    const { id: turnId, since } = await bench.turn(line, threadId);
    await line.hears(
      'rawResponse/completed',
      {
        threadId,
        turnId,
        responseId: is.filled,
        usage: { inputTokens: 20, outputTokens: 3, totalTokens: 23 },
      },
      since,
    );
  },
});
