import { describe, expect, it } from 'vitest';
import { statusText } from '../../src/oauth/status-text.js';

describe('the text of a status', () => {
  it.each([
    [302, '302 Found'],
    [400, '400 Bad Request'],
    [418, "418 I'm a teapot"],
    [429, '429 Too Many Requests'],
    [503, '503 Service Unavailable'],
    [777, '777 <unknown status code>'],
    [509, '509 <unknown status code>'],
  ])('of %i is %s', (status, text) => {
    expect(statusText(status)).toBe(text);
  });
});
