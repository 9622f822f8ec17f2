import { scenario } from '../../scenario.js';

export default scenario({
  id: 'account/user-verification',
  requires: 'Where a computer cannot verify people, its status says so and every attempt is refused.',
  source: 'the real 0.169.0',
  profiles: ['0.169.0'],
  needs: ['home'],
  covers: [
    'userVerification/status',
    'userVerification/enroll',
    'userVerification/delete',
    'userVerification/verify',
    'userVerification/cancel',
  ],
  async run(bench) {
    const line = await bench.connect();
    const message = 'User verification is not available in this build or account.';
    const refusal = { code: -32603, message, data: { type: 'unavailable', reason: 'providerUnavailable' } };
    await line.answers('userVerification/status', {}, { credentialId: null, unavailableMessage: message });
    await line.refuses('userVerification/enroll', {}, refusal);
    await line.refuses('userVerification/delete', {}, refusal);
    const wish = { challenge: 'AAAA', title: 'A title', description: 'Why' };
    await line.refuses('userVerification/verify', wish, refusal);
    await line.refuses(
      'userVerification/verify',
      { challenge: '', title: '', description: '' },
      {
        code: -32602,
        message: 'Invalid verification challenge or display text.',
        data: { type: 'invalidRequest', reason: 'invalidParams' },
      },
    );
    await line.answers('userVerification/cancel', { requestId: 1 }, {});
  },
});
