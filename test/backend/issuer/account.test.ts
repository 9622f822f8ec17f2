import { describe, expect, it } from 'vitest';
import { fakeClock } from '../../util/fake-clock.js';
import {
  approved,
  askUsage,
  backends,
  claimsOf,
  going,
  type Json,
  postJson,
  refresh,
  signIn,
  switchWorkspace,
} from './issuer-client.js';

const start = backends();
const NOW = 1_800_000_000;

describe('the usage endpoints', () => {
  it.each(['/wham/usage', '/backend-api/wham/usage', '/api/codex/usage', '/backend-api/api/codex/usage'])(
    'answer at %s',
    async (path) => {
      const backend = await start(going('approve'));
      const { access_token } = await signIn(backend);
      expect((await askUsage(backend, access_token, path)).status).toBe(200);
    },
  );

  it('report two windows with room left when the script says nothing', async () => {
    const clock = fakeClock(NOW * 1000);
    const account = { email: 'ann@example.com', plan: 'team', accountId: 'acct', userId: 'user' };
    const backend = await start({ ...going(approved({ account })), clock });
    const { access_token } = await signIn(backend);
    expect(await (await askUsage(backend, access_token)).json()).toEqual({
      user_id: 'user',
      account_id: 'acct',
      email: 'ann@example.com',
      plan_type: 'team',
      rate_limit: {
        allowed: true,
        limit_reached: false,
        primary_window: {
          used_percent: 12,
          limit_window_seconds: 18_000,
          reset_after_seconds: 7200,
          reset_at: NOW + 7200,
        },
        secondary_window: {
          used_percent: 34,
          limit_window_seconds: 604_800,
          reset_after_seconds: 259_200,
          reset_at: NOW + 259_200,
        },
      },
      additional_rate_limits: null,
      credits: null,
      rate_limit_reached_type: null,
      spend_control: null,
    });
  });

  it('report what the script says, percentages as whole numbers', async () => {
    const usage = {
      primary: { usedPercent: 97.5, windowMinutes: 300, resetsAt: NOW + 10 },
      credits: { hasCredits: true, unlimited: false, balance: '1.50' },
      additional: [{ limit: 'other', limitName: 'Other', secondary: { usedPercent: 3, resetsAt: 5 } }],
      reached: 'rate_limit_reached',
    };
    const backend = await start({ script: { logins: ['approve'], usage }, clock: fakeClock(NOW * 1000) });
    const { access_token } = await signIn(backend);
    expect(await (await askUsage(backend, access_token)).json()).toMatchObject({
      rate_limit: {
        allowed: false,
        limit_reached: true,
        primary_window: {
          used_percent: 98,
          limit_window_seconds: 18_000,
          reset_after_seconds: 10,
          reset_at: NOW + 10,
        },
        secondary_window: null,
      },
      credits: { has_credits: true, unlimited: false, balance: '1.50' },
      additional_rate_limits: [
        {
          limit_name: 'Other',
          metered_feature: 'other',
          rate_limit: {
            allowed: true,
            primary_window: null,
            secondary_window: {
              used_percent: 3,
              limit_window_seconds: 0,
              reset_after_seconds: 0,
              reset_at: 5,
            },
          },
        },
      ],
      rate_limit_reached_type: { type: 'rate_limit_reached' },
    });
  });

  it('report each account its own figures', async () => {
    const usage = { primary: { usedPercent: 1 } };
    const own = approved({ usage: { primary: { usedPercent: 2 } } });
    const backend = await start({ script: { logins: [own, 'approve'], usage } });
    const seen: number[] = [];
    for (let login = 0; login < 2; login += 1) {
      const answer = await askUsage(backend, (await signIn(backend)).access_token);
      seen.push(((await answer.json()) as Json).rate_limit.primary_window.used_percent);
    }
    expect(seen).toEqual([2, 1]);
  });

  it('refuse a request without a token, and tokens from elsewhere', async () => {
    const backend = await start();
    expect((await fetch(`${backend.url}/wham/usage`)).status).toBe(401);
    const response = await askUsage(backend, 'made-up');
    expect([response.status, response.headers.get('www-authenticate')]).toEqual([
      401,
      'Bearer error="invalid_token"',
    ]);
    expect(await response.json()).toMatchObject({ error: { code: 'invalid_token' } });
  });

  it('refuse an access token that has expired, and take the one that a refresh brings', async () => {
    const clock = fakeClock();
    const backend = await start({ ...going(approved({ tokens: { expiresIn: 60 } })), clock });
    const first = await signIn(backend);
    expect((await askUsage(backend, first.access_token)).status).toBe(200);
    clock.advance(60_000);
    const late = await askUsage(backend, first.access_token);
    expect([late.status, ((await late.json()) as Json).error.code]).toEqual([401, 'token_expired']);
    const second = (await (await refresh(backend, first.refresh_token)).json()) as Json;
    expect((await askUsage(backend, second.access_token)).status).toBe(200);
  });

  it('refuse the tokens of a login that was revoked', async () => {
    const backend = await start(going('approve'));
    const { access_token } = await signIn(backend);
    backend.revokeLogin(1);
    expect((await askUsage(backend, access_token)).status).toBe(401);
  });
});

/** Of a workspace that nothing keeps anybody from. */
const OPEN = {
  is_deactivated: false,
  is_fedramp_compliant_workspace: false,
  can_access_with_session: true,
  sso_connection_name: null,
};

describe('what codex asks besides', () => {
  it('lists the one workspace, at an https origin on this machine', async () => {
    const account = { accountId: 'acct', workspace: 'Ann & Co.', plan: 'business' };
    const backend = await start(going(approved({ account })));
    const { access_token } = await signIn(backend);
    for (const path of ['/backend-api/wham/accounts/check', '/api/codex/accounts/check']) {
      expect(await (await askUsage(backend, access_token, path)).json()).toEqual({
        accounts: [
          {
            id: 'acct',
            name: 'Ann & Co.',
            plan_type: 'business',
            structure: 'workspace',
            workspace_backend_origin: backend.url.replace('http:', 'https:'),
            account_routing_override: 'NO_CONSTRAINT',
            profile_picture_url: null,
            ...OPEN,
          },
        ],
        account_ordering: ['acct'],
        default_account_id: 'acct',
      });
    }
  });

  it('gives a token for another workspace, unless something keeps people from it', async () => {
    const workspaces = [
      { id: 'one' },
      { id: 'two', name: 'Two' },
      { id: 'own', needsSignIn: true },
      { id: 'gone', isDeactivated: true },
    ];
    const backend = await start(going(approved({ account: { accountId: 'one', workspaces } })));
    const { access_token } = await signIn(backend);
    for (const id of ['own', 'gone', 'nowhere'])
      expect((await switchWorkspace(backend, access_token, id)).status).toBe(403);
    const answer = (await (await switchWorkspace(backend, access_token, 'two')).json()) as Json;
    expect(Object.keys(answer)).toEqual(['access_token']);
    expect(claimsOf(String(answer.access_token))['https://api.openai.com/auth']).toMatchObject({
      chatgpt_account_id: 'two',
    });
    expect(backend.logins[0]?.account).toMatchObject({ accountId: 'two', workspace: 'Two' });
  });

  it.each([
    ['wham/settings/user', { commit_attribution_enabled: false }],
    ['wham/rate-limit-reset-credits', { credits: [], available_count: 0, total_earned_count: 0 }],
    ['wham/config/bundle', {}],
    ['wham/config/requirements', { contents: null }],
  ])('answers %s for who is signed in', async (path, answer) => {
    const backend = await start(going('approve'));
    const { access_token } = await signIn(backend);
    expect(await (await askUsage(backend, access_token, `/backend-api/${path}`)).json()).toEqual(answer);
    expect((await fetch(`${backend.url}/backend-api/${path}`)).status).toBe(401);
  });

  it.each([
    ['/backend-api/ps/plugins/installed?limit=200', { plugins: [], pagination: { next_page_token: null } }],
    ['/ps/plugins/suggested/codex?scope=GLOBAL', { enabled: false, plugins: [] }],
    ['/backend-api/plugins/featured?platform=codex', []],
  ])('has no plug-ins at %s', async (path, answer) => {
    expect(await (await fetch((await start()).url + path)).json()).toEqual(answer);
  });

  it('takes telemetry', async () => {
    const backend = await start();
    const response = await postJson(backend, '/backend-api/codex/analytics-events/events', { events: [] });
    expect(response.status).toBe(200);
  });

  it('offers models and answers model requests below /backend-api/codex too', async () => {
    const { url } = await start({ script: { replies: ['x'] } });
    expect((await fetch(`${url}/backend-api/codex/models?client_version=1`)).status).toBe(200);
    const body = JSON.stringify({ input: 'hi' });
    const response = await fetch(`${url}/backend-api/codex/responses`, { method: 'POST', body });
    expect(await response.text()).toContain('response.completed');
  });
});

describe('the server of the apps', () => {
  const paths = [
    '/backend-api/ps/mcp',
    '/api/codex/ps/mcp',
    '/backend-api/wham/apps',
    '/api/codex/apps',
  ] as const;
  const call = async (path: string, method: string, params?: unknown): Promise<Json> =>
    (await postJson(await start(), path, { jsonrpc: '2.0', id: 3, method, params })).json();

  it.each(paths)('has no tools at %s', async (path) => {
    expect(await call(path, 'initialize', { protocolVersion: '2025-06-18' })).toMatchObject({
      id: 3,
      result: { protocolVersion: '2025-06-18', capabilities: { tools: {} } },
    });
    expect(await call(path, 'tools/list')).toEqual({ jsonrpc: '2.0', id: 3, result: { tools: [] } });
  });

  it('has nothing else either', async () => {
    expect((await call(paths[0], 'resources/list', {})).result).toEqual({ resources: [] });
    expect((await call(paths[0], 'resources/templates/list')).result).toEqual({ resourceTemplates: [] });
    expect((await call(paths[0], 'ping')).result).toEqual({});
    expect((await call(paths[0], 'tools/call')).error).toMatchObject({ code: -32602 });
    expect((await call(paths[0], 'prompts/list')).error).toMatchObject({ code: -32601 });
  });

  it('takes notifications without a word', async () => {
    const note = { jsonrpc: '2.0', method: 'notifications/initialized' };
    const response = await postJson(await start(), paths[0], note);
    expect([response.status, await response.text()]).toEqual([202, '']);
  });
});

describe('the list of workspaces', () => {
  const ask = async (backend: { url: string }, token: unknown): Promise<Json> => {
    const headers = { authorization: `Bearer ${String(token)}` };
    return (await (await fetch(`${backend.url}/wham/accounts/check`, { headers })).json()) as Json;
  };

  it("holds the account's own workspace alone when the script says nothing", async () => {
    const account = { accountId: 'acct', workspace: 'Team', plan: 'team' };
    const backend = await start(going(approved({ account })));
    const { access_token } = await signIn(backend);
    expect(await ask(backend, access_token)).toEqual({
      accounts: [
        {
          id: 'acct',
          name: 'Team',
          plan_type: 'team',
          structure: 'workspace',
          workspace_backend_origin: backend.url.replace('http:', 'https:'),
          account_routing_override: 'NO_CONSTRAINT',
          profile_picture_url: null,
          ...OPEN,
        },
      ],
      account_ordering: ['acct'],
      default_account_id: 'acct',
    });
  });

  it('holds what the script lists, with null where it says null', async () => {
    const workspaces = [
      { id: 'other', name: 'Other', backendOrigin: 'https://x.example', routingOverride: 'us' },
      { id: 'bare', name: 'x', omit: ['name', 'backendOrigin', 'routingOverride'] as const },
    ];
    const backend = await start(going(approved({ account: { accountId: 'acct', workspaces } })));
    const { access_token } = await signIn(backend);
    const { accounts, account_ordering } = await ask(backend, access_token);
    expect(account_ordering).toEqual(['other', 'bare']);
    expect(accounts).toMatchObject([
      { name: 'Other', workspace_backend_origin: 'https://x.example', account_routing_override: 'us' },
      { name: null, workspace_backend_origin: null, account_routing_override: null },
    ]);
  });
});
