// Text of small files for those who must not go on with half of it.

import { readFileSync } from 'node:fs';

/** As UTF-8, a mark in front included. @throws the file system's error; Error for bytes that are no text */
export function strictText(path: string): string {
  const bytes = readFileSync(path);
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    // In the words of the real servers.
    throw new Error('stream did not contain valid UTF-8', { cause });
  }
}
