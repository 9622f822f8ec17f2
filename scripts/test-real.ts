// npm run test:real: installs the pinned real servers, then runs test/real against them.
import { spawnSync } from 'node:child_process';
import { realServers } from './real-servers.js';

const binaries = realServers();
const run = spawnSync(
  'npx',
  ['vitest', 'run', '--config', 'vitest.real.config.ts', ...process.argv.slice(2)],
  {
    stdio: 'inherit',
    shell: process.platform === 'win32',
    env: {
      ...process.env,
      ASTC_REAL_0_169_0: binaries['0.169.0'],
      ASTC_REAL_0_118_0: binaries['0.118.0'],
    },
  },
);
process.exit(run.status ?? 1);
