// Old text of a file + chunks → new text. Lines that stay keep their own bytes, line ending included; lines that come
// in end like the file's first line; the last line always ends.

import { locateLines } from './locate-lines.js';
import { type Chunk, type ChunkLine, PatchError } from './patch.js';

/** @throws PatchError naming `path` when a chunk does not fit */
export function changeText(text: string, chunks: readonly Chunk[], path: string): string {
  const lines = linesOf(text);
  const texts = lines.map((line) => line.text);
  const ending = lines[0]?.ending || '\n';
  const edits = locateChunks(texts, chunks, path).sort((a, b) => a.at - b.at);
  let result = '';
  let done = 0;
  const keep = (until: number): void => {
    for (; done < until; done += 1) result += texts[done] + (lines[done]?.ending || ending);
  };
  for (const { at, entries } of edits) {
    keep(at);
    for (const { mark, text: entry } of entries) {
      if (mark === '+') result += entry + ending;
      else if (mark === ' ') keep(done + 1);
      else done += 1;
    }
  }
  keep(lines.length);
  return result;
}

interface Line {
  readonly text: string;
  /** Empty for a last line that does not end. */
  readonly ending: string;
}

function linesOf(text: string): Line[] {
  return [...text.matchAll(/([^\r\n]*)(\r\n|\n|\r|$)/g)]
    .map(([, line = '', ending = '']) => ({ text: line, ending }))
    .filter((line) => line.text !== '' || line.ending !== '');
}

interface Edit {
  readonly at: number;
  readonly entries: readonly ChunkLine[];
}

function locateChunks(texts: readonly string[], chunks: readonly Chunk[], path: string): Edit[] {
  const edits: Edit[] = [];
  let from = 0;
  for (const { context, lines, atEnd } of chunks) {
    if (context !== null) {
      const found = locateLines(texts, [context], { from, atEnd: false });
      if (found === null) throw new PatchError(`Failed to find context '${context}' in ${path}`);
      from = found + 1;
    }
    const old = oldLines(lines);
    if (old.length === 0) {
      // Nothing says where: what is only put in goes to the end.
      edits.push({ at: texts.length, entries: lines });
      continue;
    }
    const fit = [lines, withoutLastBlank(lines)].map((entries) => ({
      entries,
      at: locateLines(texts, oldLines(entries), { from, atEnd }),
    }));
    const found = fit.find(({ at }) => at !== null);
    if (found === undefined || found.at === null) {
      throw new PatchError(`Failed to find expected lines in ${path}:\n${old.join('\n')}`);
    }
    edits.push({ at: found.at, entries: found.entries });
    from = found.at + oldLines(found.entries).length;
  }
  return edits;
}

function oldLines(entries: readonly ChunkLine[]): string[] {
  return entries.filter(({ mark }) => mark !== '+').map(({ text }) => text);
}

/** A blank last line of a chunk often stands for nothing but the end of the file. */
function withoutLastBlank(entries: readonly ChunkLine[]): readonly ChunkLine[] {
  const lastOld = entries.findLastIndex(({ mark }) => mark !== '+');
  if (entries[lastOld]?.text !== '') return entries;
  const lastNew = entries.findLastIndex(({ mark }) => mark !== '-');
  const isBoth = entries[lastOld]?.mark === ' ';
  return entries.flatMap((entry, at): ChunkLine[] => {
    if (at === lastNew && entry.text === '') return [];
    if (at !== lastOld) return [entry];
    return isBoth ? [{ mark: '+', text: '' }] : [];
  });
}
