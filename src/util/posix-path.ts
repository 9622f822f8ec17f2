// Paths as POSIX shells read them, for code that must not know the machine it runs on.

/** The absolute path that `path` means in the absolute folder `base`, without `.`, `..` and doubled slashes. */
export function resolvePosix(base: string, path: string): string {
  const parts: string[] = [];
  for (const part of (path.startsWith('/') ? path : `${base}/${path}`).split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}

/** Whether a path of a folder's own names something that may lie outside of it: it is absolute, or goes up. */
export function leadsOutside(path: string): boolean {
  return path.startsWith('/') || path.split('/').includes('..');
}
