// Something fails in a server process where nobody waits for it: the server says so, and serves on.

import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { loadProfile } from '../../src/protocol/index.js';
import { startTransport } from '../../src/transport/index.js';
import { loadChecks, TestClient } from '../server/support/test-client.js';
import { ASTC, World } from './binary.js';

const FAILING = path.join(import.meta.dirname, 'fixtures', 'failing-in-background.mjs');

let world: World;
beforeEach(() => {
  world = new World();
});
afterEach(() => world.destroy());

it.each(['0.118.0', '0.169.0'])(
  'answers its client of %s after failures in the background',
  async (version) => {
    let stderr = '';
    const transport = await startTransport({
      command: process.execPath,
      args: ['--import', FAILING, ASTC, 'app-server', '--profile', version],
      cwd: world.dir,
      env: { PATH: process.env.PATH, HOME: world.dir },
      onStderr: (text) => {
        stderr += text;
      },
    });
    const client = new TestClient(transport, await loadChecks(loadProfile(version)));
    await client.initialize();
    process.kill(transport.pid, 'SIGUSR2');
    await expect.poll(() => stderr, { timeout: 5000 }).toContain('a timer that throws');
    expect(stderr).toContain('a promise that rejects');
    expect(stderr.match(/ERROR Something failed in the background/g)).toHaveLength(2);
    expect(await client.call('thread/loaded/list', {})).toMatchObject({ data: [] });
    await client.close();
  },
);
