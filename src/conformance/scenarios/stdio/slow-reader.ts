import { setTimeout as sleep } from 'node:timers/promises';
import { textAt } from '../../../util/peek.js';
import { expectSame } from '../../expect.js';
import { scenario } from '../../scenario.js';

/** More than a pipe and the queues of any server hold. */
const COUNT = 800;
const FILLER = 'x'.repeat(4 * 1024);
const words = Array.from({ length: COUNT }, (_, at) => `${at} ${FILLER}\n`);

export default scenario({
  id: 'stdio/slow-reader',
  requires: 'A client that stops reading for a while misses nothing: over stdio the server waits for it.',
  source: 'app-server C.3',
  covers: ['item/agentMessage/delta', 'turn/completed'],
  timeoutMs: 40_000,
  script: { replies: [{ text: { chunks: ['begin\n', { hold: 'gate' }, ...words] } }] },
  async run(bench) {
    const line = await bench.connect();
    const threadId = await bench.startThread(line);
    await bench.startTurn(line, threadId);
    await line.hears('item/agentMessage/delta', { threadId });
    line.pause();
    bench.backend.open('gate');
    // Long enough for a server that would rather lose something than wait; no matter to one that waits.
    await sleep(700);
    line.resume();
    await line.hears('turn/completed', { threadId, turn: { status: 'completed' } });
    const told = line
      .inbound()
      .filter(({ method }) => method === 'item/agentMessage/delta')
      .map(({ value }) => textAt(value, 'params', 'delta'))
      .join('');
    expectSame(
      'the first words of the lines that came',
      told.split('\n').map((text) => text.split(' ')[0]),
      ['begin', ...words.map((_, at) => String(at)), ''],
    );
  },
});
