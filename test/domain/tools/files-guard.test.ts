import { expect, it } from 'vitest';
import type { PatchFiles } from '../../../src/domain/command-ports.js';
import { readProblem } from '../../../src/domain/tools/files-guard.js';
import { accessRules } from '../../util/access-rules.js';

const rules = accessRules({ '': 'write', '**/*.env': 'deny', secret: 'deny' });

/** A disk on which `/linked` leads to `/real`. */
const files = {
  real: (path: string) => Promise.resolve(path.replace(/^\/linked(?=\/|$)/, '/real')),
} as PatchFiles;

it.each([
  ['/linked/a.env', true],
  ['/real/a.env', true],
  ['/real/sub/a.env', true],
  ['/linked/secret/x', true],
  ['/real/secret/x', true],
  ['/real/a', false],
  ['/elsewhere/a.env', false],
])('of a workspace behind a link, %s is kept back: %s', async (path, is) => {
  const settings = { accessRules: rules, cwd: '/linked' };
  const problem = await readProblem(path, settings, { files, tmpdir: undefined });
  expect(problem !== null).toBe(is);
});

it('keeps back what is denied by a link that is shorter than the way to where it leads', async () => {
  const named = accessRules({ '/linked': 'deny', '/work': 'write' });
  const toDeeper = {
    real: (path: string) => Promise.resolve(path.replace(/^\/linked(?=\/|$)/, '/work/sub/real')),
  } as PatchFiles;
  const problem = await readProblem(
    '/work/sub/real/x',
    { accessRules: named, cwd: '/work' },
    { files: toDeeper, tmpdir: undefined },
  );
  expect(problem).not.toBe(null);
});
