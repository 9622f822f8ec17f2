import { scenario } from '../../scenario.js';

export default scenario({
  id: 'account/pages-refusals',
  requires:
    'Figures, messages, nudges and early resets need a ChatGPT login: without any, the refusal says so.',
  source: 'login 6',
  profiles: ['0.169.0'],
  covers: [
    'account/usage/read',
    'account/workspaceMessages/read',
    'account/sendAddCreditsNudgeEmail',
    'account/rateLimitResetCredit/consume',
    'account/securitySetup/read',
  ],
  login: true,
  async run(bench) {
    const line = await bench.connect();
    const wanted = 'codex account authentication required';
    await line.refuses('account/usage/read', undefined, { message: `${wanted} to read token usage` });
    await line.refuses('account/workspaceMessages/read', undefined, {
      message: `${wanted} to read workspace messages`,
    });
    await line.refuses(
      'account/sendAddCreditsNudgeEmail',
      { creditType: 'credits' },
      { message: `${wanted} to notify workspace owner` },
    );
    await line.refuses(
      'account/rateLimitResetCredit/consume',
      { idempotencyKey: 'k' },
      { message: `${wanted} for rate limit reset credits` },
    );
    await line.answers('account/securitySetup/read', undefined, { notice: null });
  },
});
