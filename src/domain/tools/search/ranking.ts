// Which texts fit a query best, by how often its words stand in them and how rare they are (BM25). Pure.

const STEEPNESS = 1.2;
const LENGTH_WEIGHT = 0.75;

const STOP_WORDS = new Set(
  'a an and are as at be but by can do does for from has have how if in into is it its no not of on or so such that the their then there these they this to was what which who will with you your'.split(
    ' ',
  ),
);

/** Places of the texts that share a word with the query, best first; of equals the earlier. */
export function ranked(texts: readonly string[], query: string): number[] {
  const documents = texts.map(wordsIn);
  const usualLength = documents.reduce((sum, words) => sum + words.length, 0) / Math.max(1, documents.length);
  const scores = documents.map(() => 0);
  for (const word of new Set(wordsIn(query))) {
    const counts = documents.map((words) => words.filter((one) => one === word).length);
    const having = counts.filter((count) => count > 0).length;
    const rarity = Math.log(1 + (documents.length - having + 0.5) / (having + 0.5));
    for (const [at, count] of counts.entries()) {
      const length = (documents[at]?.length ?? 0) / Math.max(1, usualLength);
      const damping = STEEPNESS * (1 - LENGTH_WEIGHT + LENGTH_WEIGHT * length);
      scores[at] = (scores[at] ?? 0) + (rarity * count * (STEEPNESS + 1)) / (count + damping);
    }
  }
  return [...scores.entries()]
    .filter(([, score]) => score > 0)
    .sort(([, a], [, b]) => b - a)
    .map(([at]) => at);
}

/** Without endings, so that one form of a word finds another. */
function wordsIn(text: string): string[] {
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  return words.filter((word) => !STOP_WORDS.has(word)).map(stem);
}

function stem(word: string): string {
  if (word.length <= 3) return word;
  const bare = word
    .replace(/ies$/, 'y')
    .replace(/(?<=o|s|x|z|ch|sh)es$/, '')
    .replace(/(?<=.[^su])s$/, '')
    .replace(/(?<=...)(ing|ed)$/, '');
  return bare.length > 3 ? bare.replace(/e$/, '') : bare;
}
