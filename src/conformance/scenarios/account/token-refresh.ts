import { scenario } from '../../scenario.js';

export default scenario({
  id: 'account/token-refresh',
  requires:
    'A model request that is refused for its token asks the client for a fresh one and goes on with it.',
  source: 'login 4.1; measured',
  login: true,
  covers: ['account/chatgptAuthTokens/refresh', 'account/login/completed'],
  script: { replies: [{ error: { status: 401, message: 'stale' } }, 'hi'] },
  async run(bench) {
    const line = await bench.connect();
    const account = { email: 'a@example.com', accountId: 'acct-1', plan: 'team' };
    const tokens = async (): Promise<Record<string, string>> => {
      const issued = await bench.backend.issueTokens({ account });
      return { accessToken: issued.accessToken, chatgptAccountId: issued.account.accountId };
    };
    await line.call('account/login/start', { type: 'chatgptAuthTokens', ...(await tokens()) });
    await line.hears('account/login/completed', { success: true });
    const threadId = await bench.startThread(line);
    await bench.startTurn(line, threadId);
    const asked = await line.isAsked('account/chatgptAuthTokens/refresh', { reason: 'unauthorized' });
    asked.answer({ ...(await tokens()), chatgptPlanType: 'team' });
    await line.hears('turn/completed', { threadId, turn: { status: 'completed' } });
  },
});
