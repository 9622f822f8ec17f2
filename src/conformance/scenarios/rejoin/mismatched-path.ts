import { textAt } from '../../../util/peek.js';
import { scenario } from '../../scenario.js';

export default scenario({
  id: 'rejoin/mismatched-path',
  requires: 'A loaded thread cannot be joined under another path, nor with a history.',
  source: 'app-server D.6',
  covers: ['thread/resume'],
  script: { replies: ['hi'] },
  async run(bench) {
    const line = await bench.connect();
    const result = await line.call('thread/start', { cwd: bench.cwd });
    const threadId = textAt(result, 'thread', 'id') ?? '';
    await bench.turn(line, threadId);
    await line.answers(
      'thread/resume',
      { threadId, path: textAt(result, 'thread', 'path') },
      { thread: { id: threadId } },
    );
    const history = [{ type: 'message', role: 'user', content: [{ type: 'input_text', text: 'x' }] }];
    await line.refuses(
      'thread/resume',
      { threadId, history },
      { message: `cannot resume thread ${threadId} with history while it is already running` },
    );
  },
});
