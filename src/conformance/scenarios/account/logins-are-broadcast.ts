import { scenario } from '../../scenario.js';

export default scenario({
  id: 'account/logins-are-broadcast',
  requires: 'The end of a login and the new mode reach every connection, the answer only the one that asked.',
  source: 'login 4.10',
  on: ['websocket'],
  covers: ['account/login/start', 'account/login/completed', 'account/updated'],
  login: true,
  async run(bench) {
    const [line, other] = [await bench.connect(), await bench.connect()];
    await line.call('account/login/start', { type: 'apiKey', apiKey: 'sk-test' });
    await other.hears('account/login/completed', { success: true });
    await other.hears('account/updated', { authMode: 'apikey' });
  },
});
