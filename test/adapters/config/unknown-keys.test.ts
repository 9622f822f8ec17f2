import { describe, expect, it } from 'vitest';
import { table } from '../../../src/adapters/config/config-tables.js';
import { filledIn } from '../../../src/adapters/config/filled-view.js';
import { changedAt, placesOf } from '../../../src/adapters/config/key-patterns.js';
import { unknownKeysIn } from '../../../src/adapters/config/unknown-keys.js';

const TABLES = {
  open: table({ unset: '_default', isOpen: true }),
  'open._default': table({ usual: { on: true } }),
  'open.*': table({ unset: 'a', isLenient: true }),
  'list.[]': table({ others: 'a', older: { a_ms: 'a_sec' } }),
  some: table({ unset: 'a', others: 'b', hidden: 'c', older: { d: 'a' }, beside: { b: { e: [] } } }),
};

const CONFIG = {
  top: 1,
  zz: 1,
  open: { _default: { zz: 1 }, x: { zz: 1 } },
  list: [{ a: 1 }, { zz: { inner: 1 } }],
  some: { b: 1, c: 2, d: 3, zz: 4 },
  features: { known: true, zz: true },
  profiles: { p: { features: { zz: true } } },
};

describe('keys that nobody knows', () => {
  it('are found at the top, in tables that are looked into, in lists and among switches', () => {
    const top = { top: null, open: null, list: null, some: null, features: null, profiles: null };
    const isSwitch = (name: string): boolean => name === 'known';
    expect(unknownKeysIn(CONFIG, { top, tables: TABLES, isSwitch }).sort()).toEqual([
      'features.zz',
      'list.1.zz',
      'open._default.zz',
      'profiles.p.features.zz',
      'some.zz',
      'zz',
    ]);
  });
});

describe('tables as they are shown', () => {
  it('have all their members, newer names for older ones, and nothing else', () => {
    const { open, some, list } = filledIn(CONFIG, TABLES);
    expect(open).toEqual({ _default: { on: true }, x: { a: null } });
    expect(some).toEqual({ a: 3, b: 1, e: [] });
    expect(list).toEqual([{ a: 1 }, {}]);
  });

  it('prefer the newer of two names, and show milliseconds as the seconds they are now', () => {
    const tables = { t: table({ others: 'a_sec', older: { a_ms: 'a_sec' } }) };
    expect(filledIn({ t: { a_ms: 500 } }, tables)).toEqual({ t: { a_sec: 0.5 } });
    expect(filledIn({ t: { a_sec: 3, a_ms: 500 } }, tables)).toEqual({ t: { a_sec: 3 } });
  });

  it('are left alone where they are of another kind', () => {
    const tables = { t: table({ unset: 'a', where: { type: 'x' } }) };
    expect(filledIn({ t: { type: 'y', b: 1 } }, tables)).toEqual({ t: { type: 'y', b: 1 } });
    expect(filledIn({ t: 3 }, tables)).toEqual({ t: 3 });
  });
});

describe('a pattern of keys', () => {
  it('finds nothing, and changes nothing, where something else stands on the way', () => {
    expect(placesOf(CONFIG, 'top.*.a')).toEqual([]);
    expect(placesOf(CONFIG, 'some.[]')).toEqual([]);
    expect(changedAt(CONFIG, 'list.*.a', () => 0)).toEqual(CONFIG);
    expect(changedAt(CONFIG, 'none.a', () => 0)).toEqual(CONFIG);
  });
});
