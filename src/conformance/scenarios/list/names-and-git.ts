import { scenario } from '../../scenario.js';

export default scenario({
  id: 'list/names-and-git',
  requires:
    'The list shows the name of a thread and the git state that was noted of it, not what its log says.',
  source: 'app-server E.4',
  needs: ['home'],
  covers: ['thread/list', 'thread/name/set', 'thread/metadata/update'],
  script: { replies: ['hi'] },
  async run(bench) {
    const line = await bench.connect();
    const threadId = await bench.startThread(line);
    await bench.turn(line, threadId);
    const gitInfo = { branch: 'noted', sha: 'abc', originUrl: 'https://example.invalid/r.git' };
    await line.call('thread/name/set', { threadId, name: 'Named' });
    await line.call('thread/metadata/update', { threadId, gitInfo });
    await line.answersInTime('thread/list', {}, { data: [{ id: threadId, name: 'Named', gitInfo }] });
  },
});
