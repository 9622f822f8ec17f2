/** Some orders vary from run to run in the real servers: what ours said, once, must be one of theirs. */
const MOST_PLAYS = 4;

/** Lets the real server play until what it did fits, a few times at most. Resolves with what it did last. */
export async function playReal<T>(
  play: () => Promise<T>,
  fits: (played: T) => boolean | Promise<boolean>,
): Promise<T> {
  let played = await play();
  for (let plays = 1; plays < MOST_PLAYS && !(await fits(played)); plays += 1) played = await play();
  return played;
}

/** For plays that resolve with the differences that are left. */
export const nothingLeft = (left: readonly string[]): boolean => left.length === 0;
