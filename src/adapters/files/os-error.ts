// What the operating system said, in the words the real server passes on: its own sentence and the number.

import { getSystemErrorMap } from 'node:util';
import { messageOf } from '../../util/coded-error.js';
import { textAt } from '../../util/peek.js';

/** Sentences of the C library that the real server is built with (musl), where Node's differ in more than the first letter. */
const SENTENCES: Readonly<Record<string, string>> = {
  EADDRINUSE: 'Address in use',
  EISDIR: 'Is a directory',
  ENOTDIR: 'Not a directory',
  EEXIST: 'File exists',
  ENOTEMPTY: 'Directory not empty',
  EXDEV: 'Invalid cross-device link',
  ELOOP: 'Too many levels of symbolic links',
  ENAMETOOLONG: 'Filename too long',
  ENOSPC: 'No space left on device',
  EBUSY: 'Device or resource busy',
  EMFILE: 'Too many open files',
  ENFILE: 'Too many open files in system',
  EFBIG: 'File too large',
  ETXTBSY: 'Text file busy',
  EROFS: 'Read-only file system',
};

/** `No such file or directory (os error 2)`; anything that is no error of the system keeps its message. */
export function osErrorText(thrown: unknown): string {
  const code = textAt(thrown, 'code');
  const number = (thrown as { errno?: unknown } | null)?.errno; // read, never trusted: checked on the next line
  if (code === undefined || typeof number !== 'number') return messageOf(thrown);
  return `${sentence(code, number)} (os error ${Math.abs(number)})`;
}

function sentence(code: string, number: number): string {
  const own = SENTENCES[code] ?? getSystemErrorMap().get(number)?.[1] ?? code;
  return own.charAt(0).toUpperCase() + own.slice(1);
}
