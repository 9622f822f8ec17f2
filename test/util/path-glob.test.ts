import { describe, expect, it } from 'vitest';
import { globMatcher, globProblem, globRoot, isGlob, literalGlob } from '../../src/util/path-glob.js';

describe('a pattern of paths', () => {
  it.each([
    ['/a/*.env', '/a/x.env', true],
    ['/a/*.env', '/a/b/x.env', false],
    ['/a/**/*.env', '/a/x.env', true],
    ['/a/**/*.env', '/a/b/c/x.env', true],
    ['/a/**/*.env', '/b/x.env', false],
    ['/a/**', '/a/b/c', true],
    ['/a/**', '/a', false],
    ['/a/d?cs', '/a/docs', true],
    ['/a/d?cs', '/a/d/cs', false],
    ['/a/[xy].txt', '/a/x.txt', true],
    ['/a/[!xy].txt', '/a/z.txt', true],
    ['/a/[!xy].txt', '/a/y.txt', false],
    ['/a/{b,c}', '/a/b', false],
    ['/a/{b,c}', '/a/{b,c}', true],
    ['/a/b+.txt', '/a/bb.txt', false],
    ['/a/[x', '/a/[x', true],
  ])('%s, held against %s: %s', (pattern, path, fits) => {
    expect(globMatcher(pattern)(path)).toBe(fits);
  });

  it.each(['/a/[x]y/b', '/a*/b?', '/]/[[', '/a'])('can fit %s alone', (path) => {
    const pattern = `${literalGlob(path)}/*.env`;
    expect(globRoot(pattern)).toBe(path);
    expect(globMatcher(pattern)(`${path}/x.env`)).toBe(true);
    expect(globMatcher(pattern)('/a/x/b/x.env')).toBe(false);
  });

  it('fits nothing when a range in it runs backwards', () => {
    expect(globProblem('/a/[b-dz-a]')).toBe("invalid range; 'z' > 'a'");
    expect(globMatcher('/a/[z-a]*')('/a/z')).toBe(false);
    expect(['/z-a', '/[a-z]', '/[a-]', '/[-a]', '/[!a-c]'].map(globProblem)).toEqual(Array(5).fill(null));
  });

  it('begins to be one at its first letter that stands for others', () => {
    expect(globRoot('/a/b/*.env')).toBe('/a/b');
    expect(globRoot('/*/x')).toBe('/');
    expect([isGlob('/a/{b}'), isGlob('/a/?')]).toEqual([false, true]);
  });
});
