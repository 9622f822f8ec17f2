import { describe, expect, it } from 'vitest';
import { withTrustApart } from '../../../src/adapters/config/hook-trust.js';

const BOTH = { trusted_hash: 'a/b/c' };
const APART = { trusted_hash: 'a', trusted_content_hash: 'b/c' };

describe('trust in hooks, written down', () => {
  it.each([
    [['hooks'], { state: { k: BOTH, n: 1 }, Stop: [] }, { state: { k: APART, n: 1 }, Stop: [] }],
    [['hooks', 'state'], { k: { enabled: false, ...BOTH } }, { k: { enabled: false, ...APART } }],
    [['hooks', 'state', 'k'], BOTH, APART],
    [['hooks', 'state', 'k'], { trusted_hash: 'a' }, { trusted_hash: 'a' }],
    [['hooks'], { Stop: [] }, { Stop: [] }],
    [['hooks', 'state', 'k'], null, null],
    [['other', 'state', 'k'], BOTH, BOTH],
    [['hooks', 'other', 'k'], BOTH, BOTH],
  ])('keeps two hashes apart at %j', (path, value, expected) => {
    expect(withTrustApart({ path, value })).toEqual([{ path, value: expected }]);
  });

  it('makes two edits of one value that names two', () => {
    const path = ['hooks', 'state', 'k', 'trusted_hash'];
    expect(withTrustApart({ path, value: 'a/b/c', more: 1 })).toEqual([
      { path, value: 'a', more: 1 },
      { path: ['hooks', 'state', 'k', 'trusted_content_hash'], value: 'b/c', more: 1 },
    ]);
    expect(withTrustApart({ path, value: 'a' })).toEqual([{ path, value: 'a' }]);
  });
});
