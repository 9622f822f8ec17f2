import { describe, expect, test } from 'vitest';
import { type PageQuery, pageOf } from '../../../src/domain/thread/page.js';
import { failureOf } from '../refusal.js';

const scope = { requestedThreadId: 't', kind: 'turns' } as const;
const entries = ['a', 'b', 'c', 'd', 'e'];
const page = (query: Partial<PageQuery>, of = entries) =>
  pageOf(of, { cursor: null, limit: 2, direction: 'asc', ...query }, { scope, idOf: (entry) => entry });

describe('a page', () => {
  test.each(['asc', 'desc'] as const)(
    'follows the one before it, until nothing is left (%s)',
    (direction) => {
      const seen: string[] = [];
      for (let cursor: string | null = null; ; ) {
        const { data, nextCursor } = page({ cursor, direction });
        seen.push(...data);
        if (nextCursor === null) break;
        cursor = nextCursor;
      }
      expect(seen).toEqual(direction === 'asc' ? entries : entries.toReversed());
    },
  );

  test('is found again, and what came since, by its backwards cursor', () => {
    const { data, backwardsCursor } = page({ direction: 'desc' });
    expect(data).toEqual(['e', 'd']);
    const later = page({ cursor: backwardsCursor, limit: 10 }, [...entries, 'f', 'g']);
    expect(later.data).toEqual(['e', 'f', 'g']);
  });

  test.each([
    [null, 25],
    [0, 1],
    [1000, 100],
  ])('with the limit %s has %s entries', (limit, size) => {
    const many = Array.from({ length: 120 }, (_, i) => String(i));
    expect(page({ limit }, many).data).toHaveLength(size);
  });

  test('of an empty list has no cursors', () => {
    expect(page({}, [])).toEqual({ data: [], nextCursor: null, backwardsCursor: null });
  });

  test.each([
    'bad',
    'null',
    JSON.stringify({ requestedThreadId: 'other', id: 'a', includeAnchor: true, scope: { kind: 'turns' } }),
    JSON.stringify({ requestedThreadId: 't', id: 'a', includeAnchor: true, scope: { kind: 'items' } }),
    JSON.stringify({ requestedThreadId: 't', id: 'z', includeAnchor: true, scope: { kind: 'turns' } }),
  ])('is refused for the cursor %s', (cursor) => {
    expect(failureOf(() => page({ cursor }))).toBe('cursorInvalid');
  });
});

describe('a page of a legacy thread', () => {
  const legacy = { ...scope, isLegacy: true };
  const page = (cursor: string | null, of = entries) =>
    pageOf(of, { cursor, limit: 2, direction: 'asc' }, { scope: legacy, idOf: (entry) => entry });

  test('has cursors that name a turn alone', () => {
    const { nextCursor, backwardsCursor } = page(null);
    expect(nextCursor).toBe('{"turnId":"b","includeAnchor":false}');
    expect(backwardsCursor).toBe('{"turnId":"a","includeAnchor":true}');
    expect(page(nextCursor).data).toEqual(['c', 'd']);
  });

  test.each([
    ['{"turnId":"z","includeAnchor":true}', 'anchor turn is no longer present'],
    ['{"turnId":"a"}', '{"turnId":"a"}'],
    ['5', '5'],
  ])('is refused for the cursor %s', (cursor, why) => {
    expect(() => page(cursor)).toThrow(
      expect.objectContaining({ failure: { code: 'cursorInvalid', cursor: why } }),
    );
  });
});
