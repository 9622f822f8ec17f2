// Outputs: what is kept of them, and what the model reads.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { OutputBuffer } from '../../../src/domain/tools/exec/output-buffer.js';
import { jsonText, shellText, shortened, tokensOf } from '../../../src/domain/tools/exec/output-text.js';

describe('a buffer of output', () => {
  test('keeps head and tail of any stream, however it is cut', () => {
    fc.assert(
      fc.property(
        fc.array(fc.stringMatching(/^[a-z]{0,30}$/)),
        fc.integer({ min: 2, max: 64 }),
        (chunks, limit) => {
          const buffer = new OutputBuffer(limit);
          for (const chunk of chunks) buffer.push(new TextEncoder().encode(chunk));
          const whole = chunks.join('');
          const half = limit >> 1;
          const expected =
            whole.length <= limit ? whole : whole.slice(0, half) + whole.slice(whole.length - (limit - half));
          expect(buffer.take()).toBe(expected);
          expect(buffer.take()).toBe('');
        },
      ),
    );
  });
});

describe('an output for the model', () => {
  const long = Array.from({ length: 20_000 }, (_, at) => `${at + 1}\n`).join('');

  test('is left alone when it is short', () => {
    expect(shortened('hello\n', 10, true)).toBe('hello\n');
    expect(tokensOf('hello\n')).toBe(2);
  });

  test('loses its middle, counted in tokens, when it is long', () => {
    const text = shortened(long, 50, false);
    expect(text).toMatch(/^Total output lines: 20000\n\n1\n2\n/);
    expect(text).toContain('3…27174 tokens truncated…984\n19985\n');
    expect(shortened(long, 50, true)).toBe(
      `Warning: truncated output (original token count: 27224)\n${text}`,
    );
  });

  test('is never cut inside a character', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 80 }),
        fc.integer({ min: 1, max: 8 }),
        (text, tokens) => {
          expect(shortened(text, tokens, false).includes('\uFFFD')).toBe(text.includes('\uFFFD'));
        },
      ),
    );
  });

  test('reports like a shell, or as JSON', () => {
    expect(shellText(3, 0.04, 'no\n')).toBe('Exit code: 3\nWall time: 0 seconds\nOutput:\nno\n');
    expect(jsonText(0, 1, 'a"\n')).toBe(
      '{"output":"a\\"\\n","metadata":{"exit_code":0,"duration_seconds":1.0}}',
    );
  });
});
