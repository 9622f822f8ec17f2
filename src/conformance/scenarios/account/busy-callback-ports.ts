import { createServer, type Server } from 'node:net';
import { scenario } from '../../scenario.js';

/** Whoever may have them already keeps them just as busy. */
function occupied(port: number): Promise<Server> {
  return new Promise((resolve) => {
    const server = createServer((socket) => socket.destroy());
    server.once('error', () => resolve(server));
    server.listen(port, '127.0.0.1', () => resolve(server));
  });
}

export default scenario({
  id: 'account/busy-callback-ports',
  requires: 'A browser login whose ports somebody else keeps busy cannot start: -32603, and nothing is told.',
  source: 'login 2.1, 4.1',
  covers: ['account/login/start'],
  login: true,
  locks: 'login port',
  async run(bench) {
    const line = await bench.connect();
    const servers = await Promise.all([1455, 1457].map(occupied));
    try {
      await line.refuses(
        'account/login/start',
        { type: 'chatgpt' },
        {
          code: -32603,
          message: /^failed to start login server: Port 127\.0\.0\.1:145[57] is already in use/,
        },
      );
    } finally {
      for (const server of servers) server.close();
    }
    line.hasNotHeard('account/login/completed');
  },
});
