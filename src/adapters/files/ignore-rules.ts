// What one ignore file says of paths. Above the folder that is searched only what it says of a path itself counts, not
// what it says of the folders above: whoever searches an ignored folder wants to find something.

import { relative, sep } from 'node:path';
import ignore, { type Ignore } from 'ignore';

export interface IgnoreRules {
  /** Whether a path is ignored; null: nothing is said of it. */
  verdict(path: string, isFolder: boolean): boolean | null;
}

/** Rules of a file in `folder`, for what lies below it. */
export function ignoreRules(text: string, folder: string): IgnoreRules {
  const own = ignore().add(text);
  return { verdict: (path, isFolder) => verdictOf(own, name(folder, path, isFolder)) };
}

/** Rules of a file in `folder`, for what lies below `root`, which lies below that. */
export function ignoreRulesAbove(text: string, folder: string, root: string): IgnoreRules {
  const rootName = name(folder, root, true);
  if (!ignore().add(text).ignores(rootName)) return ignoreRules(text, folder);
  const lines = text.split(/\r?\n/).flatMap((line) => lineAbove(line, { folder, root, rootName }));
  return {
    verdict(path, isFolder) {
      // As in the whole file, the last line that fits decides.
      const last = lines.findLast(({ base, own }) => own.ignores(name(base, path, isFolder)));
      return last === undefined ? null : !last.isNegated;
    },
  };
}

interface Line {
  /** Where its paths begin. */
  readonly base: string;
  readonly own: Ignore;
  readonly isNegated: boolean;
}

function lineAbove(
  line: string,
  { folder, root, rootName }: { folder: string; root: string; rootName: string },
): Line[] {
  const isNegated = line.startsWith('!');
  const pattern = isNegated ? line.slice(1) : line;
  const own = ignore().add(pattern);
  if (!own.ignores(rootName)) return [{ base: folder, own, isNegated }];
  // A mere name may fit again below; all that lies below fits where the pattern says so.
  const saysMore = !/\/./.test(pattern) || pattern.trimEnd().endsWith('/**');
  return saysMore ? [{ base: root, own: ignore().add(/\/./.test(pattern) ? '*' : pattern), isNegated }] : [];
}

function verdictOf(own: Ignore, path: string): boolean | null {
  const { ignored, unignored } = own.test(path);
  if (ignored) return true;
  return unignored ? false : null;
}

/** As ignore files name it. */
function name(folder: string, path: string, isFolder: boolean): string {
  const inside = relative(folder, path).split(sep).join('/');
  return isFolder ? `${inside}/` : inside;
}
