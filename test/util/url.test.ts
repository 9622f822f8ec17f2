import { expect, test } from 'vitest';
import { canParseUrl } from '../../src/util/url.js';

test('an address is one however often that is asked', () => {
  let refused = 0;
  for (let asked = 0; asked < 50_000; asked += 1) if (!canParseUrl('ws://é')) refused += 1;
  expect(refused).toBe(0);
  expect(canParseUrl('no address')).toBe(false);
});
