import { scenario } from '../../scenario.js';

const MESSAGE = 'Fatal error: application network permission was revoked';

export default scenario({
  id: 'account/login-ends-turns',
  requires: 'A turn that waits for its model fails when somebody signs in.',
  source: 'measured',
  profiles: ['0.169.0'],
  covers: ['account/login/start', 'error', 'turn/completed'],
  script: { replies: [{ parts: ['Hello', { hold: 'never' }] }] },
  async run(bench) {
    const line = await bench.connect();
    const threadId = await bench.startThread(line);
    await bench.startTurn(line, threadId, 'hi');
    await line.hears('item/agentMessage/delta', { delta: 'Hello' });
    await line.answers('account/login/start', { type: 'apiKey', apiKey: 'sk-test' }, { type: 'apiKey' });
    await line.hears('error', { threadId, willRetry: false, error: { message: MESSAGE } });
    await line.hears('turn/completed', { threadId, turn: { status: 'failed', error: { message: MESSAGE } } });
    await line.hears('account/login/completed', { success: true });
  },
});
