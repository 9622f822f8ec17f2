// Finds lines of a patch in a file. Models misquote blanks and punctuation, so each search is repeated with growing
// tolerance; a stricter match anywhere wins over a looser one nearer by.

const PASSES: readonly ((line: string) => string)[] = [
  (line) => line,
  (line) => line.trimEnd(),
  (line) => line.trim(),
  (line) => plainPunctuation(line.trim()),
];

/** Index of `wanted` in `lines` at or after `from`; only at the very end when `atEnd`. Null when it is not there. */
export function locateLines(
  lines: readonly string[],
  wanted: readonly string[],
  { from, atEnd }: { from: number; atEnd: boolean },
): number | null {
  if (wanted.length === 0) return from;
  const last = lines.length - wanted.length;
  if (last < 0) return null;
  for (const pass of PASSES) {
    const searched = wanted.map(pass);
    for (let at = atEnd ? last : from; at <= last; at += 1) {
      if (searched.every((line, offset) => pass(lines[at + offset] ?? '') === line)) return at;
    }
  }
  return null;
}

const PUNCTUATION: readonly (readonly [RegExp, string])[] = [
  [/[\u2010-\u2015\u2212]/g, '-'],
  [/[\u2018-\u201B]/g, "'"],
  [/[\u201C-\u201F]/g, '"'],
  [/[\u00A0\u2002-\u200A\u202F\u205F\u3000]/g, ' '],
];

function plainPunctuation(line: string): string {
  return PUNCTUATION.reduce((text, [pattern, plain]) => text.replace(pattern, plain), line);
}
