// The length of a text as people and other languages count it.

/** Unicode code points, which are fewer than UTF-16 units. */
export function codePoints(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}
