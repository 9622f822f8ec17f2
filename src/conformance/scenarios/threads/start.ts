import { textAt } from '../../../util/peek.js';
import { expectOrder, is } from '../../expect.js';
import { scenario } from '../../scenario.js';

export default scenario({
  id: 'threads/start',
  requires: 'thread/start answers with the thread and its settings, then tells everybody of the thread.',
  source: 'app-server A.2',
  on: ['stdio', 'websocket'],
  covers: ['thread/start', 'thread/started'],
  async run(bench) {
    const line = await bench.connect();
    const result = await line.answers(
      'thread/start',
      { cwd: bench.cwd },
      {
        thread: {
          id: is.uuid,
          preview: '',
          ephemeral: false,
          modelProvider: is.filled,
          createdAt: is.integer,
          updatedAt: is.integer,
          status: { type: 'idle' },
          path: is.absolutePath,
          cwd: bench.cwd,
          source: 'vscode',
          gitInfo: null,
          name: null,
          turns: [],
        },
        model: is.filled,
        modelProvider: is.filled,
        serviceTier: null,
        cwd: bench.cwd,
        approvalPolicy: is.present,
        approvalsReviewer: 'user',
        sandbox: { type: is.filled },
      },
    );
    await line.hears('thread/started', { thread: { id: textAt(result, 'thread', 'id') ?? '', turns: [] } });
    expectOrder(
      'the start',
      line.labels(),
      ['answer initialize', 'answer thread/start', 'thread/started idle']
        .slice(1)
        .map((label) => label.replace(' idle', '')),
    );
  },
});
