import { expectFits, expectThat } from '../../expect.js';
import { scenario } from '../../scenario.js';
import { signedBearer } from '../../support/tokens.js';

export default scenario({
  id: 'auth/skew-out-of-range',
  requires: 'A clock skew beyond 64 bits with their sign keeps the server from starting.',
  source: 'app-server C.4',
  on: ['websocket'],
  args: ({ home }) => [...signedBearer(home), '--ws-max-clock-skew-seconds', '9223372036854775808'],
  async run(bench) {
    const { process: child } = await bench.server();
    expectFits('the end', await child?.ended, { code: 1 });
    expectThat(
      'stderr says why',
      /websocket auth clock skew must fit in a signed 64-bit integer/.test(child?.stderr ?? ''),
      child?.stderr,
    );
  },
});
