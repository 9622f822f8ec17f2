import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeForm, inOrder } from '../../src/oauth/form.js';

describe('form encoding', () => {
  it.each(['rfc3986', 'form'] as const)('gives back every value it was given (%s)', (encoding) => {
    const pairs = fc.array(fc.tuple(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' })));
    fc.assert(
      fc.property(pairs, (fields) => {
        const read = [...new URLSearchParams(encodeForm(fields, encoding))];
        // A pair of two empty texts is nothing in a form.
        expect(read.filter(([name, value]) => name !== '' || value !== '')).toEqual(
          fields.filter(([name, value]) => name !== '' || value !== ''),
        );
      }),
    );
  });

  it('leaves only unreserved characters alone in the flavour of RFC 3986', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(encodeForm([['a', text]], 'rfc3986')).toMatch(/^a=(?:[A-Za-z0-9._~-]|%[0-9A-F]{2})*$/);
      }),
    );
  });

  it('orders fields by name and leaves out what is not given', () => {
    expect(inOrder(['b', 'a', 'c'], { a: '1', b: '2', c: undefined })).toEqual([
      ['b', '2'],
      ['a', '1'],
    ]);
  });
});
