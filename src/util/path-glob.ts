// Patterns of paths: `*` and `?` stay within a name, `**` does not, `[…]` is one letter of a set. Pure.

export function isGlob(path: string): boolean {
  return /[*?[\]]/.test(path);
}

/** The pattern that fits this very path and nothing else. */
export function literalGlob(path: string): string {
  return path.replace(/[*?[\]]/g, '[$&]');
}

/** The folder above the first name that is a pattern, by its own name; `/` where the first one is. */
export function globRoot(pattern: string): string {
  return (
    pattern
      .split('/')
      .slice(0, -globNames(pattern).length)
      .map((name) => name.replace(LONE_LETTER, '$1'))
      .join('/') || '/'
  );
}

/** The names from the first that is a pattern on; the last one where none is. */
export function globNames(pattern: string): string[] {
  const names = pattern.split('/');
  const first = names.findIndex((name) => isGlob(name.replace(LONE_LETTER, '')));
  return names.slice(first);
}

/** A set of one letter that stands for others elsewhere. */
const LONE_LETTER = /\[([*?[\]])\]/g;

/** Why nothing can match the pattern, though somebody meant something by it; null where all is well. */
export function globProblem(pattern: string): string | null {
  for (const [set] of pattern.matchAll(SETS)) {
    for (const [, from = '', to = ''] of set.slice(1, -1).matchAll(/(.)-(.)/gsu)) {
      if (from > to) return `invalid range; '${from}' > '${to}'`;
    }
  }
  return null;
}

const SETS = /\[[!^]?\]?[^\]]*\]/g;

/**
 * What matches the pattern as a whole; nothing does where there is a problem with it. A set that never ends is the
 * letter that begins it.
 */
export function globMatcher(pattern: string): (path: string) => boolean {
  if (globProblem(pattern) !== null) return () => false;
  const expression = new RegExp(`^${sourceOf(pattern)}$`, 's');
  return (path) => expression.test(path);
}

const PARTS = /\/\*\*\/|^\*\*\/|\/\*\*$|\*+|\?|\[[!^]?\]?[^\]]*\]|[^*?[/]+|[/[]/g;

function sourceOf(pattern: string): string {
  return pattern.replace(PARTS, (part) => {
    if (part === '/**/') return '/(?:.*/)?';
    if (part === '**/') return '(?:.*/)?';
    if (part === '/**') return '/.*';
    if (part.startsWith('*')) return '[^/]*';
    if (part === '?') return '[^/]';
    if (part.startsWith('[') && part.length > 2) return setOf(part.slice(1, -1));
    return part.replace(/[\\^$.|?*+()[\]{}]/g, '\\$&');
  });
}

function setOf(members: string): string {
  const isNegated = /^[!^]/.test(members);
  const inside = (isNegated ? members.slice(1) : members).replace(/[\\\]^[]/g, '\\$&');
  return isNegated ? `(?!/)[^${inside}]` : `(?!/)[${inside}]`;
}
