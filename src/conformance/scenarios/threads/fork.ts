import { textAt } from '../../../util/peek.js';
import { expectThat, is } from '../../expect.js';
import { scenario } from '../../scenario.js';

export default scenario({
  id: 'threads/fork',
  requires: 'A fork holds the turns of its source under a new id, and everybody is told.',
  source: 'app-server A.2',
  covers: ['thread/fork', 'thread/started'],
  script: { replies: ['one', 'two'] },
  async run(bench) {
    const line = await bench.connect();
    const threadId = await bench.startThread(line);
    const { id } = await bench.turn(line, threadId, 'first');
    const since = line.mark();
    const result = await line.answers(
      'thread/fork',
      { threadId },
      { thread: { id: is.uuid, preview: 'first', turns: [{ id, status: 'completed' }] } },
    );
    const fork = textAt(result, 'thread', 'id') ?? '';
    expectThat('it is another thread', fork !== threadId);
    await line.hears(
      'thread/started',
      { thread: { id: fork, turns: bench.isOld ? is.lengthOf(1) : is.emptyList } },
      since,
    );
    await bench.turn(line, fork, 'second');
    await line.answers(
      'thread/read',
      { threadId, includeTurns: true },
      { thread: { turns: is.lengthOf(1) } },
    );
  },
});
