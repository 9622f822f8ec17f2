// What tells a file or folder from what it was before, or from another one that took its place.

import type { Stats } from 'node:fs';

/** An inode number alone is given out again as soon as its file is gone. */
export function identityOf({ ino, birthtimeMs }: Stats): string {
  return `${ino}:${birthtimeMs}`;
}

/** The stamp of a folder that is not there. */
const MISSING = 'missing';

/** Another one whenever a name has come to a folder, left it or been given to another file. */
export function stampOf(folder: Stats | undefined): string {
  return folder ? `${folder.ino}:${folder.mtimeMs}:${folder.ctimeMs}` : MISSING;
}
