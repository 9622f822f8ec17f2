import { describe, expect, it } from 'vitest';
import { applyPatch } from '../../../src/domain/patch/apply-patch.js';
import { parsePatch } from '../../../src/domain/patch/parse-patch.js';
import type { PatchRules } from '../../../src/domain/patch/patch.js';
import { verifyPatch } from '../../../src/domain/patch/verify-patch.js';
import { BEGIN, CASES, END } from './cases.js';
import { memoryFiles } from './memory-files.js';
import { NEW_RULES, OLD_RULES } from './rules.js';

async function run(patch: string, files: Readonly<Record<string, string>>, rules: PatchRules = NEW_RULES) {
  const memory = memoryFiles(files);
  const parsed = parsePatch(patch, rules);
  const verified = await verifyPatch(parsed, { cwd: '/work', files: memory.port, rules });
  const outcome = await applyPatch(verified, { files: memory.port, rules });
  return { files: memory.files(), verified, outcome };
}

describe('a patch', () => {
  it.each(CASES)('$name', async ({ patch, files, outcome }) => {
    const result = await run(patch, files).then(
      (done) => ({ files: done.files }),
      (thrown: Error) => ({ refusal: `${thrown.name}: ${thrown.message}` }),
    );
    const expected =
      'files' in outcome
        ? { files: outcome.files }
        : { refusal: `PatchError: ${outcome.refusal.replaceAll('<cwd>', '/work')}` };
    expect(result).toEqual(expected);
  });

  it('without operations is refused as empty', async () => {
    await expect(run(BEGIN + END, {})).rejects.toThrow('patch rejected: empty patch');
  });

  it('tells what it did: added, changed and deleted files, each as the patch wrote them', async () => {
    const { outcome } = await run(
      `${BEGIN}*** Delete File: d.txt\n*** Update File: a.txt\n*** Move to: b.txt\n@@\n-a\n+b\n*** Add File: /work/n\n+1\n${END}`,
      { 'a.txt': 'a\n', 'd.txt': '' },
    );
    expect(outcome).toEqual({
      exitCode: 0,
      output: 'Success. Updated the following files:\nA /work/n\nM b.txt\nD d.txt\n',
    });
  });

  it('shows its changes sorted by path, with one line around each', async () => {
    const { verified } = await run(
      `${BEGIN}*** Add File: n\n+1\n*** Delete File: d\n*** Update File: a\n@@\n-2\n+two\n@@\n-7\n+seven\n*** Update File: m\n*** Move to: mm\n@@\n-y\n+Y\n${END}`,
      { a: '1\n2\n3\n4\n5\n6\n7\n8\n', d: 'bye\n', m: 'x\ny\nz\n' },
    );
    expect(verified.changes).toEqual([
      {
        path: '/work/a',
        kind: { type: 'update', move_path: null },
        diff: '@@ -1,3 +1,3 @@\n 1\n-2\n+two\n 3\n@@ -6,3 +6,3 @@\n 6\n-7\n+seven\n 8\n',
      },
      { path: '/work/d', kind: { type: 'delete' }, diff: 'bye\n' },
      {
        path: '/work/m',
        kind: { type: 'update', move_path: '/work/mm' },
        diff: '@@ -1,3 +1,3 @@\n x\n-y\n+Y\n z\n\n\nMoved to: /work/mm',
      },
      { path: '/work/n', kind: { type: 'add' }, diff: '1\n' },
    ]);
  });

  it('keeps line endings, and blanks the patch misquotes in lines that stay', async () => {
    const { files } = await run(`${BEGIN}*** Update File: a\n@@\n one\n-two\n+2\n x\n${END}`, {
      a: 'one  \r\n  two\r\nx\r\n',
    });
    expect(files).toEqual({ a: 'one  \r\n2\r\nx\r\n' });
  });

  it('keeps blank lines at the end of a file', async () => {
    const { files } = await run(`${BEGIN}*** Update File: a\n@@\n-a\n+A\n${END}`, { a: 'a\n\n\n' });
    expect(files).toEqual({ a: 'A\n\n\n' });
  });

  it('that moves a file onto itself changes it in place', async () => {
    const { files } = await run(`${BEGIN}*** Update File: a\n*** Move to: ./a\n@@\n-a\n+A\n${END}`, {
      a: 'a\n',
    });
    expect(files).toEqual({ a: 'A\n' });
  });
});

describe('what versions do differently', () => {
  const twice = `${BEGIN}*** Update File: a\n@@\n-a\n+A\n*** Update File: ./a\n@@\n-b\n+B\n${END}`;

  it('a file is changed twice, or the patch is refused', async () => {
    const { files, verified } = await run(twice, { a: 'a\nb\n' }, OLD_RULES);
    expect(files).toEqual({ a: 'A\nB\n' });
    expect(verified.changes).toHaveLength(1);
    await expect(run(twice, { a: 'a\nb\n' })).rejects.toThrow(
      'invalid patch: multiple operations target /work/a',
    );
  });

  it('an environment may be named, or is no header', async () => {
    const patch = `${BEGIN}*** Environment ID: local\n*** Add File: x\n+1\n${END}`;
    expect((await run(patch, {})).files).toEqual({ x: '1\n' });
    await expect(run(patch, {}, OLD_RULES)).rejects.toThrow("'*** Environment ID: local' is not a valid");
  });

  it('a bad first line is counted with or without the @@ it lacks', async () => {
    const patch = `${BEGIN}*** Update File: a\nfoo\n${END}`;
    await expect(run(patch, { a: '' })).rejects.toThrow('invalid hunk at line 3, Unexpected');
    await expect(run(patch, { a: '' }, OLD_RULES)).rejects.toThrow('invalid hunk at line 4, Unexpected');
  });
});
