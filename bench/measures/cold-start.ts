// What the command line itself takes to start, as a multiple of node that does nothing.

import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Measure } from '../measure.js';
import { median } from '../statistics.js';

const STARTS = 15;
const astc = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
const atMost = 1.3;

export const coldStart: Measure = {
  name: 'cold-start',
  isOursAlone: true,
  runs: { full: 3, short: 1 },
  metrics: [
    { key: 'help', label: 'astc --help, beside bare node', unit: 'x', target: { of: 'value', atMost } },
    { key: 'list', label: 'astc list, beside bare node', unit: 'x', target: { of: 'value', atMost } },
  ],
  async run() {
    const commands = { bare: ['-e', '0'], help: [astc, '--help'], list: [astc, 'list'] };
    const taken = { bare: [] as number[], help: [] as number[], list: [] as number[] };
    // They take turns, so that a busy moment meets them alike; the first round warms what the disk holds.
    for (let count = 0; count <= STARTS; count += 1) {
      for (const name of ['bare', 'help', 'list'] as const) {
        const ms = startOf(commands[name]);
        if (count > 0) taken[name].push(ms);
      }
    }
    const bare = median(taken.bare);
    return { help: median(taken.help) / bare, list: median(taken.list) / bare };
  },
};

function startOf(args: readonly string[]): number {
  const startedAt = performance.now();
  const { status } = spawnSync(process.execPath, args, { stdio: 'ignore' });
  if (status !== 0) throw new Error(`node ${args.join(' ')} ended with ${status}.`);
  return performance.now() - startedAt;
}
