import { scenario } from '../../scenario.js';

export default scenario({
  id: 'realtime/start-off',
  requires: 'Without the feature no realtime conversation starts.',
  source: 'app-server A.6',
  profiles: ['0.118.0'],
  covers: ['thread/realtime/start'],
  async run(bench) {
    const line = await bench.connect();
    const threadId = await bench.startThread(line);
    const start = { prompt: 'x' };
    await line.refuses(
      'thread/realtime/start',
      { threadId, ...start },
      { message: `thread ${threadId} does not support realtime conversation` },
    );
    const nobody = '01900000-0000-7000-8000-000000000000';
    await line.refuses(
      'thread/realtime/start',
      { threadId: nobody, ...start },
      { message: `thread not found: ${nobody}` },
    );
  },
});
