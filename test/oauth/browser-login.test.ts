import { describe, expect, it, onTestFinished } from 'vitest';
import { type BrowserLoginDeps, startBrowserLogin } from '../../src/oauth/browser-login.js';
import { oauthDialectOf } from '../../src/oauth/dialect.js';
import { challengeOf } from '../../src/oauth/pkce.js';
import { hostedSuccessUrl, successFacts } from '../../src/oauth/success-link.js';
import type { Tokens } from '../../src/oauth/token-endpoint.js';
import { systemClock } from '../../src/util/clock.js';
import { AUTH, answer, jwt, scriptedPost, tokensFor } from './support.js';

const options = { originator: 'codex_cli_rs', isStreamlined: false, hostedSuccessPage: null } as const;
const key = answer(200, { access_token: 'sk-key' });

async function start(
  issuer = scriptedPost(answer(200, tokensFor()), key),
  changes: Partial<BrowserLoginDeps> = {},
  more: Partial<Parameters<typeof startBrowserLogin>[1]> = {},
) {
  const saved: { tokens: Tokens; apiKey: string | null }[] = [];
  const login = await startBrowserLogin(
    {
      post: issuer.post,
      clock: systemClock,
      issuer: 'http://127.0.0.1:1',
      dialect: oauthDialectOf('0.169.0'),
      ports: [0],
      workspaces: null,
      save(tokens, apiKey) {
        saved.push({ tokens, apiKey });
        return Promise.resolve();
      },
      ...changes,
    },
    { ...options, ...more },
  );
  onTestFinished(() => login.stop());
  const { searchParams } = new URL(login.authUrl);
  const back = (query: string) =>
    fetch(`http://127.0.0.1:${login.port}/auth/callback?state=${searchParams.get('state')}&${query}`, {
      redirect: 'manual',
    });
  return { login, issuer, saved, searchParams, back };
}

describe('a browser login', () => {
  it('saves tokens and API key, and ends with the success page', async () => {
    const { login, issuer, saved, searchParams, back } = await start();
    const callback = await back('code=c1');
    expect(saved).toEqual([
      { tokens: expect.objectContaining({ refreshToken: 'rt-first-of-all' }), apiKey: 'sk-key' },
    ]);
    await (await fetch(callback.headers.get('location') ?? '')).text();
    await expect(login.finished).resolves.toEqual({ onboardingEntrypoint: null });

    const [exchange, apiKey] = issuer.requests.map(({ body }) => new URLSearchParams(body));
    expect(exchange?.get('redirect_uri')).toBe(`http://127.0.0.1:${login.port}/auth/callback`);
    expect(exchange?.get('redirect_uri')).toBe(searchParams.get('redirect_uri'));
    expect(challengeOf(exchange?.get('code_verifier') ?? '')).toBe(searchParams.get('code_challenge'));
    expect(apiKey?.get('requested_token')).toBe('openai-api-key');
  });

  it.each([answer(403, ''), answer(200, '<h')])('goes on without an API key: %j', async (noKey) => {
    const { saved, back } = await start(scriptedPost(answer(200, tokensFor()), noKey));
    expect((await back('code=c1')).status).toBe(302);
    expect(saved).toMatchObject([{ apiKey: null }]);
  });

  it('asks for no API key and saves nothing for a foreign workspace', async () => {
    const { login, issuer, saved, searchParams, back } = await start(undefined, { workspaces: ['acct-2'] });
    expect(searchParams.get('allowed_workspace_id')).toBe('acct-2');
    expect(await (await back('code=c1')).text()).toContain('workspace_restriction');
    await expect(login.finished).rejects.toThrow('Login is restricted to workspace id(s) acct-2.');
    expect(issuer.requests).toHaveLength(1);
    expect(saved).toEqual([]);
  });

  it('does not save an id token that cannot be read', async () => {
    const { login, saved, back } = await start(
      scriptedPost(answer(200, { ...tokensFor(), id_token: 'a' }), key),
    );
    expect(await (await back('code=c1')).text()).toContain('invalid ID token format');
    await expect(login.finished).rejects.toMatchObject({ code: 'not_saved' });
    expect(saved).toEqual([]);
  });

  it('says when it could not save', async () => {
    const { login, back } = await start(undefined, { save: () => Promise.reject(new Error('disk full')) });
    expect(await (await back('code=c1')).text()).toContain('disk full');
    await expect(login.finished).rejects.toThrow(
      'Sign-in completed but credentials could not be saved locally.',
    );
  });

  it('saves nothing when it is stopped while the issuer thinks', async () => {
    const { login, saved, back } = await start(undefined, {
      post: (_request, signal) =>
        new Promise((_resolve, reject) => {
          signal?.addEventListener('abort', () => reject(signal.reason));
          login.stop();
        }),
    });
    await back('code=c1').catch(() => undefined);
    await expect(login.finished).rejects.toThrow('Login was not completed');
    expect(saved).toEqual([]);
  });

  it('saves nothing when it is stopped at the last moment before', async () => {
    const issuer = scriptedPost(answer(200, tokensFor()), key);
    const { login, saved, back } = await start(issuer, {
      post(request, signal) {
        if (issuer.requests.length === 1) login.stop();
        return issuer.post(request, issuer.requests.length === 0 ? signal : undefined);
      },
    });
    await back('code=c1').catch(() => undefined);
    await expect(login.finished).rejects.toThrow('Login was not completed');
    expect([saved, issuer.requests.length]).toEqual([[], 2]);
  });

  it('sends the browser to the issuer’s own page when asked to', async () => {
    const { login, back } = await start(undefined, {}, { hostedSuccessPage: 'chatgpt' });
    expect((await back('code=c1')).headers.get('location')).toBe(
      'https://chatgpt.com/codex/open-app?source=login&app_brand=chatgpt',
    );
    await expect(login.finished).resolves.toBeDefined();
  });

  it('listens as localhost in 0.118.0', async () => {
    const { login, searchParams } = await start(undefined, { dialect: oauthDialectOf('0.118.0') });
    expect(searchParams.get('redirect_uri')).toBe(`http://localhost:${login.port}/auth/callback`);
  });

  it('uses the ports that the issuer allows', () => {
    expect(oauthDialectOf('0.118.0').callbackPorts).toEqual([1455]);
    expect(oauthDialectOf('0.169.0').callbackPorts).toEqual([1455, 1457]);
  });
});

describe('the way to the success page', () => {
  const facts = (claims: object, more: Partial<Parameters<typeof successFacts>[1]> = {}) => {
    const tokens = {
      idToken: jwt({ [AUTH]: claims }),
      accessToken: jwt({ [AUTH]: { chatgpt_plan_type: 'pro' } }),
      refreshToken: 'r',
    };
    return successFacts(tokens, {
      issuer: 'http://127.0.0.1:1',
      encoding: 'form',
      isStreamlined: false,
      ...more,
    });
  };

  it('tells the page what the real one is told, but for the id token', () => {
    const claims = {
      is_org_owner: true,
      completed_platform_onboarding: false,
      organization_id: 'org1',
      project_id: 'p1',
    };
    expect(facts(claims)).toEqual({
      path: '/success?needs_setup=true&org_id=org1&project_id=p1&plan_type=pro&platform_url=https%3A%2F%2Fplatform.api.openai.org',
      setupUrl: 'https://platform.api.openai.org/org-setup?p=pro&with_org=org1&project_id=p1',
    });
  });

  it.each([{}, { is_org_owner: true, completed_platform_onboarding: true }, { is_org_owner: false }])(
    'leads nowhere where nothing is to be set up: %j',
    (claims) => {
      expect(facts(claims)).toMatchObject({
        path: expect.stringContaining('?needs_setup=false&'),
        setupUrl: null,
      });
    },
  );

  it('names the platform of the usual issuer', () => {
    const { path } = facts({}, { issuer: 'https://auth.openai.com/' });
    expect(path).toMatch(/&platform_url=https%3A%2F%2Fplatform\.openai\.com$/);
  });

  it('says when the flow is the streamlined one', () => {
    expect(facts({}, { isStreamlined: true }).path).toMatch(/&codex_streamlined_login=true$/);
  });

  it('may lead elsewhere', () => {
    expect(hostedSuccessUrl('codex')).toBe('https://chatgpt.com/codex/open-app?source=login&app_brand=codex');
  });
});
