import { scenario } from '../../scenario.js';

export default scenario({
  id: 'account/cancel-unknown',
  requires:
    'Cancelling a login that nobody has going is answered notFound; an id that is no uuid is refused.',
  source: 'login 4.4',
  covers: ['account/login/cancel'],
  login: true,
  async run(bench) {
    const line = await bench.connect();
    await line.answers(
      'account/login/cancel',
      { loginId: '019a0000-0000-7000-8000-000000000000' },
      { status: 'notFound' },
    );
    await line.refuses(
      'account/login/cancel',
      { loginId: 'garbage' },
      { message: 'invalid login id: garbage' },
    );
  },
});
