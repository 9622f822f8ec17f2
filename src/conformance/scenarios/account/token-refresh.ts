import { scenario } from '../../scenario.js';
import { externalTokens } from '../../support/external-tokens.js';

export default scenario({
  id: 'account/token-refresh',
  requires:
    'A model request that is refused for its token asks the client for a fresh one and goes on with it.',
  source: 'login 4.8',
  login: true,
  covers: ['account/chatgptAuthTokens/refresh', 'account/login/completed'],
  script: { replies: [{ error: { status: 401, message: 'stale' } }, 'hi'] },
  async run(bench) {
    const line = await bench.connect();
    await line.call('account/login/start', { type: 'chatgptAuthTokens', ...(await externalTokens(bench)) });
    await line.hears('account/login/completed', { success: true });
    const threadId = await bench.startThread(line);
    await bench.startTurn(line, threadId);
    const asked = await line.isAsked('account/chatgptAuthTokens/refresh', { reason: 'unauthorized' });
    asked.answer({ ...(await externalTokens(bench)), chatgptPlanType: 'team' });
    await line.hears('turn/completed', { threadId, turn: { status: 'completed' } });
  },
});
