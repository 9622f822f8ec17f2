import { describe, expect, it } from 'vitest';
import { authorizeUrl } from '../../src/oauth/authorize-url.js';
import { oauthDialectOf } from '../../src/oauth/dialect.js';

const authorization = {
  issuer: 'https://auth.openai.com',
  challenge: 'CHALLENGE',
  state: 'STATE',
  originator: 'codex_cli_rs',
  workspaces: null,
};

// Both links are the ones that the real clients print, with challenge and state replaced.
describe('the authorize URL', () => {
  it('is that of 0.118.0: localhost, spaces as %20, its order', () => {
    const url = authorizeUrl(
      { ...authorization, redirectUri: 'http://localhost:1455/auth/callback' },
      oauthDialectOf('0.118.0'),
    );
    expect(url).toBe(
      'https://auth.openai.com/oauth/authorize?response_type=code&client_id=app_EMoamEEZ73f0CkXaXp7hrann&redirect_uri=http%3A%2F%2Flocalhost%3A1455%2Fauth%2Fcallback&scope=openid%20profile%20email%20offline_access%20api.connectors.read%20api.connectors.invoke&code_challenge=CHALLENGE&code_challenge_method=S256&id_token_add_organizations=true&codex_cli_simplified_flow=true&state=STATE&originator=codex_cli_rs',
    );
  });

  it('is that of 0.169.0: 127.0.0.1, spaces as +, another order', () => {
    const url = authorizeUrl(
      { ...authorization, redirectUri: 'http://127.0.0.1:1455/auth/callback' },
      oauthDialectOf('0.169.0'),
    );
    expect(url).toBe(
      'https://auth.openai.com/oauth/authorize?response_type=code&client_id=app_EMoamEEZ73f0CkXaXp7hrann&redirect_uri=http%3A%2F%2F127.0.0.1%3A1455%2Fauth%2Fcallback&code_challenge=CHALLENGE&code_challenge_method=S256&state=STATE&scope=openid+profile+email+offline_access+api.connectors.read+api.connectors.invoke&id_token_add_organizations=true&codex_cli_simplified_flow=true&originator=codex_cli_rs',
    );
  });

  it('names the allowed workspaces last, joined by commas', () => {
    const url = authorizeUrl(
      { ...authorization, redirectUri: 'http://x', workspaces: ['w one', 'w2'] },
      oauthDialectOf('0.169.0'),
    );
    expect(url).toMatch(/&originator=codex_cli_rs&allowed_workspace_id=w\+one%2Cw2$/);
  });

  it.each([
    ['0.118.0', 'originator=a%20b~%2A%27%28%29%2B%26%C3%A9'],
    ['0.169.0', 'originator=a+b%7E*%27%28%29%2B%26%C3%A9'],
  ] as const)('escapes an unusual originator as %s does', (version, expected) => {
    const unusual = { ...authorization, redirectUri: 'http://x', originator: "a b~*'()+&é" };
    expect(authorizeUrl(unusual, oauthDialectOf(version))).toContain(expected);
  });

  it('does not trim slashes of the issuer', () => {
    const url = authorizeUrl(
      { ...authorization, issuer: 'http://127.0.0.1:1/', redirectUri: 'http://x' },
      oauthDialectOf('0.169.0'),
    );
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:1\/\/oauth\/authorize\?/);
  });

  it('survives an originator that is no proper text', () => {
    for (const version of ['0.118.0', '0.169.0'] as const) {
      const url = authorizeUrl(
        { ...authorization, redirectUri: 'http://x', originator: 'a\ud800b' },
        oauthDialectOf(version),
      );
      expect(new URL(url).searchParams.get('originator')).toBe('a\ufffdb');
    }
  });
});
