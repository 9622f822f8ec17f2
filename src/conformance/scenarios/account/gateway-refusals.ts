import { scenario } from '../../scenario.js';

export default scenario({
  id: 'account/gateway-refusals',
  requires: 'Nobody logs in at a provider without a gateway, and cancelling no such login is answered.',
  source: 'measured',
  profiles: ['0.169.0'],
  needs: ['home'],
  covers: ['account/gatewayOAuth/login', 'account/gatewayOAuth/cancel'],
  script: {},
  async run(bench) {
    const line = await bench.connect();
    const login = 'account/gatewayOAuth/login';
    for (const modelProvider of [null, 'openai'])
      await line.refuses(
        login,
        { modelProvider, deviceAuth: true },
        { message: 'The selected provider does not use gateway OAuth' },
      );
    await line.refuses(
      login,
      { modelProvider: 'nope', deviceAuth: true },
      {
        message: /no longer configured/,
        data: { type: 'modelProviderNotConfigured', modelProvider: 'nope' },
      },
    );
    await line.answers('account/gatewayOAuth/cancel', undefined, {});
  },
});
