import { describe, expect, it } from 'vitest';
import { Redactor } from '../../src/cli/output/redact.js';

const JWT = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.c2lnbmF0dXJl';

describe('Redactor', () => {
  it.each([
    [`the token ${JWT} is here`, 'the token [redacted] is here'],
    ['Authorization: Bearer abc.def-123456', 'Authorization: Bearer [redacted]'],
    ['key sk-proj-abcdefghijkl1234', 'key [redacted]'],
    [
      'http://localhost:1455/auth/callback?code=ac_123&state=xyz',
      'http://localhost:1455/auth/callback?code=[redacted]&state=xyz',
    ],
  ])('hides the secret in %s', (text, clean) => {
    expect(new Redactor().text(text)).toBe(clean);
  });

  it('hides what it has learned, wherever it appears', () => {
    const redactor = new Redactor();
    redactor.learn('hunter2hunter2');
    expect(redactor.text('they said hunter2hunter2.')).toBe('they said [redacted].');
  });

  it('hides members by their name, at any depth and in any spelling', () => {
    const value = {
      access_token: 'a',
      tokens: [{ refreshToken: 'b', 'id-token': 'c' }],
      OPENAI_API_KEY: 'd',
      userCode: 'e',
      kept: 'yes',
    };
    expect(new Redactor().value(value)).toEqual({
      access_token: '[redacted]',
      tokens: [{ refreshToken: '[redacted]', 'id-token': '[redacted]' }],
      OPENAI_API_KEY: '[redacted]',
      userCode: '[redacted]',
      kept: 'yes',
    });
  });

  it('leaves numbers and empty texts of such names alone', () => {
    const usage = { totalTokens: 12, token: 7, apiKey: '', authToken: null };
    expect(new Redactor().value(usage)).toEqual(usage);
  });

  it('gives back the very value when its JSON shows nothing secret', () => {
    const value = { text: 'plain' };
    expect(new Redactor().value(value, JSON.stringify(value))).toBe(value);
  });
});
