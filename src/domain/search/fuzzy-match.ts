// How well the characters of a word occur in a path, in order, and where. The best of all ways counts, scored like the
// fuzzy finders people know: matches at the start of words and in a row are worth more, gaps cost.

const MATCH = 16;
const GAP_START = 3;
const GAP_EXTENSION = 1;
const AT_DELIMITER = 9;
const AT_BOUNDARY = 8;
const AT_CAMEL = 5;
const IN_A_ROW = 4;
const FIRST_FACTOR = 2;

/** `indices` count characters (code points), ascending. */
export interface Match {
  readonly score: number;
  readonly indices: readonly number[];
}

/** A path made ready to be searched often. */
export interface Haystack {
  /** One entry a character, as compared: case and accents are folded as `fold` says. */
  readonly characters: readonly string[];
  readonly bonuses: readonly number[];
}

type CharacterClass = 'delimiter' | 'space' | 'other' | 'lower' | 'upper' | 'digit';

export function haystack(path: string, fold: (character: string) => string): Haystack {
  const raw = Array.from(path);
  let before: CharacterClass = 'delimiter';
  const bonuses = raw.map((character) => {
    const own = classOf(character);
    const bonus = bonusOf(before, own);
    before = own;
    return bonus;
  });
  return { characters: raw.map(fold), bonuses };
}

function classOf(character: string): CharacterClass {
  if (character === '/') return 'delimiter';
  if (/\s/u.test(character)) return 'space';
  if (/\p{Lu}/u.test(character)) return 'upper';
  if (/\p{L}/u.test(character)) return 'lower';
  return /\p{N}/u.test(character) ? 'digit' : 'other';
}

function bonusOf(before: CharacterClass, own: CharacterClass): number {
  if (own === 'lower' || own === 'upper' || own === 'digit') {
    if (before === 'delimiter') return AT_DELIMITER;
    if (before === 'space' || before === 'other') return AT_BOUNDARY;
    const isCamel = (before === 'lower' && own === 'upper') || (before !== 'digit' && own === 'digit');
    return isCamel ? AT_CAMEL : 0;
  }
  return own === 'delimiter' ? AT_DELIMITER : AT_BOUNDARY;
}

/** Null when `needle` (folded characters, not empty) does not occur in order. */
export function fuzzyMatch(text: Haystack, needle: readonly string[]): Match | null {
  if (!occursInOrder(text.characters, needle)) return null;
  const rows: Row[] = [];
  for (const character of needle) rows.push(nextRow(text, character, rows.at(-1)));
  const last = rows.at(-1);
  if (last === undefined) return null;
  let end = -1;
  for (let at = 0; at < last.scores.length; at += 1) {
    if ((last.scores[at] ?? NONE) > (last.scores[end] ?? NONE)) end = at;
  }
  if (end === -1) return null;
  const indices: number[] = [];
  for (let row = rows.length - 1, at = end; row >= 0; row -= 1) {
    indices.unshift(at);
    at = rows[row]?.from[at] ?? -1;
  }
  return { score: last.scores[end] ?? 0, indices };
}

/** Scores `needle` where it stands in one piece, from `at` on. */
export function pieceMatch(text: Haystack, needle: readonly string[], at: number): Match {
  let score = 0;
  let run = 0;
  const indices = needle.map((_, offset) => {
    const bonus = text.bonuses[at + offset] ?? 0;
    if (offset === 0) {
      score += MATCH + bonus * FIRST_FACTOR;
      run = bonus;
    } else {
      run = runBonus(run, bonus);
      score += MATCH + Math.max(run, bonus);
    }
    return at + offset;
  });
  return { score, indices };
}

const NONE = Number.NEGATIVE_INFINITY;

/** The best ways to match the needle up to one character, by where in the text that character stands. */
interface Row {
  readonly scores: number[];
  /** What each match in a row with the one here is worth. */
  readonly runs: number[];
  /** Where the character before stands. */
  readonly from: number[];
}

function nextRow({ characters, bonuses }: Haystack, character: string, before: Row | undefined): Row {
  const row: Row = { scores: [], runs: [], from: [] };
  let skipped = NONE;
  let skippedFrom = -1;
  for (let at = 0; at < characters.length; at += 1) {
    // The best match before that leaves a gap up to here.
    const fresh = (before?.scores[at - 2] ?? NONE) - GAP_START;
    skipped = skipped === NONE ? NONE : Math.max(0, skipped - GAP_EXTENSION);
    if (fresh > skipped) [skipped, skippedFrom] = [Math.max(0, fresh), at - 2];
    const bonus = bonuses[at] ?? 0;
    let [score, run, from] = [NONE, 0, -1];
    if (characters[at] === character) {
      if (before === undefined) [score, run] = [MATCH + bonus * FIRST_FACTOR, bonus];
      else {
        const beside = before.scores[at - 1] ?? NONE;
        const inRow = runBonus(before.runs[at - 1] ?? 0, bonus);
        const together = beside + Math.max(inRow, bonus);
        const apart = skipped + bonus;
        [score, run, from] =
          together > apart ? [together + MATCH, inRow, at - 1] : [apart + MATCH, bonus, skippedFrom];
      }
    }
    row.scores.push(score);
    row.runs.push(run);
    row.from.push(from);
  }
  return row;
}

function runBonus(run: number, bonus: number): number {
  const kept = Math.max(run, IN_A_ROW);
  return bonus >= AT_BOUNDARY && bonus > kept ? bonus : kept;
}

function occursInOrder(characters: readonly string[], needle: readonly string[]): boolean {
  let found = 0;
  for (const character of characters) if (character === needle[found]) found += 1;
  return found >= needle.length;
}
