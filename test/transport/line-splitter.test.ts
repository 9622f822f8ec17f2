import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { OversizedFrame } from '../../src/transport/contract.js';
import { LineSplitter } from '../../src/transport/line-splitter.js';

function split(chunks: readonly Buffer[], maxBytes = 1000) {
  const lines: string[] = [];
  const oversized: OversizedFrame[] = [];
  const splitter = new LineSplitter({
    maxBytes,
    onLine: (line) => lines.push(line),
    onOversized: (frame) => oversized.push(frame),
  });
  for (const chunk of chunks) splitter.push(chunk);
  splitter.end();
  return { lines, oversized };
}

function cut(bytes: Buffer, sizes: readonly number[]): Buffer[] {
  const chunks: Buffer[] = [];
  let start = 0;
  for (const size of sizes) {
    chunks.push(bytes.subarray(start, start + size));
    start += size;
  }
  chunks.push(bytes.subarray(start));
  return chunks;
}

test('any chunking of the same bytes yields the same lines, multi-byte characters included', () => {
  const line = fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll(/[\r\n]/g, ' '));
  fc.assert(
    fc.property(fc.array(line, { minLength: 1 }), fc.array(fc.nat(7)), fc.boolean(), (lines, sizes, crlf) => {
      const bytes = Buffer.from(lines.map((one) => one + (crlf ? '\r\n' : '\n')).join(''));
      expect(split(cut(bytes, sizes)).lines).toEqual(lines.map((one) => Buffer.from(one).toString()));
    }),
  );
});

test('any chunking yields the same lines when some are too long, and tells each of those once', () => {
  const line = fc.nat(30).map((length) => 'é'.repeat(length));
  fc.assert(
    fc.property(fc.array(line, { minLength: 1 }), fc.array(fc.nat(40)), (lines, sizes) => {
      const maxBytes = 20;
      const bytes = Buffer.from(lines.map((one) => `${one}\n`).join(''));
      const { lines: got, oversized } = split(cut(bytes, sizes), maxBytes);
      expect(got).toEqual(lines.filter((one) => one.length * 2 <= maxBytes));
      expect(oversized).toHaveLength(lines.length - got.length);
      for (const one of oversized) expect(one.bytes).toBeGreaterThan(maxBytes);
    }),
  );
});

test('the end of the stream ends the last line', () => {
  expect(split([Buffer.from('a\nb')]).lines).toEqual(['a', 'b']);
  expect(split([Buffer.from('a\n')]).lines).toEqual(['a']);
  expect(split([Buffer.from('\n\na')]).lines).toEqual(['', '', 'a']);
});

test('only one carriage return before the newline is dropped', () => {
  expect(split([Buffer.from('a\r\r\n\rb\r'), Buffer.from('\n\r\n')]).lines).toEqual(['a\r', '\rb', '']);
});

test('a line that is too long is told when it crosses the ceiling, and what follows it is read', () => {
  const oversized: OversizedFrame[] = [];
  const lines: string[] = [];
  const splitter = new LineSplitter({
    maxBytes: 10,
    onLine: (line) => lines.push(line),
    onOversized: (frame) => oversized.push(frame),
  });
  splitter.push(Buffer.from('{"id":1,'));
  expect(oversized).toEqual([]);
  splitter.push(Buffer.from('"x":"aaaa'));
  expect(oversized).toEqual([{ bytes: 17, maxBytes: 10, head: '{"id":1,"x":"aaaa' }]);
  splitter.push(Buffer.from('more, and more\nnext\n'));
  expect(lines).toEqual(['next']);
  expect(oversized).toHaveLength(1);
});

test('an endless line is told once, with a short head, and never put together', () => {
  const oversized: OversizedFrame[] = [];
  const lines: string[] = [];
  const splitter = new LineSplitter({
    maxBytes: 100_000,
    onLine: (line) => lines.push(line),
    onOversized: (frame) => oversized.push(frame),
  });
  const chunk = Buffer.alloc(64 * 1024, 'x');
  // 16 GiB: kept in memory, it could not even be allocated.
  for (let count = 0; count < 262_144; count += 1) splitter.push(chunk);
  splitter.push(Buffer.from('\nnext\n'));
  expect(oversized).toEqual([{ bytes: 2 * chunk.length, maxBytes: 100_000, head: 'x'.repeat(1024) }]);
  expect(lines).toEqual(['next']);
});

test('a line of exactly the ceiling passes', () => {
  expect(split([Buffer.from('1234567890\n')], 10)).toEqual({ lines: ['1234567890'], oversized: [] });
});
