// Commands that show one file, and which.

import { own } from '../../util/own.js';
import { operandsOf, options } from './operands.js';

/** The file `words` shows, or null when it shows none, several, or something worked out of one. */
export function readerOf(words: readonly string[]): string | null {
  const reader = own(READERS, words[0] ?? '');
  return reader?.(words) ?? null;
}

type Reader = (words: readonly string[]) => string | null;

const only =
  (withValue?: ReadonlySet<string>): Reader =>
  (words) => {
    const [file, ...more] = operandsOf(words, withValue);
    return more.length > 0 ? null : (file ?? null);
  };

const BAT = only(
  options('--theme --language --style --terminal-width --tabs --line-range --map-syntax --highlight-line'),
);

const READERS: Readonly<Record<string, Reader>> = {
  cat: only(),
  bat: BAT,
  batcat: BAT,
  less: only(options('-p -P -x -y -z -j --pattern --prompt --tabs --shift --jump-target')),
  more: only(),
  head: (words) => fileAfterCount(words, /^\d+$/),
  tail: (words) => fileAfterCount(words, /^\+?\d+$/),
  nl: (words) => operandsOf(words, options('-s -w -v -i -b'))[0] ?? null,
  sed: (words) => {
    const isQuiet = words.includes('-n');
    const range = words.findIndex((word) => /^\d+(?:,\d+)?p$/.test(word));
    return isQuiet && range > 0 ? (operandsOf(['sed', ...words.slice(range + 1)])[0] ?? null) : null;
  },
  awk: (words) => {
    const hasScriptFile = words.includes('-f') || words.includes('--file');
    return operandsOf(words, AWK_OPTIONS)[hasScriptFile ? 0 : 1] ?? null;
  },
};

const AWK_OPTIONS = options('-F -v -f --field-separator --assign --file');

/** `head FILE`, `head -n 5 FILE`, `head -n5 FILE`: any other option is too much. */
function fileAfterCount([, first = '', second = '', third]: readonly string[], count: RegExp): string | null {
  if (first === '-n') return count.test(second) && isFile(third) ? third : null;
  if (first.startsWith('-n')) return count.test(first.slice(2)) && isFile(second) ? second : null;
  return isFile(first) && !first.startsWith('+') ? first : null;
}

function isFile(word: string | undefined): word is string {
  return word !== undefined && word !== '' && !word.startsWith('-');
}
