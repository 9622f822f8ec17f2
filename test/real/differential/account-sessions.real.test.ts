// A ChatGPT login that goes on in another of its workspaces, ours beside the real 0.169.0.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Login } from '../../../src/backend/index.js';
import { startThread, textInput } from '../support/compare.js';
import { withLoginTarget } from '../support/login-target.js';
import { normaliser } from '../support/normalise.js';
import { playReal } from '../support/play-real.js';
import type { Frame, Side, Target } from '../support/target.js';

const version = '0.169.0';
const account = {
  accountId: 'w1',
  plan: 'team',
  workspaces: [
    { id: 'w1', name: 'One' },
    { id: 'w2', name: 'Two' },
    { id: 'w3', name: 'Three' },
    { id: 'gone', isDeactivated: true },
    { id: 'state', isGovernment: true },
    { id: 'own', needsSignIn: true },
    { id: 'company', needsSignIn: true, connection: 'okta' },
    { id: 'nowhere', routingOverride: 'mars' },
  ],
};
const AUTH = 'https://api.openai.com/auth';

/** What a token says of whose it is; the text itself where it says nothing. */
function claimsIn(token: string): unknown {
  return (JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as Frame)[AUTH];
}

interface Stage {
  readonly target: Target;

  switchTo(accountId: string, more?: Frame): Promise<Frame>;
}

interface Play {
  readonly name: string;
  readonly login?: Exclude<Login, string>;
  readonly config?: string;
  /** A person decides about the login that follows the first, unless it is approved. */
  readonly isApprovedAgain?: boolean;
  readonly play: (stage: Stage) => Promise<unknown>;
}

const signedIn = ({ method, params }: Frame): boolean =>
  method === 'account/updated' && (params as Frame).authMode === 'chatgpt';

/** What a client is told, what the backend is asked, and what is kept. */
function played(side: Side, { login = {}, config, isApprovedAgain = false, play }: Play): Promise<unknown> {
  const next: Login = isApprovedAgain ? { approve: true, account } : { account };
  const logins: Login[] = [{ approve: true, account, ...login }, next];
  return withLoginTarget({ side, version, logins, ...(config && { config }) }, async (target, backend) => {
    await target.request('account/login/start', { type: 'chatgptDeviceCode' });
    await target.waitFor('account/updated', signedIn);
    const { result } = await target.request('accountSession/list', {});
    const { activeSessionId: sessionId } = result as Frame;
    const from = target.frames.length;
    const asked = backend.requests.length;
    await play({
      target,

      switchTo: (accountId, more) =>
        target.request('accountSession/switch', { sessionId, accountId, ...more }),
    });
    const { tokens } = JSON.parse(readFileSync(join(target.home, 'codex', 'auth.json'), 'utf8')) as {
      tokens: Record<string, string>;
    };
    const normalise = normaliser(target.home);
    const steady = (value: unknown): string =>
      JSON.stringify(value)
        .replaceAll(String(sessionId), '<session>')
        .replaceAll(/"(lastUsedAt)":\d+/g, '"$1":0')
        .replaceAll(/(code_challenge|state)=[\w-]+/g, '$1=<own>')
        .replaceAll(/(127\.0\.0\.1(?:%3A|:))\d+/g, '$1<port>')
        .replaceAll(/"(userCode|loginId)":"[^"]*"/g, '"$1":"<own>"');
    const told = target.frames
      .slice(from)
      .map((frame) => steady({ ...(normalise(frame) as Frame), emittedAtMs: undefined }));
    return {
      told,
      asked: backend.requests
        .slice(asked)
        .map(({ method, path, body, headers }) => [method, path, body, headers['chatgpt-account-id']])
        // The device asks at its own pace whether somebody has decided.
        .filter(([, path]) => !String(path).includes('deviceauth'))
        .map(steady),
      kept: [tokens.account_id, claimsIn(tokens.id_token ?? ''), claimsIn(tokens.access_token ?? '')],
    };
  });
}

/** What clients are told of threads, in no order but with all closings after it, and which of them are left. */
function closedBy(side: Side): Promise<unknown> {
  const logins: Login[] = [{ approve: true, account }];
  const replies = [{ parts: ['Hello', { hold: 'never' }], times: 'always' as const }];
  return withLoginTarget({ side, version, logins, replies }, async (target) => {
    await target.request('account/login/start', { type: 'chatgptDeviceCode' });
    await target.waitFor('account/updated', signedIn);
    const { result } = await target.request('accountSession/list', {});
    const { activeSessionId: sessionId } = result as Frame;
    const threadId = await startThread(target);
    await startThread(target);
    const begun = target.frames.length;
    await target.request('turn/start', { threadId, input: textInput('x') });
    await target.waitFor('a word', ({ method }) => method === 'item/agentMessage/delta', begun);
    const told: unknown[] = [];
    for (const accountId of ['unknown', 'nowhere']) {
      const from = target.frames.length;
      await target.request('accountSession/switch', { sessionId, accountId });
      const news = target.frames.slice(from).flatMap(({ method, params }) => {
        const { status, turn } = (params ?? {}) as { status?: Frame; turn?: Frame };
        const isIt = /^(thread\/(closed|status)|turn)/.test(String(method));
        return isIt ? [`${String(method)} ${String(status?.type ?? turn?.status)}`] : [];
      });
      const firstClosing = news.findIndex((one) => one.startsWith('thread/closed'));
      const closesLast = news.findLastIndex((one) => one.endsWith('notLoaded')) < firstClosing;
      told.push(closesLast, news.sort(), (await target.request('thread/loaded/list', {})).result);
    }
    const normalise = normaliser(target.home);
    return told.map((one) => normalise({ one }));
  });
}

const refreshed = (tokens: object): Exclude<Login, string> => ({ tokens: { refreshed: tokens } });
/** Not signed: nobody looks. */
const jwt = (claims: object): string =>
  [{ alg: 'none' }, claims, 'x']
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
const toW2 = async ({ switchTo }: Stage): Promise<unknown> => switchTo('w2');

const plays: Play[] = [
  {
    name: 'goes on in another workspace, and back',
    async play({ target, switchTo }) {
      await switchTo('w2');
      await target.request('accountSession/list', { refreshWorkspaceMetadata: true });
      await target.request('account/read', { refreshToken: true });
      await switchTo('w2');
      await switchTo('w1', { allowBrowserLogin: true });
    },
  },
  { name: 'two at once', play: ({ switchTo }) => Promise.all([switchTo('w2'), switchTo('w3')]) },
  {
    name: 'workspaces that cannot be had',
    async play({ switchTo }) {
      for (const id of ['', 'unknown', 'gone', 'state', 'own', 'company']) await switchTo(id);
      for (const id of ['gone', 'state']) await switchTo(id, { allowBrowserLogin: true });
      await switchTo('w2', { sessionId: 'other' });
    },
  },
  {
    name: 'a workspace that nobody can say the place of',
    play: ({ switchTo }) => switchTo('nowhere'),
  },
  {
    name: 'no way back from one that nobody can say the place of',
    login: { faults: { switchWorkspace: [{ delayMs: 1 }, 500] } },
    async play({ target, switchTo }) {
      await switchTo('nowhere');
      await target.request('accountSession/list', {});
      await target.request('account/read', { refreshToken: false });
    },
  },
  {
    name: 'a workspace that wants a login, called off',
    async play({ target, switchTo }) {
      for (const id of ['own', 'company']) {
        const { result } = await switchTo(id, { allowBrowserLogin: true });
        await switchTo('w2');
        const from = target.frames.length;
        await target.request('account/login/cancel', { loginId: (result as Frame).loginId });
        await target.waitFor('its end', ({ method }) => method === 'account/login/completed', from);
      }
      await switchTo('w2');
    },
  },
  {
    name: 'a workspace that wants a login, and gets it',
    isApprovedAgain: true,
    async play({ target, switchTo }) {
      const { result } = await switchTo('own', { allowBrowserLogin: true });
      const from = target.frames.length;
      await fetch(String((result as Frame).authUrl));
      await target.waitFor('account/updated', signedIn, from);
    },
  },
  {
    name: 'while a login waits',
    async play({ target, switchTo }) {
      await target.request('account/login/start', { type: 'chatgptDeviceCode' });
      for (const id of ['', 'w1', 'w2', 'unknown']) await switchTo(id);
      await switchTo('w2', { sessionId: 'other' });
    },
  },
  {
    name: 'where the configuration allows one workspace',
    config: 'forced_chatgpt_workspace_id = "w1"\n',
    async play({ switchTo }) {
      for (const id of ['', 'w1', 'w2', 'unknown']) await switchTo(id);
      await switchTo('w2', { sessionId: 'other' });
    },
  },
  ...[400, 401, 403, 404, 499, 500].map((status) => ({
    name: `refused with ${status}`,
    login: { faults: { switchWorkspace: status } },
    play: toW2,
  })),
  {
    name: 'an answer that breaks off',
    login: { faults: { switchWorkspace: { malformed: true } } },
    play: toW2,
  },
  { name: 'an answer without a token', login: refreshed({ omit: ['access_token'] }), play: toW2 },
  { name: 'a token that is none', login: refreshed({ accessToken: 'abc' }), play: toW2 },
  { name: 'a token that says nothing', login: refreshed({ accessToken: jwt({}) }), play: toW2 },
  {
    name: 'a token for elsewhere',
    login: refreshed({ authClaims: { chatgpt_account_id: 'w3' } }),
    play: toW2,
  },
  {
    name: 'a token of somebody else',
    login: refreshed({ authClaims: { chatgpt_user_id: 'u' } }),
    play: toW2,
  },
];

describe('accountSession/switch beside the real 0.169.0', () => {
  it.each(plays)('does the same with: $name', async (play) => {
    const ours = JSON.stringify(await played('ours', play));
    const real = await playReal(
      async () => JSON.stringify(await played('real', play)),
      (text) => text === ours,
    );
    expect(JSON.parse(ours)).toEqual(JSON.parse(real));
  });

  it('closes every thread, and ends what runs in them', async () => {
    const ours = await closedBy('ours');
    expect(ours).toEqual(await closedBy('real'));
  });
});
