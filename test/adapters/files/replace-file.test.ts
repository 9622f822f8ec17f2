import {
  chmodSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { replaceFile } from '../../../src/adapters/files/replace-file.js';
import { temporaryHome } from '../credentials/support.js';

const modeOf = (path: string): number => statSync(path).mode & 0o777;

describe('replacing a file', () => {
  it('makes it, and the folders above it, readable by its owner alone', async () => {
    using home = temporaryHome();
    const path = join(home.path, 'a', 'b', 'auth.json');
    await replaceFile(path, 'text', 0o600);
    expect(readFileSync(path, 'utf8')).toBe('text');
    expect(modeOf(path)).toBe(0o600);
    expect(readdirSync(join(home.path, 'a', 'b'))).toEqual(['auth.json']);
  });

  it('narrows the mode of a file that was there', async () => {
    using home = temporaryHome();
    const path = join(home.path, 'auth.json');
    writeFileSync(path, 'old', { mode: 0o644 });
    chmodSync(path, 0o644);
    await replaceFile(path, 'new', 0o600);
    expect([readFileSync(path, 'utf8'), modeOf(path)]).toEqual(['new', 0o600]);
  });

  it('does not let the umask widen or narrow the mode', async () => {
    using home = temporaryHome();
    const path = join(home.path, 'auth.json');
    const before = process.umask(0o277);
    try {
      await replaceFile(path, 'text', 0o600);
    } finally {
      process.umask(before);
    }
    expect(modeOf(path)).toBe(0o600);
  });

  it('never changes the file in place: who has it open reads the old text to its end', async () => {
    using home = temporaryHome();
    const path = join(home.path, 'auth.json');
    writeFileSync(path, 'old');
    const before = statSync(path).ino;
    await replaceFile(path, 'new', 0o600);
    expect(statSync(path).ino).not.toBe(before);
  });

  it.each(['a link to a file', 'a link to nothing yet', 'a link to a link'])('keeps %s', async (what) => {
    using home = temporaryHome();
    mkdirSync(join(home.path, 'elsewhere'));
    const target = join(home.path, 'elsewhere', 'real.json');
    const path = join(home.path, 'auth.json');
    if (what !== 'a link to nothing yet') writeFileSync(target, 'old');
    if (what === 'a link to a link') symlinkSync('elsewhere/real.json', join(home.path, 'middle'));
    symlinkSync(what === 'a link to a link' ? 'middle' : 'elsewhere/real.json', path);
    await replaceFile(path, 'new', 0o600);
    expect(lstatSync(path).isSymbolicLink()).toBe(true);
    expect(lstatSync(target).isFile()).toBe(true);
    expect(readFileSync(target, 'utf8')).toBe('new');
  });

  it('refuses a file with a second name, which would keep the old text', async () => {
    using home = temporaryHome();
    const path = join(home.path, 'auth.json');
    writeFileSync(path, 'old');
    linkSync(path, join(home.path, 'other.json'));
    await expect(replaceFile(path, 'new', 0o600)).rejects.toThrow('another name');
    expect(readFileSync(path, 'utf8')).toBe('old');
  });

  it('leaves the old text and nothing else when it fails', async () => {
    using home = temporaryHome();
    const path = join(home.path, 'auth.json');
    // A folder in the place of the file cannot be replaced.
    mkdirSync(join(path, 'x'), { recursive: true });
    await expect(replaceFile(path, 'new', 0o600)).rejects.toThrow(/EISDIR|ENOTEMPTY|EPERM/);
    expect(readdirSync(home.path)).toEqual(['auth.json']);
  });

  it('refuses links that lead in a circle', async () => {
    using home = temporaryHome();
    symlinkSync('b', join(home.path, 'a'));
    symlinkSync('a', join(home.path, 'b'));
    await expect(replaceFile(join(home.path, 'a'), 'new', 0o600)).rejects.toThrow('ELOOP');
  });
});
