import { describe, expect, it } from 'vitest';
import { GrowingPatch } from '../../../src/domain/patch/growing-patch.js';

/** What it changes after each piece; null where a line made no sense. */
function grown(...pieces: string[]) {
  const patch = new GrowingPatch();
  return pieces.map((piece) => (patch.feed(piece) ? brief(patch) : null));
}

const brief = (patch: GrowingPatch) =>
  patch.changes.map(({ path, kind, diff }) => `${kind.type} ${path}: ${diff}`);

const BEGIN = '*** Begin Patch\n';

describe('a patch that is still being written', () => {
  it('grows by whole lines, wherever they are cut', () => {
    expect(
      grown('*** Begin Pa', 'tch\n*** Add File: p.txt', '\n', '+on', 'e\r\n+tw', 'o\n*** End', ' Patch'),
    ).toEqual([
      [],
      [],
      ['add p.txt: '],
      ['add p.txt: '],
      ['add p.txt: one\n'],
      ['add p.txt: one\ntwo\n'],
      ['add p.txt: one\ntwo\n'],
    ]);
  });

  it('shows chunks as what goes, then what comes, and where a file goes to', () => {
    const pieces = ['*** Update File: a\n', '*** Move to: b\n', '@@ fn\n', ' one\n', '-two\n+three\n'];
    expect(grown(BEGIN, ...pieces).at(-1)).toEqual([
      'update a: @@ fn\n-one\n-two\n+one\n+three\n\n\nMoved to: b',
    ]);
  });

  it('begins a chunk where there is none, and takes an empty line as one that stays', () => {
    const update = `${BEGIN}*** Update File: a\n`;
    expect(grown(update, ' one\n', '@@\n', '\n', '*** End of File\n', '@@\n', '+x\n')).toEqual([
      ['update a: '],
      ['update a: @@\n-one\n+one\n'],
      ['update a: @@\n-one\n+one\n@@\n'],
      ['update a: @@\n-one\n+one\n@@\n-\n+\n'],
      ['update a: @@\n-one\n+one\n@@\n-\n+\n*** End of File\n'],
      ['update a: @@\n-one\n+one\n@@\n-\n+\n*** End of File\n@@\n'],
      ['update a: @@\n-one\n+one\n@@\n-\n+\n*** End of File\n@@\n+x\n'],
    ]);
  });

  it('passes over lines that make no sense, with the rest of their piece', () => {
    expect(grown('nonsense\n', BEGIN, '*** Add File: a\n', '+one\nbad\n+two\n', '+three\n')).toEqual([
      null,
      [],
      ['add a: '],
      null,
      ['add a: one\nthree\n'],
    ]);
    expect(grown(BEGIN, '*** Delete File: d\n', '+x\n')).toEqual([[], ['delete d: '], null]);
    expect(grown(BEGIN, '*** Update File: a\n', '@@ x\n', '@@ y\n', '*** End of File\n', 'bad\n')).toEqual([
      [],
      ['update a: '],
      ['update a: @@ x\n'],
      null,
      null,
      null,
    ]);
  });

  it('names a file once, as it was named last, and files by their names', () => {
    const pieces = [`${BEGIN}*** Add File: b\n+x\n*** Delete File: a\n`, '*** Update File: b\n@@\n-x\n'];
    expect(grown(...pieces).at(-1)).toEqual(['delete a: ', 'update b: @@\n-x\n']);
  });

  it('ends once, with nothing but blank lines after it', () => {
    const patch = new GrowingPatch();
    expect(patch.feed(`${BEGIN}*** Add File: a\n+x\n*** End Patch`)).toBe(true);
    expect(patch.feed('\n\n  \n')).toBe(true);
    expect(patch.feed('EOF\n')).toBe(false);
    expect(patch.finish()).toBe(true);
  });

  it('is no patch without its end', () => {
    const patch = new GrowingPatch();
    patch.feed(`${BEGIN}*** Add File: a\n+x`);
    expect(patch.finish()).toBe(false);
  });

  it('may name an environment before its first file alone', () => {
    expect(
      grown(`${BEGIN}*** Environment ID: local\n`, '*** Add File: a\n', '*** Environment ID: x\n'),
    ).toEqual([[], ['add a: '], null]);
  });
});
