import { describe, expect, it } from 'vitest';
import { type FileSearchRules, fileQuery } from '../../../src/domain/search/file-query.js';

const OLD: FileSearchRules = { smartCase: true, namesComeFirst: false };
const NEW: FileSearchRules = { smartCase: false, namesComeFirst: true };

const score = (rules: FileSearchRules, query: string, path: string, type: 'file' | 'directory' = 'file') =>
  fileQuery(query, rules)?.match(path, type) ?? null;

// Scores and places as the real servers gave them.
describe('how well a path fits', () => {
  it.each([
    ['main', 'src/main.ts', 109, [4, 5, 6, 7]],
    ['main', 'm_a_i_n', 97, [0, 2, 4, 6]],
    ['main', 'domain.txt', 76, [2, 3, 4, 5]],
    ['abc', 'abc', 84, [0, 1, 2]],
    ['abc', 'a/b/c.txt', 78, [0, 2, 4]],
    ['abc', '123abc', 56, [3, 4, 5]],
    ['foobar', 'lib/fooBar.ts', 159, [4, 5, 6, 7, 8, 9]],
    ['foobar', 'lib/foo-bar.ts', 153, [4, 5, 6, 8, 9, 10]],
    ['foobar', 'lib/xfoobar', 116, [5, 6, 7, 8, 9, 10]],
    ['foo bar', 'lib/foo-bar.ts', 164, [4, 5, 6, 8, 9, 10]],
    ['foo bar', 'lib/fooBar.ts', 152, [4, 5, 6, 7, 8, 9]],
    ['fb', 'lib/foo bar.ts', 53, [4, 8]],
    ['fb', 'lib/fooBar.ts', 51, [4, 7]],
    ['fb', 'lib/xfoobar', 28, [5, 8]],
    ['src/main', 'src/mainMenu.ts', 209, [0, 1, 2, 3, 4, 5, 6, 7]],
    ['sm', 'src/MAIN.md', 54, [0, 4]],
    ['e', 'é.txt', 34, [0]],
    ['e', '.gitignore', 16, [9]],
    ['é', 'é.txt', 34, [0]],
    ['b2', 'a1b2', 37, [2, 3]],
    ['ab', 'a1b2', 47, [0, 2]],
    ['.', 'a/b/c.txt', 32, [5]],
    ['main.ts', 'src/mainMenu.ts', 175, [4, 5, 6, 7, 12, 13, 14]],
    ['dsl', 'dir/sub/leaf', 74, [0, 4, 8]],
    ['^src', 'src/main.ts', 84, [0, 1, 2]],
    ['ts$', 'src/main.ts', 56, [9, 10]],
    ["'foo", 'lib/xfoobar', 56, [5, 6, 7]],
    ['!main', 'dir/sub', 0, []],
  ])('%s in %s', (query, path, expected, indices) => {
    expect(score(OLD, query, path)).toEqual({ score: expected, indices });
  });

  it.each([
    ['xyz', 'abc'],
    ['é', 'e.txt'],
    ['!main', 'src/MAIN.md'],
    ['^main', 'src/main'],
    ["'fb", 'foobar'],
    ['Main', 'src/main.ts'],
  ])('%s does not fit %s', (query, path) => {
    expect(score(OLD, query, path)).toBeNull();
  });

  it.each([
    ['Main', '.hidden/main', 'file', 196_717, [8, 9, 10, 11]],
    ['main', 'src/main.ts', 'file', 65_645, [4, 5, 6, 7]],
    ['abc', 'a/b/c.txt', 'file', 78, [0, 2, 4]],
    ['src', 'src', 'directory', 131_156, [0, 1, 2]],
    ['src', 'src/main.ts', 'file', 84, [0, 1, 2]],
    ['e', '.hidden', 'directory', 16, [5]],
    ['foo bar', 'lib/foo bar.ts', 'file', 164, [4, 5, 6, 8, 9, 10]],
    ['src/main', 'src/main.ts', 'file', 209, [0, 1, 2, 3, 4, 5, 6, 7]],
    ['main.ts', 'src/main.ts', 'file', 196_792, [4, 5, 6, 7, 8, 9, 10]],
    ["'foo", 'lib/fooBar.ts', 'file', 84, [4, 5, 6]],
  ] as const)('%s in %s puts names first in newer versions', (query, path, type, expected, indices) => {
    expect(score(NEW, query, path, type)).toEqual({ score: expected, indices });
  });

  it('asks for nothing without a sign, and for everything with spaces alone', () => {
    expect(fileQuery('', OLD)).toBeNull();
    expect(fileQuery('  ', NEW)?.match('src/a.ts', 'file')).toEqual({ score: 0, indices: [] });
  });
});
