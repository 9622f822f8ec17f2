import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { contentHash } from '../../../src/adapters/hooks/plugin-contents.js';

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'astc-plugin-'));
  for (const folder of ['.codex-plugin', 'hooks']) mkdirSync(join(root, folder));
  writeFileSync(join(root, '.codex-plugin/plugin.json'), '{"name":"p","version":"1.0.0"}');
  writeFileSync(
    join(root, 'hooks/hooks.json'),
    '{"hooks":{"Stop":[{"hooks":[{"type":"command","command":"a"}]}]}}',
  );
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

// Hashes that a real 0.169.0 has shown.
describe('what is trusted of a plug-in besides a hook', () => {
  it('is every file and folder, by name and text', async () => {
    expect(await contentHash(root)).toMatch(/^sha256:1ca2664a/);
    writeFileSync(join(root, 'a.txt'), 'hello', { mode: 0o755 });
    expect(await contentHash(root)).toMatch(/^sha256:481ab0fe/);
    rmSync(join(root, 'a.txt'));
    mkdirSync(join(root, 'd'));
    expect(await contentHash(root)).toMatch(/^sha256:5ee6af5f/);
    writeFileSync(join(root, 'd/x'), '');
    expect(await contentHash(root)).toMatch(/^sha256:2d1a2fbf/);
  });

  it('comes folder by folder, in the order of bytes', async () => {
    for (const folder of ['a', 'a0']) mkdirSync(join(root, folder));
    writeFileSync(join(root, 'a/x'), 'x');
    writeFileSync(join(root, 'a0/y'), 'y');
    for (const name of ['a-b', 'a.txt', 'B', 'é', 'zz', 'a b']) writeFileSync(join(root, name), name);
    writeFileSync(join(root, '\u{1F600}'), 'e');
    writeFileSync(join(root, '\uFF5E'), 'w');
    expect(await contentHash(root)).toMatch(/^sha256:754e4217/);
    execFileSync('sh', ['-c', 'printf x > "$(printf "n\\377")"'], { cwd: root });
    expect(await contentHash(root)).toMatch(/^sha256:ac0287f9/);
  });

  it('cannot be told where a link lies, or where nothing does', async () => {
    symlinkSync('hooks', join(root, 'link'));
    await expect(contentHash(root)).rejects.toThrow(`unsupported plugin entry type: ${join(root, 'link')}`);
    await expect(contentHash(join(root, 'link'))).rejects.toThrow('plugin root is not a directory');
    await expect(contentHash(join(root, 'none'))).rejects.toThrow('No such file or directory (os error 2)');
  });
});
