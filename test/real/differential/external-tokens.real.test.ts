// Tokens that a client brings, ours beside the real servers: the login, the account it shows, and the round trip
// for fresh ones when the model's backend refuses the old.
import { describe, expect, it } from 'vitest';
import type { Backend } from '../../../src/backend/index.js';
import { startThread } from '../support/compare.js';
import { differences } from '../support/differences.js';
import { unexplained } from '../support/known-differences.js';
import { withLoginTarget } from '../support/login-target.js';
import { normaliser } from '../support/normalise.js';
import type { Frame, Side, Target, Version } from '../support/target.js';

const ACCOUNT = { email: 'a@b.c', accountId: 'acct-1', plan: 'team' };
const REFRESH = 'account/chatgptAuthTokens/refresh';

interface Scenario {
  readonly name: string;
  /** Further lines at the top of config.toml. */
  readonly config?: string;
  play(target: Target, backend: Backend): Promise<void>;
}

async function tokens(backend: Backend, account: object = ACCOUNT): Promise<Frame> {
  const issued = await backend.issueTokens({ account: { ...ACCOUNT, ...account } });
  return { accessToken: issued.accessToken, chatgptAccountId: issued.account.accountId };
}

async function signIn(target: Target, given: Frame): Promise<void> {
  const from = target.frames.length;
  const answer = await target.request('account/login/start', { type: 'chatgptAuthTokens', ...given });
  if (answer.error === undefined)
    await target.waitFor('its end', ({ method }) => method === 'account/login/completed', from);
}

/** A turn whose first requests are refused; `answer` is what the client says when it is asked for fresh tokens. */
async function refusedTurn(target: Target, backend: Backend, answer: Frame): Promise<void> {
  backend.setScript({ replies: [{ error: { status: 401, message: 'stale' } }, 'Hello.'] });
  const threadId = await startThread(target);
  const from = target.frames.length;
  const input = [{ type: 'text', text: 'hi', text_elements: [] }];
  await target.request('turn/start', { threadId, input });
  const { id } = await target.waitFor('the question', ({ method }) => method === REFRESH, from);
  target.send({ id, ...answer });
  await target.waitFor('the end', ({ method }) => method === 'turn/completed', from);
}

const scenarios: Scenario[] = [
  {
    name: 'a login that is shown, replaced by another, kept from other logins, and ended',
    async play(target, backend) {
      await signIn(target, await tokens(backend));
      await target.request('account/read', {});
      await target.request('account/read', { refreshToken: true });
      await signIn(target, { ...(await tokens(backend)), chatgptPlanType: 'Pro' });
      await target.request('account/read', {});
      await target.request('account/login/start', { type: 'apiKey', apiKey: 'sk' });
      await target.request('account/login/start', { type: 'chatgptDeviceCode' });
      await target.request('account/login/start', { type: 'chatgpt' });
      await target.request('account/logout');
      await target.request('account/read', {});
    },
  },
  {
    name: 'fresh tokens for a refused request',
    async play(target, backend) {
      await signIn(target, await tokens(backend));
      await refusedTurn(target, backend, { result: { ...(await tokens(backend)), chatgptPlanType: 'pro' } });
      await target.request('account/read', {});
    },
  },
  {
    name: 'fresh tokens that are not given, not readable, or of another workspace',
    config: 'forced_chatgpt_workspace_id = "acct-1"\n',
    async play(target, backend) {
      await signIn(target, await tokens(backend));
      await refusedTurn(target, backend, { error: { code: -32000, message: 'no way' } });
      await refusedTurn(target, backend, { result: {} });
      await refusedTurn(target, backend, { result: { accessToken: 'x', chatgptAccountId: 'acct-1' } });
      await refusedTurn(target, backend, { result: await tokens(backend, { accountId: 'acct-2' }) });
      await target.request('account/read', {});
    },
  },
  {
    name: 'logins of another workspace than the forced one, and with forced methods',
    config: 'forced_chatgpt_workspace_id = "acct-2"\n',
    async play(target, backend) {
      await signIn(target, await tokens(backend));
      await signIn(target, { accessToken: 'x', chatgptAccountId: 'acct-2' });
    },
  },
  {
    name: 'logins where only API keys may be used',
    config: 'forced_login_method = "api"\n',
    async play(target, backend) {
      await signIn(target, await tokens(backend));
      await target.request('account/login/start', { type: 'chatgptDeviceCode' });
      await target.request('account/login/start', { type: 'chatgpt' });
    },
  },
  {
    name: 'logins where no API keys may be used',
    config: 'forced_login_method = "chatgpt"\n',
    async play(target) {
      await target.request('account/login/start', { type: 'apiKey', apiKey: 'sk' });
    },
  },
];

const ours = /^(account\/(?!rateLimits)|error$|turn\/completed$)/;

function transcript(side: Side, version: Version, { play, config }: Scenario): Promise<string[]> {
  return withLoginTarget(
    { side, version, logins: [], ...(config ? { config } : {}) },
    async (target, backend) => {
      await play(target, backend);
      await target.request('thread/loaded/list');
      const normalise = normaliser(target.home);
      return target.frames
        .slice(1)
        .filter(({ method, result }) =>
          typeof method === 'string'
            ? ours.test(method)
            : !(
                result &&
                ('thread' in (result as Frame) || 'turn' in (result as Frame) || 'data' in (result as Frame))
              ),
        )
        .map((frame) =>
          JSON.stringify(normalise(frame)).replace(
            /"(completedAt|startedAt|durationMs)":\d+/g,
            '"$1":"<time>"',
          ),
        );
    },
  );
}

/** What a turn and a conversation under way are told when somebody signs in or out; in no order. */
function cutShort(side: Side, version: Version): Promise<unknown> {
  const replies = [{ parts: ['Hello', { hold: 'never' }] as const, times: 'always' as const }];
  return withLoginTarget({ side, version, logins: [], replies }, async (target, backend) => {
    const told: unknown[] = [];
    for (const act of [
      () => target.request('account/login/start', { type: 'apiKey', apiKey: 'sk-astc-1' }),
      () => target.request('account/login/start', { type: 'apiKey', apiKey: 'sk-astc-1' }),
      () => target.request('account/login/start', { type: 'apiKey', apiKey: 'sk-astc-2' }),
      () => target.request('account/logout'),
      async () => signIn(target, await tokens(backend)),
      async () => signIn(target, await tokens(backend, { accountId: 'acct-2' })),
      async () => signIn(target, await tokens(backend, { accountId: 'acct-2', userId: 'somebody-else' })),
      () => target.request('account/logout'),
    ]) {
      const threadId = await startThread(target);
      const from = target.frames.length;
      await target.request('turn/start', {
        threadId,
        input: [{ type: 'text', text: 'hi', text_elements: [] }],
      });
      await target.waitFor('its words', ({ method }) => method === 'item/agentMessage/delta', from);
      await act();
      await new Promise((resolve) => setTimeout(resolve, 300));
      const news = target.frames.slice(from).flatMap(({ method, params }) => {
        const { error, turn, status } = (params ?? {}) as Frame;
        if (method === 'turn/completed') return [['ended', (turn as Frame).status, (turn as Frame).error]];
        return method === 'error' || method === 'thread/status/changed' ? [[method, error ?? status]] : [];
      });
      told.push(news.map((one) => JSON.stringify(one)).sort());
    }
    return told;
  });
}

describe.sequential.each(['0.169.0', '0.118.0'] as const)('tokens from outside as in codex %s', (version) => {
  it.each(scenarios)(
    'in: $name',
    async (scenario) => {
      const one = await transcript('ours', version, scenario);
      const other = await transcript('real', version, scenario);
      expect(unexplained(differences(one, other), version)).toEqual([]);
    },
    60_000,
  );

  it('cut a turn short, as keys do, once there were none', async () => {
    expect(await cutShort('ours', version)).toEqual(await cutShort('real', version));
  }, 60_000);
});
