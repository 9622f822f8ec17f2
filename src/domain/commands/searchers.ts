// Commands that list files or search in them: what for, and where.

import { own } from '../../util/own.js';
import { operandsOf, options } from './operands.js';

export type Search =
  | { readonly type: 'listFiles'; readonly path: string | null }
  | { readonly type: 'search'; readonly query: string | null; readonly path: string | null };

/** Null for any other command. */
export function searcherOf(words: readonly string[]): Search | null {
  return own(SEARCHERS, words[0] ?? '')?.(words) ?? null;
}

type Searcher = (words: readonly string[]) => Search | null;

const lists =
  (withValue?: ReadonlySet<string>): Searcher =>
  (words) => ({ type: 'listFiles', path: operandsOf(words, withValue)[0] ?? null });

/** First operand what, second where. */
const searches =
  (withValue?: ReadonlySet<string>): Searcher =>
  (words) => {
    const [query = null, path = null] = operandsOf(words, withValue);
    return { type: 'search', query, path };
  };

const RG_OPTIONS = options(
  '-g --glob --iglob -t --type --type-add --type-not -m --max-count -A -B -C --context --max-depth',
);
const rg: Searcher = (words) =>
  words.includes('--files') ? lists(RG_OPTIONS)(words) : searches(RG_OPTIONS)(words);

const GREP_OPTIONS = options('-m --max-count -A -B -C --context --after-context --before-context');
const grep: Searcher = (words) => {
  const at = words.findIndex((word) => ['-e', '--regexp', '-f', '--file'].includes(word));
  if (at === -1) return searches(GREP_OPTIONS)(words);
  const given = options('-e --regexp -f --file');
  const path = operandsOf(words, new Set([...GREP_OPTIONS, ...given]))[0] ?? null;
  return { type: 'search', query: words[at + 1] ?? null, path };
};

const eza = lists(options('-I --ignore-glob --color --colour --sort --time --time-style'));
const FD_OPTIONS = options('-t --type -e --extension -E --exclude --search-path');
const LISTING_CODE = /\bos\.(?:listdir|walk|scandir)\b|\bglob\.i?glob\b|\.(?:r?glob|iterdir)\(/;

const python: Searcher = ([, flag, code]) =>
  flag === '-c' && LISTING_CODE.test(code ?? '') ? { type: 'listFiles', path: null } : null;

const SEARCHERS: Readonly<Record<string, Searcher>> = {
  ls: lists(options('-I -w --block-size --format --time-style --color --quoting-style')),
  eza,
  exa: eza,
  tree: lists(options('-L -P -I --charset --filelimit --sort')),
  du: lists(options('-d --max-depth -B --block-size --exclude --time-style')),
  rg,
  rga: rg,
  'ripgrep-all': rg,
  grep,
  egrep: grep,
  fgrep: grep,
  ag: searches(options('-G -g --file-search-regex --ignore-dir --ignore-file --path-to-ignore')),
  ack: searches(options('-G -g --file-search-regex --ignore-dir --ignore-file --path-to-ignore')),
  pt: searches(options('-G -g --file-search-regex --ignore-dir --ignore-file --path-to-ignore')),
  fd: (words) => {
    const [first, second = null] = operandsOf(words, FD_OPTIONS);
    if (first === undefined) return { type: 'listFiles', path: null };
    // One operand that can only be a place is one.
    if (second === null && /[/\\]|^\.\.?$/.test(first)) return { type: 'listFiles', path: first };
    return { type: 'search', query: first, path: second };
  },
  find: (words) => {
    const path = words.slice(1).find((word) => !/^(?:-.*|!|\()$/.test(word)) ?? null;
    const test = words.findIndex((word) => /^-(?:i?name|i?path|i?regex)$/.test(word));
    return test === -1
      ? { type: 'listFiles', path }
      : { type: 'search', query: words[test + 1] ?? null, path };
  },
  git: (words) => {
    if (words[1] === 'grep') return grep(words.slice(1));
    return words[1] === 'ls-files'
      ? lists(options('--exclude --exclude-from --pathspec-from-file'))(words.slice(1))
      : null;
  },
  python,
  python3: python,
};
