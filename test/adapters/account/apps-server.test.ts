import { describe, expect, it } from 'vitest';
import { accountTokens, appsServerUrl, getsToken } from '../../../src/adapters/account/apps-server.js';

const NEWER = { hasExtensions: true, tokenStaysAtChatgpt: true };
const OLDER = { hasExtensions: false, tokenStaysAtChatgpt: false };
const SERVER = { name: 'codex_apps', url: 'https://chatgpt.com/x' };

describe('the MCP server of apps', () => {
  it.each([
    [
      'https://chatgpt.com',
      'https://chatgpt.com/backend-api/ps/mcp',
      'https://chatgpt.com/backend-api/wham/apps',
    ],
    ['http://127.0.0.1:1/', 'http://127.0.0.1:1/api/codex/ps/mcp', 'http://127.0.0.1:1/api/codex/apps'],
  ])('of %s stands at a place of the version', (base, newer, older) => {
    expect([appsServerUrl(base, NEWER), appsServerUrl(base, OLDER)]).toEqual([newer, older]);
  });

  it.each([
    ['https://chatgpt.com/backend-api/ps/mcp', true],
    ['https://chatgpt-staging.com/backend-api/ps/mcp', true],
    ['http://chatgpt.com/backend-api/ps/mcp', false],
    ['https://foo.chatgpt.com/backend-api/ps/mcp', false],
    ['https://chatgpt.com.example.com/', false],
    ['https://chat.openai.com/backend-api/ps/mcp', false],
    ['http://127.0.0.1:1/api/codex/ps/mcp', false],
    ['nonsense', false],
  ])('at %s is told who asks: %s', (url, told) => {
    expect(getsToken(url, NEWER)).toBe(told);
    expect(getsToken(url, OLDER)).toBe(true);
  });

  it('is told the token as it is, and another once where that is refused', async () => {
    let current = 'one';
    const ways = ['one', 'two'];
    const tokens = accountTokens({
      headers: async () => ({ authorization: `Bearer ${current}` }),
      recovery: () => ({
        async next() {
          const next = ways.shift();
          current = next ?? current;
          return next !== undefined;
        },
      }),
    });
    expect(await tokens.token(SERVER)).toBe('one');
    expect(await tokens.renewed(SERVER, 'one')).toBe('two');
    expect(await tokens.renewed(SERVER, 'two')).toBeNull();
  });

  it('is told nothing where nobody is signed in', async () => {
    const tokens = accountTokens({
      headers: async () => ({}),
      recovery: () => ({ next: async () => false }),
    });
    expect(await tokens.token(SERVER)).toBeNull();
  });
});
