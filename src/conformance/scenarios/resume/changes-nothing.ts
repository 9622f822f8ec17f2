import { at } from '../../../util/peek.js';
import { expectSame, is } from '../../expect.js';
import { scenario } from '../../scenario.js';

export default scenario({
  id: 'resume/changes-nothing',
  requires: 'A thread that is resumed is not changed by it: its last change stays where it was.',
  source: 'app-server D.6',
  needs: ['home'],
  covers: ['thread/resume', 'thread/list'],
  script: { replies: ['hi'] },
  async run(bench) {
    const first = await bench.connect();
    const threadId = await bench.startThread(first);
    await bench.turn(first, threadId);
    await bench.restart();
    const line = await bench.connect();
    const listed = { data: [{ id: threadId, updatedAt: is.integer }] };
    const changedAt = async (): Promise<unknown> =>
      at(await line.answersInTime('thread/list', {}, listed), 'data', 0, 'updatedAt');
    const before = await changedAt();
    // The times are whole seconds.
    await new Promise((resolve) => setTimeout(resolve, 1100));
    await line.call('thread/resume', { threadId });
    expectSame('the last change', await changedAt(), before);
  },
});
