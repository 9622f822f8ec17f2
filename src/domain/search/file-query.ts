// What somebody typed to find a file → how well a path fits. Words are told apart by spaces and must all fit; `!word`
// must not occur, `^word` begins the path, `word$` ends it, `'word` occurs in one piece.

import { fuzzyMatch, type Haystack, haystack, type Match, pieceMatch } from './fuzzy-match.js';

/** How versions differ in what they find and put first. */
export interface FileSearchRules {
  /** Capital letters in the query must be met; otherwise case means nothing. */
  readonly smartCase: boolean;
  /** Matches within a file's name, and names that are the query, come first: by 65,536 and multiples. */
  readonly namesComeFirst: boolean;
}

export interface FileQuery {
  /** Null when the path, relative to its root, does not fit. */
  match(path: string, type: 'file' | 'directory'): Match | null;
}

const TIER = 65_536;

interface Atom {
  readonly kind: 'fuzzy' | 'piece' | 'start' | 'end' | 'whole';
  readonly isInverse: boolean;
  readonly needle: readonly string[];
}

/** `null` for an empty query; one of spaces finds everything. */
export function fileQuery(query: string, rules: FileSearchRules): FileQuery | null {
  if (query === '') return null;
  const minds = rules.smartCase && query !== query.toLowerCase();
  // Accents count when they are asked for.
  const accents = plain(query) !== query;
  const fold = (character: string): string => {
    const shown = accents ? character : plain(character);
    return minds ? shown : shown.toLowerCase();
  };
  const atoms = query
    .split(/\s+/)
    .filter((word) => word !== '')
    .map((word) => atomOf(word, fold));
  const [only] = atoms;
  const isPlain = atoms.length === 1 && only?.kind === 'fuzzy' && !only.isInverse && !query.includes('/');
  return {
    match(path, type) {
      if (isPlain && rules.namesComeFirst) {
        const named = inName(path, type, { needle: only.needle, fold });
        if (named !== null) return named;
      }
      return all(haystack(path, fold), atoms);
    },
  };
}

function inName(
  path: string,
  type: 'file' | 'directory',
  { needle, fold }: { readonly needle: readonly string[]; readonly fold: (character: string) => string },
): Match | null {
  const start = path.lastIndexOf('/') + 1;
  const name = haystack(path.slice(start), fold);
  const isWhole =
    name.characters.length === needle.length && name.characters.every((one, at) => one === needle[at]);
  if (type === 'directory' && !isWhole) return null;
  const found = fuzzyMatch(name, needle);
  if (found === null) return null;
  const tier = isWhole ? (type === 'file' ? 3 : 2) : 1;
  const offset = Array.from(path.slice(0, start)).length;
  return { score: found.score + tier * TIER, indices: found.indices.map((at) => at + offset) };
}

function all(text: Haystack, atoms: readonly Atom[]): Match | null {
  let score = 0;
  const indices = new Set<number>();
  for (const atom of atoms) {
    const found = one(text, atom);
    if (atom.isInverse) {
      if (found !== null) return null;
      continue;
    }
    if (found === null) return null;
    score += found.score;
    for (const at of found.indices) indices.add(at);
  }
  return { score, indices: [...indices].sort((a, b) => a - b) };
}

function one(text: Haystack, { kind, needle }: Atom): Match | null {
  const { characters } = text;
  const standsAt = (at: number): boolean =>
    needle.every((character, offset) => characters[at + offset] === character);
  const end = characters.length - needle.length;
  switch (kind) {
    case 'fuzzy':
      return fuzzyMatch(text, needle);
    case 'start':
      return standsAt(0) ? pieceMatch(text, needle, 0) : null;
    case 'end':
      return end >= 0 && standsAt(end) ? pieceMatch(text, needle, end) : null;
    case 'whole':
      return end === 0 && standsAt(0) ? pieceMatch(text, needle, 0) : null;
    case 'piece': {
      const found = Array.from({ length: Math.max(0, end + 1) }, (_, at) => at).filter(standsAt);
      return found
        .map((at) => pieceMatch(text, needle, at))
        .reduce<Match | null>(
          (best, match) => (best === null || match.score > best.score ? match : best),
          null,
        );
    }
  }
}

function atomOf(word: string, fold: (character: string) => string): Atom {
  let rest = word;
  const takes = (mark: string): boolean => {
    if (!rest.startsWith(mark) || rest.length === 1) return false;
    rest = rest.slice(1);
    return true;
  };
  const isInverse = takes('!');
  const isPiece = takes("'");
  const isStart = !isPiece && takes('^');
  const isEnd = rest.length > 1 && rest.endsWith('$');
  if (isEnd) rest = rest.slice(0, -1);
  const kind = isStart
    ? isEnd
      ? 'whole'
      : 'start'
    : isEnd
      ? 'end'
      : isPiece || isInverse
        ? 'piece'
        : 'fuzzy';
  return { kind, isInverse, needle: Array.from(rest, fold) };
}

/** Without accents. One character stays one character. */
function plain(text: string): string {
  return Array.from(text, (character) => Array.from(character.normalize('NFD'))[0] ?? character).join('');
}
