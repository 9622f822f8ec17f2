import { textAt } from '../../../util/peek.js';
import { expectFits, expectSame } from '../../expect.js';
import { scenario } from '../../scenario.js';

const CHANGED = 'account/gatewayOAuth/changed';

export default scenario({
  id: 'account/gateway-sign-in',
  requires:
    'A browser that comes back from a gateway signs in there: everybody hears how it stands, and requests bring the token.',
  source: 'measured',
  profiles: ['0.169.0'],
  needs: ['home'],
  covers: ['account/gatewayOAuth/read', 'account/gatewayOAuth/login', 'account/gatewayOAuth/cancel', CHANGED],
  gateway: true,
  script: { replies: ['Through the gateway.'] },
  async run(bench) {
    const line = await bench.connect({ capabilities: { explicitGatewayOauth: true } });
    const read = 'account/gatewayOAuth/read';
    const about = { providerId: 'astc', required: true, supportsDeviceAuth: true };
    await line.answers(read, {}, { ...about, status: 'notReady', error: null });
    const threadId = await bench.startThread(line);
    const refused = await bench.turn(line, threadId);
    expectFits('the turn', refused.completed, {
      turn: { status: 'failed', error: { message: /^Gateway sign-in required/, codexErrorInfo: 'other' } },
    });

    const given = line.call('account/gatewayOAuth/login', {});
    const failed = given.catch((thrown: unknown) => thrown);
    await line.hears(CHANGED, { status: 'started', providerId: 'astc' });
    await line.answers(read, {}, { ...about, status: 'started' });
    await line.answers('account/gatewayOAuth/cancel', undefined, {});
    expectFits('the login', String(await failed), /Gateway sign-in was canceled/);

    const since = line.mark();
    const login = line.call('account/gatewayOAuth/login', {});
    const started = await line.hears(
      CHANGED,
      { authUrl: /\/gateway\/authorize\?/, status: 'started' },
      since,
    );
    expectSame('the page', (await fetch(textAt(started, 'authUrl') ?? '')).status, 200);
    expectFits('the answer', await login, { prompt: null });
    await line.hears(CHANGED, { authUrl: null, loginId: null, status: 'succeeded', error: null }, since);
    await line.answers(read, {}, { ...about, status: 'succeeded', error: null });
    const turn = await bench.turn(line, threadId);
    expectFits('the turn', turn.completed, { turn: { status: 'completed' } });
  },
});
