// Outputs: what is kept of them, and what the model reads.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type OutputLimit,
  shortenedLines,
  shortenedOutput,
  tokensOf,
} from '../../../src/domain/output-limit.js';
import { OutputBuffer } from '../../../src/domain/tools/exec/output-buffer.js';
import { jsonText, reportText, shellText } from '../../../src/domain/tools/exec/output-text.js';

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
  const tokens = (most: number): OutputLimit => ({ unit: 'tokens', most });
  const long = Array.from({ length: 20_000 }, (_, at) => `${at + 1}\n`).join('');

  test('is left alone when it is short', () => {
    expect(shortenedLines('hello\n', tokens(10), true)).toBe('hello\n');
    expect(tokensOf('hello\n')).toBe(2);
  });

  test('loses its middle, counted in tokens, when it is long', () => {
    const text = shortenedLines(long, tokens(50), false);
    expect(text).toMatch(/^Total output lines: 20000\n\n1\n2\n/);
    expect(text).toContain('3…27174 tokens truncated…984\n19985\n');
    expect(shortenedLines(long, tokens(50), true)).toBe(
      `Warning: truncated output (original token count: 27224)\n${text}`,
    );
  });

  test('is never cut inside a character', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 80 }),
        fc.integer({ min: 1, max: 8 }),
        (text, most) => {
          expect(shortenedLines(text, tokens(most), false).includes('\uFFFD')).toBe(text.includes('\uFFFD'));
        },
      ),
    );
  });

  test('is counted in characters where its limit is one of bytes', () => {
    expect(shortenedLines('äöü abc äöü\n', { unit: 'bytes', most: 8 }, false)).toBe(
      'Total output lines: 1\n\näö…8 chars truncated…ü\n',
    );
  });

  test('makes room for the figures of its report', () => {
    const whole = { unit: 'bytes', most: 300 } as const;
    const text = reportText({
      command: null,
      chunkId: 'abcdef',
      seconds: 0,
      exitCode: 0,
      sessionId: null,
      output: 'x'.repeat(260),
      limit: { unit: 'bytes', most: 280 },
      whole,
      shorteningIsAnnounced: false,
    });
    expect(new TextEncoder().encode(text).length).toBe(300);
    expect(text).toMatch(/x…\d+ chars truncated…x/);
  });

  test('loses the parts for which there is no room, and no picture', () => {
    const part = (text: string) => ({ type: 'input_text', text });
    const picture = { type: 'input_image', image_url: 'data:' };
    expect(shortenedOutput([part('a'), part('b'.repeat(40)), picture, part('c')], tokens(3))).toEqual([
      part('a'),
      part('bbbb…8 tokens truncated…bbbb'),
      picture,
      part('[omitted 1 text items ...]'),
    ]);
  });

  test('reports like a shell, or as JSON', () => {
    expect(shellText(3, 0.04, 'no\n')).toBe('Exit code: 3\nWall time: 0 seconds\nOutput:\nno\n');
    expect(jsonText(0, 1, 'a"\n')).toBe(
      '{"output":"a\\"\\n","metadata":{"exit_code":0,"duration_seconds":1.0}}',
    );
  });
});
