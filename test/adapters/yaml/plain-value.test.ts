// Against the real servers: test/real/differential/imports.real.test.ts.
import { describe, expect, it } from 'vitest';
import { plainValue } from '../../../src/adapters/yaml/plain-value.js';

describe('a plain scalar of YAML', () => {
  it.each([
    ['1.50', '1.5'],
    ['1e3', '1000.0'],
    ['-0.0', '-0.0'],
    ['1e15', '1000000000000000.0'],
    ['1e16', '1e16'],
    ['12345678901234567.0', '1.2345678901234568e16'],
    ['0.00001', '0.00001'],
    ['0.000001', '1e-6'],
    ['1e400', '1e400'],
    ['-.INF', '-.inf'],
    ['0x1F', '31'],
    ['+5', '5'],
    ['007', '007'],
    ['1_000', '1_000'],
    ['18446744073709551615', '18446744073709551615'],
    ['123456789012345678901234567890123456789012', '1.2345678901234568e41'],
    ['TRUE', 'true'],
    ['yes', 'yes'],
  ])('%s is read as %s', (written, read) => {
    expect(plainValue(written)).toBe(read);
  });

  it.each(['', '~', 'null', 'NULL'])('"%s" says nothing', (written) => {
    expect(plainValue(written)).toBeNull();
  });

  it.each(['18446744073709551616', '-9223372036854775809'])('%s is refused: nothing holds it', (written) => {
    expect(plainValue(written)).toBeUndefined();
  });
});
