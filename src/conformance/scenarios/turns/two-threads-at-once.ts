import { scenario } from '../../scenario.js';

export default scenario({
  id: 'turns/two-threads-at-once',
  requires: 'Turns of two threads run beside each other, each with its own events.',
  source: 'app-server D.4',
  covers: ['turn/start'],
  script: {
    replies: [
      { when: { text: 'slow' }, text: { chunks: ['a', { hold: 'gate' }, 'b'] } },
      { when: { text: 'fast' }, text: 'fast answer' },
    ],
  },
  async run(bench) {
    const line = await bench.connect();
    const [slow, fast] = [await bench.startThread(line), await bench.startThread(line)];
    await bench.startTurn(line, slow, 'slow');
    await line.hears('item/agentMessage/delta', { threadId: slow });
    await bench.turn(line, fast, 'fast');
    bench.backend.open('gate');
    await line.hears('turn/completed', { threadId: slow, turn: { status: 'completed' } });
  },
});
