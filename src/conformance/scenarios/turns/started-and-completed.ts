import { textAt } from '../../../util/peek.js';
import { textInput } from '../../bench.js';
import { is } from '../../expect.js';
import { scenario } from '../../scenario.js';

export default scenario({
  id: 'turns/started-and-completed',
  requires: 'turn/started and turn/completed carry the turn of the answer; 0.118.0 without items.',
  source: 'app-server D.2',
  covers: ['turn/start', 'turn/started', 'turn/completed'],
  script: { replies: ['hi'] },
  async run(bench) {
    const line = await bench.connect();
    const threadId = await bench.startThread(line);
    const result = await line.answers(
      'turn/start',
      { threadId, input: [textInput('x')] },
      { turn: { id: is.uuid, items: [], status: 'inProgress', error: null } },
    );
    const id = textAt(result, 'turn', 'id') ?? '';
    await line.hears('turn/started', { threadId, turn: { id, items: [], status: 'inProgress' } });
    await line.hears('turn/completed', {
      threadId,
      turn: { id, status: 'completed', error: null, items: bench.isOld ? is.emptyList : is.list },
    });
  },
});
