// Patterns of paths: `*` and `?` stay within a name, `**` does not, `[…]` is one letter of a set. Pure.

export function isGlob(path: string): boolean {
  return /[*?[\]]/.test(path);
}

/** The folder above the first name that is a pattern; `/` where the first one is. */
export function globRoot(pattern: string): string {
  const names = pattern.split('/');
  const first = names.findIndex(isGlob);
  return names.slice(0, first).join('/') || '/';
}

/** What matches the pattern as a whole. A set that never ends is the letter that begins it. */
export function globMatcher(pattern: string): (path: string) => boolean {
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
