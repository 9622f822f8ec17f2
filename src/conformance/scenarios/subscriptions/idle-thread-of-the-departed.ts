import { scenario } from '../../scenario.js';

export default scenario({
  id: 'subscriptions/idle-thread-of-the-departed',
  requires:
    'A thread whose clients have gone is unloaded after the delay of its own configuration, counted from the end of its turn.',
  source: 'app-server D.7; measured',
  profiles: ['0.169.0'],
  on: ['websocket'],
  covers: ['thread/closed', 'thread/start'],
  breaks: ['turns-end-once', 'items-end-once'],
  script: { replies: [{ text: { chunks: ['a', { hold: 'gate' }, 'b'] } }] },
  async run(bench) {
    const line = await bench.connect();
    const other = await bench.connect();
    const threadId = await bench.startThread(line, { config: { thread_unload_delay_secs: 1 } });
    await bench.startTurn(line, threadId);
    await line.hears('item/agentMessage/delta');
    await line.close();
    // Longer than the delay: work that nobody watches goes on.
    await other.quiet(1_500);
    await other.answers('thread/loaded/list', {}, { data: [threadId] });
    other.hasNotHeard('thread/closed');
    bench.backend.open('gate');
    await other.hears('thread/status/changed', { threadId, status: { type: 'idle' } });
    await other.hears('thread/closed', { threadId });
  },
});
