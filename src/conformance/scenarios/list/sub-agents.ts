import { is } from '../../expect.js';
import { scenario } from '../../scenario.js';
import { writeThreads } from '../../support/stored-threads.js';

export default scenario({
  id: 'list/sub-agents',
  requires: 'Threads of sub-agents are listed on request: of every kind, or of one.',
  source: 'app-server E.4',
  needs: ['home'],
  covers: ['thread/list'],
  script: {},
  prepare({ home }) {
    writeThreads(home, 1, { source: { subagent: 'review' } });
    writeThreads(home, 1, { source: { subagent: 'compact' } });
    writeThreads(home, 1);
  },
  async run(bench) {
    const line = await bench.connect();
    await line.answers('thread/list', {}, { data: [{ source: 'vscode' }] });
    await line.answers('thread/list', { sourceKinds: ['subAgent'] }, { data: is.lengthOf(2) });
    await line.answers(
      'thread/list',
      { sourceKinds: ['subAgentReview'] },
      { data: [{ source: { subAgent: 'review' } }] },
    );
  },
});
