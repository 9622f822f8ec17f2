import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { run } from '../cli/harness.js';
import { freshFolder, realBinary } from './support/target.js';

describe('the rules of the linter', () => {
  it.each(['0.118.0', '0.169.0'] as const)('are kept by the real %s', async (version) => {
    const folder = freshFolder('lint');
    try {
      const env = { HOME: folder, XDG_STATE_HOME: folder };
      const argv = [
        'send-follow-up-v2',
        'one',
        'two',
        '--codex-bin',
        realBinary(version),
        '--offline',
        '--json',
      ];
      const sent = await run(argv, { env });
      expect(sent.code).toBe(0);
      const file = path.join(folder, 'run.jsonl');
      writeFileSync(file, sent.stdout);
      expect(await run(['lint', file])).toMatchObject({
        code: 0,
        stdout: expect.stringContaining('nothing broken'),
      });
    } finally {
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    }
  });
});
