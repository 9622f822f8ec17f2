// Identifiers: time-ordered ones for things that are listed, random ones for the rest.

import { v4, v7, validate } from 'uuid';

/** A UUID that sorts by the time it was made. */
export function timeOrderedId(): string {
  return v7();
}

/** A UUID with nothing to read from it. */
export function randomId(): string {
  return v4();
}

export function isUuid(text: string): boolean {
  return validate(text);
}
