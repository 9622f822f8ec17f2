// What the model reads of what a hook says: a long text loses its middle, and is kept whole in a file that is named.

import { shortenedLines, tokensOf } from '../output-limit.js';

/** Tokens, where a hook does not say how many. */
const USUAL_TOKENS = 2500;

/**
 * `keep` resolves with the path of a file that holds the text; null: there is none. With a limit of 0 a text may have any
 * length. What names the file counts too.
 */
export async function readableText(
  text: string,
  keep: (text: string) => Promise<string | null>,
  limit = USUAL_TOKENS,
): Promise<string> {
  if (limit === 0 || tokensOf(text) <= limit) return text;
  const file = await keep(text);
  const footer = file === null ? '' : `\n\nFull hook output saved to: ${file}`;
  const most = Math.max(0, limit - tokensOf(footer));
  return `${shortenedLines(text, { unit: 'tokens', most }, true)}${footer}`;
}
