import { createRemoteJWKSet, jwtVerify } from 'jose';
import { describe, expect, it } from 'vitest';
import { fakeClock } from '../../util/fake-clock.js';
import { approved, backends, CLIENT_ID, claimsOf, going, type Json, signIn } from './issuer-client.js';

const start = backends();
const AUTH = 'https://api.openai.com/auth';
const PROFILE = 'https://api.openai.com/profile';
const account = {
  email: 'ann@example.com',
  name: 'Ann',
  plan: 'team',
  accountId: 'acct-1',
  userId: 'user-1',
  workspace: 'Ann & Co.',
  organizationId: 'org-1',
};

describe('the documents of the issuer', () => {
  it('name its routes and what it can do', async () => {
    const { url } = await start();
    const document = await (await fetch(`${url}/.well-known/openid-configuration`)).json();
    expect(document).toMatchObject({
      issuer: url,
      authorization_endpoint: `${url}/oauth/authorize`,
      token_endpoint: `${url}/oauth/token`,
      revocation_endpoint: `${url}/oauth/revoke`,
      jwks_uri: `${url}/.well-known/jwks.json`,
      code_challenge_methods_supported: ['S256'],
    });
    expect(await (await fetch(`${url}/.well-known/oauth-authorization-server`)).json()).toEqual(document);
  });

  it('publish public keys only', async () => {
    const { url } = await start();
    const { keys } = (await (await fetch(`${url}/.well-known/jwks.json`)).json()) as Json;
    expect(keys).toHaveLength(1);
    expect(keys[0]).toMatchObject({ kty: 'RSA', alg: 'RS256', use: 'sig', kid: expect.any(String) });
    expect(keys[0]).not.toHaveProperty('d');
  });
});

describe('tokens', () => {
  it('are signed with a published key', async () => {
    const backend = await start(going('approve'));
    const tokens = await signIn(backend);
    const keys = createRemoteJWKSet(new URL(`${backend.url}/.well-known/jwks.json`));
    const checked = await jwtVerify(tokens.id_token, keys, { issuer: backend.url, audience: CLIENT_ID });
    expect(checked.payload.sub).toMatch(/^auth0\|user-/);
    await jwtVerify(tokens.access_token, keys, {
      issuer: backend.url,
      audience: 'https://api.openai.com/v1',
    });
    const forged = `${tokens.id_token.slice(0, -8)}AAAAAAAA`;
    await expect(jwtVerify(forged, keys)).rejects.toThrow('signature verification failed');
  });

  it('say who signed in where codex looks for it', async () => {
    const clock = fakeClock(1_800_000_000_000);
    const tokens = await signIn(await start({ ...going(approved({ account })), clock }));
    const auth = {
      chatgpt_account_id: 'acct-1',
      chatgpt_plan_type: 'team',
      chatgpt_user_id: 'user-1',
      user_id: 'user-1',
    };
    expect(claimsOf(tokens.id_token)).toMatchObject({
      email: 'ann@example.com',
      email_verified: true,
      name: 'Ann',
      iat: 1_800_000_000,
      exp: 1_800_003_600,
      [AUTH]: {
        ...auth,
        organization_id: 'org-1',
        completed_platform_onboarding: true,
        is_org_owner: false,
      },
    });
    expect(claimsOf(tokens.access_token)).toMatchObject({
      exp: 1_800_003_600,
      client_id: CLIENT_ID,
      [AUTH]: auth,
      [PROFILE]: { email: 'ann@example.com' },
    });
  });

  it('differ from each other even within one second', async () => {
    const backend = await start({ ...going('approve', 'approve'), clock: fakeClock() });
    expect((await signIn(backend)).access_token).not.toBe((await signIn(backend)).access_token);
  });

  it('give every address ids of its own, always the same', async () => {
    const logins = ['a@b.c', 'x@y.z', 'a@b.c'].map((email) => approved({ account: { email } }));
    const backend = await start(going(...logins));
    const ids: string[] = [];
    for (const _ of logins) ids.push(claimsOf((await signIn(backend)).id_token)[AUTH].chatgpt_account_id);
    expect(ids[0]).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-/);
    expect([ids[0] === ids[2], ids[0] === ids[1]]).toEqual([true, false]);
  });

  it('lose the claims that the script takes away, wherever they stand', async () => {
    const omitClaims = ['email', 'chatgpt_account_id', PROFILE];
    const tokens = await signIn(await start(going(approved({ tokens: { omitClaims } }))));
    for (const token of [tokens.id_token, tokens.access_token]) {
      const claims = claimsOf(token);
      expect(claims).not.toHaveProperty('email');
      expect(claims[PROFILE]).toBeUndefined();
      expect(claims[AUTH]).not.toHaveProperty('chatgpt_account_id');
      expect(claims[AUTH]).toHaveProperty('chatgpt_plan_type');
    }
  });

  it('can lose the auth object, and gain claims', async () => {
    const bare = approved({ tokens: { omitClaims: [AUTH], claims: { extra: 1 } } });
    const more = approved({ tokens: { authClaims: { is_org_owner: true, project_id: 'proj' } } });
    const backend = await start(going(bare, more));
    const claims = claimsOf((await signIn(backend)).id_token);
    expect([claims[AUTH], claims.extra]).toEqual([undefined, 1]);
    expect(claimsOf((await signIn(backend)).id_token)[AUTH]).toMatchObject({
      is_org_owner: true,
      project_id: 'proj',
      chatgpt_plan_type: 'plus',
    });
  });

  it('can be anything else', async () => {
    const tokens = { idToken: 'not-a-token', accessToken: 'opaque', expiresIn: 5 };
    expect(await signIn(await start(going(approved({ tokens }))))).toMatchObject({
      id_token: 'not-a-token',
      access_token: 'opaque',
      expires_in: 5,
    });
  });
});
