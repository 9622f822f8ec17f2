import { scenario } from '../../scenario.js';

export default scenario({
  id: 'threads/metadata',
  requires: 'Git metadata of a thread can be set and cleared, member by member.',
  source: 'app-server A.2',
  covers: ['thread/metadata/update'],
  script: { replies: ['hi'] },
  async run(bench) {
    const line = await bench.connect();
    const threadId = await bench.startThread(line);
    await bench.turn(line, threadId);
    // Every member is set: the folder may lie in a repository of its own.
    const gitInfo = { branch: 'main', sha: 'abc', originUrl: 'https://example.invalid/r.git' };
    await line.answers(
      'thread/metadata/update',
      { threadId, gitInfo },
      { thread: { id: threadId, gitInfo } },
    );
    await line.answers(
      'thread/metadata/update',
      { threadId, gitInfo: { sha: null } },
      { thread: { gitInfo: { branch: 'main', sha: null } } },
    );
    await line.refuses(
      'thread/metadata/update',
      { threadId, gitInfo: {} },
      { message: 'gitInfo must include at least one field' },
    );
    await line.refuses(
      'thread/metadata/update',
      { threadId, gitInfo: { branch: ' ' } },
      { message: 'gitInfo.branch must not be empty' },
    );
  },
});
