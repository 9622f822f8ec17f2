import { textAt } from '../../../util/peek.js';
import { expectThat } from '../../expect.js';
import { scenario } from '../../scenario.js';

const CHANGED = 'account/gatewayOAuth/changed';

export default scenario({
  id: 'account/gateway-code',
  requires:
    'A person who types a code at a gateway is signed in, and the client that asked hears of its login by id.',
  source: 'measured',
  profiles: ['0.169.0'],
  needs: ['home'],
  covers: ['account/gatewayOAuth/login', CHANGED],
  gateway: true,
  script: { gateway: { device: { polls: 1 } } },
  async run(bench) {
    const line = await bench.connect({ capabilities: { explicitGatewayOauth: true } });
    const answer = await line.call('account/gatewayOAuth/login', { deviceAuth: true });
    const loginId = textAt(answer, 'prompt', 'loginId');
    expectThat(
      'the code and where to type it',
      /^[A-Z]{4}-[A-Z]{5}$/.test(textAt(answer, 'prompt', 'userCode') ?? '') &&
        textAt(answer, 'prompt', 'verificationUrl') === `${bench.backend.url}/gateway/activate`,
      answer,
    );
    await line.refuses(
      'account/gatewayOAuth/login',
      {},
      { message: 'Gateway sign-in is already in progress' },
    );
    await line.hears(CHANGED, { loginId, status: 'succeeded', error: null });
    await line.hears(CHANGED, { loginId: null, status: 'succeeded', error: null });
  },
});
