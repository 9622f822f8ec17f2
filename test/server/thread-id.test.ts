import { describe, expect, test } from 'vitest';
import { DomainError } from '../../src/domain/errors.js';
import { canonicalThreadId, threadIdOf, uuidProblem } from '../../src/server/thread-id.js';

const ID = '01900000-0000-7000-8000-00000000000a';

describe('thread ids', () => {
  test.each([
    ['plain', ID],
    ['in upper case', ID.toUpperCase()],
    ['without hyphens', ID.replaceAll('-', '')],
    ['in braces', `{${ID}}`],
    ['as a urn', `urn:uuid:${ID}`],
  ])('are understood %s', (_how, text) => {
    expect(canonicalThreadId(text)).toBe(ID);
  });

  const character =
    'invalid character: expected an optional prefix of `urn:uuid:` followed by [0-9a-fA-F-], found';
  // What codex 0.169.0 answers to thread/read, word for word.
  test.each([
    ['garbage', `${character} \`g\` at 1`],
    ['', 'invalid length: expected length 32 for simple format, found 0'],
    ['0190-1', 'invalid group count: expected 5, found 2'],
    ['01900000-0000-7000-8000-00000000000', 'invalid group length in group 4: expected 12, found 11'],
    ['0190000-0000-7000-8000-000000000000', 'invalid group length in group 0: expected 8, found 7'],
    ['01900000-00000-7000-8000-00000000000', 'invalid group length in group 1: expected 4, found 5'],
    ['{01900000000070008000000000000000}', 'invalid group count: expected 5, found 1'],
    ['urn:uuid:zz', `${character} \`z\` at 10`],
    ['urn:uuid:01900000-0000-7000-8000-0000000000', 'invalid group length in group 4: expected 12, found 19'],
    ['01900000-0000-7000-8000-00000000000é', `${character} \`é\` at 36`],
    ['{', `${character} \`{\` at 1`],
  ])('that are wrong are explained as the real server does: %j', (text, problem) => {
    expect(canonicalThreadId(text)).toBeUndefined();
    expect(uuidProblem(text)).toBe(problem);
  });

  test('may be anything where the request names its thread another way', () => {
    expect(threadIdOf({ threadId: 'garbage' }, { isIgnored: true })).toBe('garbage');
    expect(() => threadIdOf({ threadId: 'garbage' })).toThrow(DomainError);
  });
});
