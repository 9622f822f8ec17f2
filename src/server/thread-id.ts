// Thread ids as clients may write them: a UUID plain, in braces, as a urn, or without hyphens, in any case.
// What does not parse is explained in the words the real server uses.

import { DomainError } from '../domain/errors.js';

/** Lengths of the five groups of a hyphenated UUID, and where each starts. */
const GROUP_LENGTHS = [8, 4, 4, 4, 12] as const;
const GROUP_STARTS = [0, 9, 14, 19, 24] as const;
const URN = 'urn:uuid:';
const SIMPLE = /^[0-9a-f]{32}$/i;
const HYPHENATED = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The canonical form, lower case with hyphens, or undefined when `text` is no UUID. */
export function canonicalThreadId(text: string): string | undefined {
  if (SIMPLE.test(text)) return hyphenate(text.toLowerCase());
  const { body } = unwrap(text);
  return HYPHENATED.test(body) ? body.toLowerCase() : undefined;
}

/**
 * The thread a request names, in canonical form. `isIgnored` says that the request names its thread another
 * way: then the id may be anything.
 * @throws DomainError `threadIdMalformed`
 */
export function threadIdOf(
  { threadId }: { readonly threadId: string },
  { isIgnored = false }: { isIgnored?: boolean } = {},
): string {
  const id = canonicalThreadId(threadId);
  if (id !== undefined) return id;
  if (isIgnored) return threadId;
  throw new DomainError({ code: 'threadIdMalformed', threadId });
}

/** As above, for requests that may name none. @throws DomainError `threadIdMalformed` */
export function optionalThreadIdOf(threadId: string | null | undefined): string | null {
  return threadId == null ? null : threadIdOf({ threadId });
}

/** Why `text` is no UUID, in the real server's words (checked by the scenario of unknown thread ids). */
export function uuidProblem(text: string): string {
  const { body, offset, isPlain } = unwrap(text);
  const hyphens: number[] = [];
  let index = 0; // the real server counts bytes
  for (const character of body) {
    if (character === '-') hyphens.push(index);
    else if (!/[0-9a-fA-F]/.test(character)) {
      return `invalid character: expected an optional prefix of \`${URN}\` followed by [0-9a-fA-F-], found \`${character}\` at ${index + offset + 1}`;
    }
    index += Buffer.byteLength(character);
  }
  if (hyphens.length === 0 && isPlain) {
    return `invalid length: expected length 32 for simple format, found ${index}`;
  }
  if (hyphens.length !== 4) return `invalid group count: expected 5, found ${hyphens.length + 1}`;
  const wrong = hyphens.findIndex((at, group) => at !== (GROUP_STARTS[group + 1] ?? 0) - 1);
  if (wrong >= 0) return groupProblem(wrong, (hyphens[wrong] ?? 0) - (GROUP_STARTS[wrong] ?? 0));
  return groupProblem(4, Buffer.byteLength(text) - GROUP_STARTS[4]);
}

function groupProblem(group: number, found: number): string {
  return `invalid group length in group ${group}: expected ${GROUP_LENGTHS[group]}, found ${found}`;
}

function unwrap(text: string): { body: string; offset: number; isPlain: boolean } {
  if (text.startsWith('{') && text.endsWith('}') && text.length > 1) {
    return { body: text.slice(1, -1), offset: 1, isPlain: false };
  }
  if (text.startsWith(URN)) return { body: text.slice(URN.length), offset: URN.length, isPlain: false };
  return { body: text, offset: 0, isPlain: true };
}

function hyphenate(hex: string): string {
  return GROUP_STARTS.map((start, group) =>
    hex.slice(start - group, start - group + (GROUP_LENGTHS[group] ?? 0)),
  ).join('-');
}
