import { scenario } from '../../scenario.js';
import { failedTurn } from '../../support/turn-steps.js';

export default scenario({
  id: 'failures/subscribers-only',
  requires: 'Failures are told to subscribers; others hear only of the status.',
  source: 'app-server B.2',
  on: ['websocket'],
  covers: ['error', 'thread/status/changed'],
  script: { replies: [{ error: { status: 500, message: 'boom' } }] },
  async run(bench) {
    const [line, other] = [await bench.connect(), await bench.connect()];
    await failedTurn(bench, line);
    await other.hears('thread/status/changed', { status: { type: 'systemError' } });
    other.hasNotHeard('error');
  },
});
