// Tells operands of a command from its options.

/** The words that are no options; the word after an option of `withValue` belongs to that option. */
export function operandsOf(words: readonly string[], withValue: ReadonlySet<string> = NONE): string[] {
  const operands: string[] = [];
  for (let at = 1; at < words.length; at += 1) {
    const word = words[at] ?? '';
    if (withValue.has(word)) at += 1;
    else if (!word.startsWith('-')) operands.push(word);
  }
  return operands;
}

const NONE: ReadonlySet<string> = new Set();

export function options(list: string): ReadonlySet<string> {
  return new Set(list.split(' '));
}
