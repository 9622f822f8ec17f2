import { describe, expect, it } from 'vitest';
import { type MarketplaceOrigin, originRefusal } from '../../../src/domain/plugins/marketplace-policy.js';

const git = (url: string, ref: string | null = null): MarketplaceOrigin => ({ type: 'git', url, ref });
const local = (path: string): MarketplaceOrigin => ({ type: 'local', path });
const because = (origin: MarketplaceOrigin, entry: object): string | null =>
  originRefusal(origin, { file: '/r.toml', allowed: { x: entry } });

describe('where marketplaces may come from', () => {
  it.each([
    [local('/a/m'), { source: 'local', path: '/a/b/../m/' }],
    [git('https://github.com/o/r.git'), { source: 'git', url: 'o/r' }],
    [git('http://h/r.git', 'dev'), { source: 'git', url: 'http://h/r.git' }],
    [git('http://h/r.git', 'main'), { source: 'git', url: 'http://h/r.git', ref: 'main' }],
    [git('https://user@git.example:8443/r'), { source: 'host_pattern', host_pattern: '^git[.]example$' }],
    [git('git@git.example:o/r.git'), { source: 'host_pattern', host_pattern: '^git[.]example$' }],
  ])('lets %j be had by %j', (origin, entry) => {
    expect(because(origin, entry)).toBeNull();
  });

  it.each([
    [local('/a/m'), { source: 'local', path: '/a' }, '/a/m'],
    [local('/a/m'), { source: 'host_pattern', host_pattern: '.' }, '/a/m'],
    [git('http://h/r.git'), { source: 'git', url: 'http://h/r' }, 'http://h/r.git'],
    [git('http://h/r', 'dev'), { source: 'git', url: 'http://h/r', ref: 'main' }, 'http://h/r#dev'],
    [
      git('http://git.example.evil/r'),
      { source: 'host_pattern', host_pattern: 'example$' },
      'http://git.example.evil/r',
    ],
  ])('keeps %j from whoever has %j', (origin, entry, shown) => {
    expect(because(origin, entry)).toBe(
      `marketplace source \`${shown}\` is not allowed by requirements from /r.toml`,
    );
  });

  it.each([
    [{}, 'missing source'],
    [{ source: 'git', url: ' ' }, 'missing url'],
    [{ source: 'git', url: '/folder' }, 'expected a Git URL'],
    [{ source: 'git', url: 'o/r', ref: '' }, 'ref must not be empty'],
    [{ source: 'host_pattern' }, 'missing host_pattern'],
    [{ source: 'local' }, 'missing path'],
    [{ source: 'local', path: 'a' }, 'local path must be absolute'],
  ])('must make sense: %j', (entry, problem) => {
    expect(because(local('/a'), entry)).toBe(
      `invalid marketplace allowed source \`x\` in /r.toml: ${problem}`,
    );
  });

  it('must have patterns that are some', () => {
    expect(because(git('http://h/r'), { source: 'host_pattern', host_pattern: '[' })).toMatch(
      /^invalid marketplace/,
    );
  });
});
