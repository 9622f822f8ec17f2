// Where a path leads when all its links are followed.

import { readlink, realpath } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { textAt } from '../../util/peek.js';

/** The path behind all links, also when nothing is there yet. @throws the error of the file system */
export async function linkTarget(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (cause) {
    if (textAt(cause, 'code') !== 'ENOENT') throw cause;
    const next = await readlink(path).catch(() => undefined);
    return next === undefined ? path : linkTarget(resolve(dirname(path), next));
  }
}
