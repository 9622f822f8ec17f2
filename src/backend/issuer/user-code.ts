// The code a person copies from a terminal to a page: short, and without letters that look alike.

import { randomInt } from 'node:crypto';

const LETTERS = 'BCDFGHJKLMNPQRSTVWXZ';

/** Like `BCDF-GHJKL`. */
export function newUserCode(): string {
  const letters = Array.from({ length: 9 }, () => LETTERS[randomInt(LETTERS.length)]).join('');
  return `${letters.slice(0, 4)}-${letters.slice(4)}`;
}

/** The same for every way a person may write a code: small letters, no hyphen, spaces. */
export function plainUserCode(written: string): string {
  return written.toUpperCase().replace(/[^A-Z0-9]/g, '');
}
