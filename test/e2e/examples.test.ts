// Every example is run as its reader would run it.
import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const ROOT = path.resolve(import.meta.dirname, '..', '..');
const run = promisify(execFile);
const examples = readdirSync(path.join(ROOT, 'examples')).filter(
  (name) => name.endsWith('.mjs') && name !== 'my-client.mjs',
);

/** Vitest files are run by vitest itself: vitest.config.ts includes them. */
describe.each(examples.filter((name) => !name.endsWith('.vitest.test.mjs')))('the example %s', (name) => {
  it('does what it says', async () => {
    const args = name.endsWith('.node-test.mjs') ? ['--test', name] : [name];
    // A test run inside of a test run reports to the outer one unless it is told that there is none.
    const env = { ...process.env, NODE_TEST_CONTEXT: undefined };
    const { stdout } = await run(process.execPath, args, { cwd: path.join(ROOT, 'examples'), env });
    if (name === 'trace-a-turn.mjs') {
      expect(stdout).toMatch(/^client: turn\/start\n {2}.*\n/m);
      expect(stdout).toMatch(/^ {2}server: turn\/start\n {4}server: turn\n( {6}server: item \w+\n)+/m);
    }
    if (name === 'record-and-compare.mjs') {
      expect(stdout).toContain('the same question: 0 differences');
      expect(stdout).toContain('"hello" before, "good evening" now');
    }
  });
});
