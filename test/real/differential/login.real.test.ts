// Logins through the app-server, ours beside the real one, each with an issuer of its own: the same frames in the
// same order, the same requests at the issuer, or a named difference.
import { describe, expect, it } from 'vitest';
import type { Backend, Login, LoginObject, Workspace } from '../../../src/backend/index.js';
import { untilLoginPortIsFree, withMachineLock } from '../../../src/conformance/machine-lock.js';
import { differences } from '../support/differences.js';
import { unexplained } from '../support/known-differences.js';
import { withLoginTarget } from '../support/login-target.js';
import { normaliser } from '../support/normalise.js';
import { nothingLeft, playReal } from '../support/play-real.js';
import type { Frame, Side, Target, Version } from '../support/target.js';
import { OPENAI_ISSUER } from '../support/tls-proxy.js';

const POLL = '/api/accounts/deviceauth/token';

interface LoginScenario {
  readonly name: string;
  /** Of the versions that know what it is about; of both by default. */
  readonly only?: Version;
  readonly logins: readonly Login[];
  play(target: Target, backend: Backend): Promise<void>;
}

/** The next end of a login that nobody has looked at yet. */
function nextEnd(target: Target, after: number): Promise<Frame> {
  return target.waitFor(
    'account/login/completed',
    ({ method }) => method === 'account/login/completed',
    after,
  );
}

function result(frame: Frame): Record<string, string> {
  return (frame.result ?? {}) as Record<string, string>;
}

const device = (target: Target): Promise<Frame> =>
  target.request('account/login/start', { type: 'chatgptDeviceCode' });
const browser = (target: Target): Promise<Frame> =>
  target.request('account/login/start', { type: 'chatgpt' });

async function signedIn(target: Target): Promise<void> {
  await target.waitFor('account/updated', ({ method }) => method === 'account/updated');
}

const team = { accountId: 'acct-1', plan: 'team' };
const listed = (...workspaces: readonly Partial<Workspace>[]): LoginObject => ({
  account: { ...team, workspaces: workspaces.map((one) => ({ id: 'acct-1', ...one })) },
});

const refusedWorkspaces: readonly (readonly [name: string, logins: readonly LoginObject[]])[] = [
  ['is not listed once', [listed(), listed({ id: 'acct-2' }), listed({}, { name: 'again' })]],
  [
    'has no backend',
    [
      listed({ omit: ['backendOrigin'] }),
      ...['nonsense', 'http://h', 'https://u:p@h', 'https://h/x'].map((backendOrigin) =>
        listed({ backendOrigin }),
      ),
    ],
  ],
  ['is routed in an unknown way', [listed({ routingOverride: 'eu' }), listed({ omit: ['routingOverride'] })]],
  [
    'is not told',
    [500, 404, 401, { malformed: true as const }].map((accounts) => ({ faults: { accounts } })),
  ],
  ['has no name', [listed({ omit: ['name'], backendOrigin: 'https://h', routingOverride: 'us' })]],
];

const scenarios: LoginScenario[] = [
  {
    name: 'a device login that is approved, then refresh, limits and logout',
    logins: [{ approve: { afterPolls: 1 }, interval: 1, account: { email: 'a@b.c' } }],
    async play(target) {
      await device(target);
      await signedIn(target);
      await target.request('account/read', {});
      await target.request('account/read', { refreshToken: true });
      await target.request('getAuthStatus', {});
      await target.request('account/rateLimits/read');
      await target.request('account/logout');
      await target.request('account/read', {});
    },
  },
  ...(['reused', 'expired', 'revoked'] as const).map(
    (refresh): LoginScenario => ({
      name: `a login whose refresh token is ${refresh}`,
      logins: [{ approve: true, faults: { refresh } }],
      async play(target) {
        await device(target);
        await signedIn(target);
        await target.request('account/read', { refreshToken: true });
        await target.request('account/read', {});
        await target.request('getAuthStatus', { includeToken: true });
        await target.request('account/rateLimits/read');
        await target.request('account/logout');
      },
    }),
  ),
  ...(['deny', 'expire'] as const).map(
    (login): LoginScenario => ({
      name: `a device login that ends with ${login}`,
      logins: [login],
      async play(target) {
        await device(target);
        await nextEnd(target, 0);
      },
    }),
  ),
  {
    name: 'device logins that cannot be started',
    logins: [{ faults: { userCode: 404 } }, { faults: { userCode: 503 } }, { faults: { userCode: 500 } }],
    async play(target) {
      await device(target);
      await device(target);
      await device(target);
    },
  },
  {
    name: 'device logins that fail at the issuer',
    logins: [
      { faults: { poll: 500 } },
      { faults: { poll: 429 } },
      { approve: true, faults: { exchange: { error: { status: 400, message: 'no' } } } },
      { approve: true, faults: { exchange: 503 } },
    ],
    async play(target) {
      for (let round = 0; round < 4; round += 1) {
        const from = target.frames.length;
        await device(target);
        await nextEnd(target, from);
      }
    },
  },
  ...refusedWorkspaces.map(
    ([name, logins]): LoginScenario => ({
      name: `device logins whose workspace ${name}`,
      only: '0.169.0',
      logins: logins.map((login) => ({ approve: true, ...login })),
      async play(target) {
        for (const _login of logins) {
          const from = target.frames.length;
          await device(target);
          await nextEnd(target, from);
          await target.request('account/read', {});
          await target.request('getAuthStatus', {});
        }
      },
    }),
  ),
  {
    name: 'a workspace that cannot be told at first, then under new tokens, then not for the account that left',
    only: '0.169.0',
    logins: [
      { approve: true, faults: { accounts: [500] } },
      { approve: true, tokens: { omitClaims: ['chatgpt_account_id'] } },
      { approve: true, faults: { accounts: { hold: 'workspace' } } },
    ],
    async play(target, backend) {
      let from = target.frames.length;
      await device(target);
      await nextEnd(target, from);
      await target.request('account/read', {});
      await target.request('account/read', { refreshToken: true });
      from = target.frames.length;
      await device(target);
      await nextEnd(target, from);
      await target.request('account/read', {});
      await device(target);
      await backend.waitForHold('workspace');
      from = target.frames.length;
      await target.request('account/logout');
      await nextEnd(target, from);
      await target.request('account/read', {});
    },
  },
  {
    name: 'a device login that is cancelled, and ids that cannot be',
    logins: [{ interval: 1 }],
    async play(target, backend) {
      const { loginId } = result(await device(target));
      await backend.waitForRequest(POLL);
      await target.request('account/login/cancel', { loginId });
      await nextEnd(target, 0);
      await target.request('account/login/cancel', { loginId });
      await target.request('account/login/cancel', { loginId: 'garbage' });
      await target.request('account/login/cancel', {});
    },
  },
  {
    name: 'a device login that another one replaces',
    logins: [{ interval: 1 }, { interval: 1 }],
    async play(target, backend) {
      await device(target);
      await backend.waitForRequest(POLL);
      const from = target.frames.length;
      const second = result(await device(target));
      await nextEnd(target, from);
      await target.request('account/login/cancel', { loginId: second.loginId });
      await target.waitFor(
        'the second end',
        (frame) =>
          frame.method === 'account/login/completed' &&
          (frame.params as Record<string, unknown>).loginId === second.loginId,
      );
    },
  },
  {
    name: 'API key, tokens from outside that cannot be read, other clouds',
    logins: [],
    async play(target) {
      const start = (params: object): Promise<Frame> => target.request('account/login/start', params);
      await start({ type: 'apiKey', apiKey: 'sk-test' });
      await signedIn(target);
      await target.request('account/read', {});
      await target.request('account/rateLimits/read');
      await target.request('getAuthStatus', { includeToken: true, refreshToken: true });
      await start({ type: 'chatgptAuthTokens', accessToken: 'x', chatgptAccountId: 'w' });
      await start({ type: 'amazonBedrock', apiKey: '', region: 'us-east-1' });
      await start({ type: 'bogus' });
      await start({ type: 'chatgpt', appBrand: 'x' });
      await target.request('account/logout');
    },
  },
];

const browserScenarios: LoginScenario[] = [
  {
    name: 'a browser login that is approved',
    logins: [{}],
    async play(target, backend) {
      const { authUrl = '' } = result(await browser(target));
      await fetch(atOurs(authUrl, backend));
      await fetch(backend.decideLogin('last', 'approve').redirectTo ?? '');
      await signedIn(target);
    },
  },
  {
    name: 'browser logins whose code the issuer does not take',
    logins: [
      { faults: { exchange: { error: { status: 400, code: 'invalid_grant', message: 'It has expired.' } } } },
      { faults: { exchange: 404 } },
      { faults: { exchange: 503 } },
      { faults: { exchange: { malformed: true } } },
    ],
    async play(target, backend) {
      for (let round = 0; round < 4; round += 1) {
        const from = target.frames.length;
        const { authUrl = '' } = result(await browser(target));
        await fetch(atOurs(authUrl, backend));
        await fetch(backend.decideLogin('last', 'approve').redirectTo ?? '');
        await nextEnd(target, from);
      }
    },
  },
  {
    name: 'a browser login that is denied, one that is cancelled, one that another one replaces',
    logins: [{}, {}, {}, {}],
    async play(target, backend) {
      const { authUrl = '' } = result(await browser(target));
      await fetch(atOurs(authUrl, backend));
      await fetch(backend.decideLogin('last', 'deny').redirectTo ?? '');
      await nextEnd(target, 0);
      let from = target.frames.length;
      const { loginId } = result(await browser(target));
      await target.request('account/login/cancel', { loginId });
      await nextEnd(target, from);
      await browser(target);
      from = target.frames.length;
      await browser(target);
      await nextEnd(target, from);
    },
  },
];

/** A link of the real 0.118.0 leads to OpenAI's issuer, which is ours behind a proxy. */
function atOurs(link: string, backend: Backend): string {
  return link.replace(OPENAI_ISSUER, backend.url);
}

/** What a server said, and what its issuer was asked. */
function transcript(
  side: Side,
  version: Version,
  { logins, play }: LoginScenario,
): Promise<{ frames: string[]; asked: string[] }> {
  return withLoginTarget({ side, version, logins }, async (target, backend) => {
    await play(target, backend);
    // Whatever else an answer caused is told by now.
    await target.request('thread/loaded/list');
    const normalise = normaliser(target.home);
    const plain = secretless();
    const frames = target.frames
      .filter(
        ({ method }) => method === undefined || (typeof method === 'string' && method.startsWith('account/')),
      )
      .slice(1)
      .map((frame) => plain(JSON.stringify(normalise(sortedMembers(frame) as Frame))));
    const asked = backend.requests
      .map(({ method, path }) => plain(`${method} ${path}`))
      .filter((line) => /oauth|deviceauth|usage|reset-credits|accounts/.test(line))
      // A logout of ours revokes in both versions: docs/quirks.md.
      .filter((line) => version !== '0.118.0' || !line.endsWith('/oauth/revoke'));
    return { frames, asked };
  });
}

/** Codes, challenges and tokens differ from login to login. */
function secretless(): (text: string) => string {
  return (text) =>
    text
      .replaceAll(OPENAI_ISSUER, 'http://127.0.0.1:<port>')
      .replace(/"userCode":"[^"]+"/g, '"userCode":"<code>"')
      .replace(/(state|code_challenge)=[\w-]+/g, '$1=<secret>')
      .replace(/"(resetsAt|emittedAtMs)":\d+/g, '"$1":"<time>"')
      .replace(/127\.0\.0\.1%3A\d+/g, '127.0.0.1%3A<port>');
}

function sortedMembers(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortedMembers);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([name, member]) => [name, sortedMembers(member)]),
  );
}

async function compare(version: Version, scenario: LoginScenario): Promise<void> {
  const ours = await transcript('ours', version, scenario);
  await untilLoginPortIsFree();
  // A replaced login ends just before or just after the new answer in the real server.
  const left = await playReal(async () => {
    const real = await transcript('real', version, scenario);
    await untilLoginPortIsFree();
    expect(once(ours.asked)).toEqual(once(real.asked));
    return unexplained(differences(ours.frames, real.frames), version);
  }, nothingLeft);
  expect(left).toEqual([]);
}

/** How often a waiting client polls, and which of two requests at once comes first, depends on time alone. */
function once(asked: readonly string[]): string[] {
  return [...new Set(asked)].sort();
}

describe.sequential.each(['0.169.0', '0.118.0'] as const)('logins say what the real %s says', (version) => {
  const isKnown = ({ only = version }: LoginScenario): boolean => only === version;
  it.each(scenarios.filter(isKnown))('in: $name', (scenario) => compare(version, scenario));
  it.each(browserScenarios)(
    'in: $name',
    (scenario) => withMachineLock(() => compare(version, scenario)),
    150_000,
  );
});
