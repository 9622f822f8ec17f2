import { scenario } from '../../scenario.js';

export default scenario({
  id: 'tools/no-background-terminals',
  requires: 'A thread that started nothing has no background terminals to list or end.',
  source: 'measured',
  profiles: ['0.169.0'],
  needs: ['home'],
  covers: ['thread/backgroundTerminals/list', 'thread/backgroundTerminals/terminate'],
  script: {},
  async run(bench) {
    const line = await bench.connect();
    const threadId = await bench.startThread(line);
    await line.answers('thread/backgroundTerminals/list', { threadId }, { data: [], nextCursor: null });
    await line.answers(
      'thread/backgroundTerminals/terminate',
      { threadId, processId: '1' },
      { terminated: false },
    );
  },
});
