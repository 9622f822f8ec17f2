import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { common, covers, joined, NO_PERMISSIONS, type Permissions } from '../../src/domain/permissions.js';

const path = fc
  .array(fc.constantFrom('a', 'b', 'ab'), { maxLength: 3 })
  .map((names) => `/${names.join('/')}`);
const permissions: fc.Arbitrary<Permissions> = fc.record({
  network: fc.boolean(),
  read: fc.uniqueArray(path, { maxLength: 4 }),
  write: fc.uniqueArray(path, { maxLength: 4 }),
});
const only = (more: Partial<Permissions>): Permissions => ({ ...NO_PERMISSIONS, ...more });

describe('permissions', () => {
  test('are granted only as far as they were asked for', () => {
    fc.assert(
      fc.property(permissions, permissions, fc.boolean(), (asked, offered, partsCount) => {
        const granted = common(asked, offered, partsCount);
        expect(covers(asked, granted)).toBe(true);
        expect(granted.write.every((one) => offered.write.includes(one))).toBe(true);
        expect(common(asked, NO_PERMISSIONS, partsCount)).toEqual(NO_PERMISSIONS);
        expect(common(NO_PERMISSIONS, offered, partsCount)).toEqual(NO_PERMISSIONS);
      }),
    );
  });

  test('joined are all that either of them was', () => {
    fc.assert(
      fc.property(permissions, permissions, (a, b) => {
        const all = joined(a, b);
        expect(covers(all, a) && covers(all, b)).toBe(true);
        expect(all.network).toBe(a.network || b.network);
      }),
    );
  });

  test('of a folder hold for what lies in it, not for its namesakes', () => {
    const granted = only({ write: ['/a'] });
    expect(covers(granted, only({ write: ['/a/b'] }))).toBe(true);
    expect(covers(granted, only({ read: ['/a/b'] }))).toBe(true);
    expect(covers(granted, only({ write: ['/ab'] }))).toBe(false);
    expect(covers(granted, only({ write: ['/'] }))).toBe(false);
    expect(covers(only({ read: ['/a'] }), only({ write: ['/a'] }))).toBe(false);
    expect(covers(only({ write: ['/'] }), only({ write: ['/x'] }))).toBe(true);
  });

  test('for the same paths alone leave parts out', () => {
    const asked = only({ write: ['/a', '/b'] });
    expect(common(asked, only({ write: ['/a/part', '/b'] }), false)).toEqual(only({ write: ['/b'] }));
    expect(common(asked, only({ write: ['/a/part', '/b'] }), true).write).toEqual(['/a/part', '/b']);
  });
});
