// The forms of strings that a version insists on. Read by the generated validators and by the decoder, so that
// both refuse the same values.

/** Absolute on any platform, since a server and who checks it may run on different ones; `~` is not. */
export function isAbsolutePath(text: string): boolean {
  return ABSOLUTE.test(text);
}

/** An absolute path as the real server keeps it: without `.`, `..`, doubled slashes and one at the end. */
export function plainPath(path: string): string {
  if (!path.startsWith('/')) return path;
  const kept: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') kept.pop();
    else if (part !== '' && part !== '.') kept.push(part);
  }
  return `/${kept.join('/')}`;
}

/** Any way of writing a UUID that the real server reads: with hyphens, without, in braces, as a URN. */
export function isUuid(text: string): boolean {
  return UUID.test(text);
}

const ABSOLUTE = /^(?:\/|\\\\|[A-Za-z]:[\\/])/;
const UUID = /^(?:urn:uuid:)?\{?[0-9a-f]{8}(-?)[0-9a-f]{4}\1[0-9a-f]{4}\1[0-9a-f]{4}\1[0-9a-f]{12}\}?$/i;
