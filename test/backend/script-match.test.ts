import { describe, expect, it } from 'vitest';
import { readModelRequest } from '../../src/backend/model-request.js';
import type { Condition } from '../../src/backend/script.js';
import { checkReply } from '../../src/backend/script-check.js';
import { verdict } from '../../src/backend/script-match.js';
import { body, functionCall, functionOutput, message, request, saying } from './requests.js';

function isMet(when: Condition, given = saying('Please list the Files')): boolean {
  return verdict(checkReply({ when, text: 'x' }).when, given).isMet;
}

describe('verdict', () => {
  it.each<[Condition, boolean]>([
    [{}, true],
    [{ text: 'LIST the' }, true],
    [{ text: 'delete' }, false],
    [{ matches: '^please .* files$' }, true],
    [{ matches: '^files' }, false],
    [{ model: 'gpt-5.4' }, true],
    [{ model: 'gpt-5' }, false],
    [{ kind: 'turn' }, true],
    [{ kind: 'review' }, false],
    [{ request: 1 }, true],
    [{ request: 2 }, false],
    [{ outputSchema: false }, true],
    [{ outputSchema: true }, false],
    [{ toolOutput: false }, true],
    [{ toolOutput: true }, false],
    [{ text: 'list', model: 'other' }, false],
  ])('%j for a plain turn: %s', (when, expected) => {
    expect(isMet(when)).toBe(expected);
  });

  it('knows which call an output answers', () => {
    const given = request(functionCall('a'), functionOutput('a', 'x'));
    expect(isMet({ toolOutput: 'a' }, given)).toBe(true);
    expect(isMet({ toolOutput: 'b' }, given)).toBe(false);
    expect(isMet({ toolOutput: true }, given)).toBe(true);
    expect(isMet({ toolOutput: false }, given)).toBe(false);
  });

  it('compares headers by what they contain, or whether they are there', () => {
    const given = readModelRequest(body(message('user', 'x')), { authorization: 'Bearer abc' }, 1);
    expect(isMet({ header: { Authorization: 'bearer ABC' } }, given)).toBe(true);
    expect(isMet({ header: { authorization: 'xyz' } }, given)).toBe(false);
    expect(isMet({ header: { authorization: true, 'x-none': false } }, given)).toBe(true);
    expect(isMet({ header: { 'x-none': true } }, given)).toBe(false);
    expect(isMet({ header: { 'x-none': 'a' } }, given)).toBe(false);
  });
});
