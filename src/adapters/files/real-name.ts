// The name of a path behind all links, also of one that is not there yet.

import { realpathSync } from 'node:fs';
import path from 'node:path';

/** Links resolved as far as the path is there. */
export function realName(one: string): string {
  try {
    return realpathSync(one);
  } catch {
    const parent = path.dirname(one);
    return parent === one ? one : path.join(realName(parent), path.basename(one));
  }
}
