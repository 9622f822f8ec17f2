import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeBase64 } from '../../src/util/base64.js';

describe('base64', () => {
  it('gives back the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        const decoded = decodeBase64(Buffer.from(bytes).toString('base64'));
        expect('bytes' in decoded && [...decoded.bytes]).toEqual([...bytes]);
      }),
    );
  });

  it.each([
    ['a', 'Invalid input length: 1'],
    ['aGkaa', 'Invalid input length: 5'],
    ['aGk', 'Invalid padding'],
    ['aG=', 'Invalid padding'],
    ['a!k=', 'Invalid symbol 33, offset 1.'],
    ['aGl=', 'Invalid last symbol 108, offset 2.'],
    ['aG k=', 'Invalid symbol 32, offset 2.'],
    ['aGk=\n', 'Invalid symbol 10, offset 4.'],
    ['aGk=aGk=', 'Invalid symbol 61, offset 3.'],
    ['-_-_', 'Invalid symbol 45, offset 0.'],
    ['=', 'Invalid symbol 61, offset 0.'],
    ['aG=k', 'Invalid symbol 61, offset 2.'],
    ['äa==', 'Invalid symbol 195, offset 0.'],
  ])('%j is refused: %s', (text, problem) => {
    expect(decodeBase64(text)).toEqual({ problem });
  });
});
