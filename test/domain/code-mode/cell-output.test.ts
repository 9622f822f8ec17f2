import { describe, expect, test } from 'vitest';
import { type CellPart, CellParts } from '../../../src/domain/code-mode/cell-parts.js';
import { cellOutput } from '../../../src/domain/code-mode/cell-report.js';

const text = (words: string) => ({ type: 'input_text', text: words }) as const;
const PICTURE: CellPart = { type: 'input_image', image_url: 'data:image/png;base64,AA==' };

function output(
  parts: readonly CellPart[],
  { error = null as string | null, maxTokens = null as number | null } = {},
) {
  const said = new CellParts();
  for (const part of parts) said.add(part);
  const status = error === null ? 'completed' : 'failed';
  return cellOutput({ status, cellId: '1', seconds: 0.04, said: said.take(), error, maxTokens });
}

const HEADER = text('Script completed\nWall time 0.0 seconds\nOutput:\n');

describe('the output of a script', () => {
  test('is a plain text without parts, and a list with them', () => {
    expect(output([])).toBe(HEADER.text);
    expect(output([text('a'), text(''), PICTURE])).toEqual([HEADER, text('a'), PICTURE]);
    expect(output([text('')])).toEqual([HEADER]);
    expect(output([], { error: 'Error: x' })).toEqual([
      text('Script failed\nWall time 0.0 seconds\nOutput:\n'),
      text('Script error:\nError: x'),
    ]);
  });

  test('says under which id a script runs on', () => {
    const said = { head: [], note: null, tail: [] };
    const report = {
      status: 'running',
      cellId: 'g2:1',
      seconds: 1,
      said,
      error: null,
      maxTokens: null,
    } as const;
    expect(cellOutput(report)).toBe('Script running with cell ID g2:1\nWall time 1.0 seconds\nOutput:\n');
  });

  test('is shortened as one where all of it is text', () => {
    const parts = [text(`${'x'.repeat(300)}\n${'y'.repeat(300)}`), text('z'.repeat(400))];
    expect(output(parts, { maxTokens: 1 })).toEqual([
      HEADER,
      text(
        'Warning: truncated output (original token count: 251)\nTotal output lines: 3\n\nxx…250 tokens truncated…zz',
      ),
    ]);
  });

  test('is shortened part by part where there are pictures', () => {
    expect(output([text('x'.repeat(400)), PICTURE, text('after')], { maxTokens: 1 })).toEqual([
      HEADER,
      text('xx…99 tokens truncated…xx'),
      PICTURE,
      text('[omitted 1 text items ...]'),
    ]);
  });

  test('keeps the first and the last of what is too much, and says so where it is missing', () => {
    const parts = Array.from({ length: 3 }, (_, at) => text(`${at}${'x'.repeat(2 ** 20)}`));
    const [, before, note, after] = output([...parts, text('end')], { maxTokens: 10 }) as { text: string }[];
    expect(before?.text).toMatch(/^Warning: [\s\S]*\n\n0x{19}…\d+ tokens truncated…$/);
    expect(note?.text).toMatch(/omitted 2097\d+ text bytes; discarded 2 text segments, 0 images/);
    expect(after?.text).toMatch(/^x{16}\nend$/);
  });
});
