import pc from 'picocolors';
import { describe, expect, it } from 'vitest';
import { Lanes } from '../../../src/cli/demo/lanes.js';

function lanesOf(width = 47): { lanes: Lanes; rows: () => string[][] } {
  let text = '';
  const lanes = new Lanes({
    write: (piece) => {
      text += piece;
    },
    width,
    colors: pc.createColors(false),
    titles: { A: 'A', B: 'B' },
  });
  const rows = () =>
    text
      .split('\n')
      .slice(1, -1)
      .map((row) => row.split('│').map((cell) => cell.trim()));
  return { lanes, rows };
}

describe('Lanes', () => {
  it('shows lane A alone until B joins', () => {
    const { lanes, rows } = lanesOf();
    lanes.push('A', 'first line\nsecond');
    lanes.end();
    expect(rows()).toEqual([
      ['first line', ''],
      ['second', ''],
    ]);
  });

  it('puts the same lines into the same row once B has caught up', () => {
    const { lanes, rows } = lanesOf();
    lanes.push('A', 'one\ntwo\nthr');
    lanes.mark('joins');
    lanes.push('B', 'one\ntwo\nthr', true);
    for (const piece of ['ee\n', 'four\n']) {
      lanes.push('A', piece);
      lanes.push('B', piece);
    }
    lanes.end();
    expect(rows()).toEqual([
      ['one', ''],
      ['two', ''],
      ['', 'joins'],
      ['', 'one'],
      ['', 'two'],
      ['three', 'three'],
      ['four', 'four'],
    ]);
  });

  it('breaks lines between words at the width of a column', () => {
    const { lanes, rows } = lanesOf();
    for (const word of ['some ', 'words ', 'that ', 'do ', 'not ', 'fit']) lanes.push('A', word);
    lanes.end();
    expect(rows()).toEqual([
      ['some words that do not', ''],
      ['fit', ''],
    ]);
  });

  it('shows at the end what one lane has and the other lacks', () => {
    const { lanes, rows } = lanesOf();
    lanes.mark('joins');
    lanes.push('B', 'only B\n');
    lanes.push('A', '');
    lanes.end();
    expect(rows().flat()).toContain('only B');
  });
});
