import { textAt } from '../../../util/peek.js';
import { scenario } from '../../scenario.js';

export default scenario({
  id: 'resume/path-wins',
  requires: 'A path is taken before the thread id, which is not even read then.',
  source: 'app-server A.2',
  covers: ['thread/resume'],
  needs: ['home'],
  script: { replies: ['hi'] },
  async run(bench) {
    const first = await bench.connect();
    const result = await first.call('thread/start', { cwd: bench.cwd });
    const threadId = textAt(result, 'thread', 'id') ?? '';
    await bench.turn(first, threadId);
    await bench.restart();
    const line = await bench.connect();
    await line.answers(
      'thread/resume',
      { threadId: 'garbage', path: textAt(result, 'thread', 'path') },
      { thread: { id: threadId } },
    );
  },
});
