// Logins through the app-server, ours beside the real 0.169.0, each with an issuer of its own: the same frames in
// the same order, the same requests at the issuer, or a named difference. 0.118.0 takes no other issuer.
import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { type Backend, createBackend, type Login } from '../../../src/backend/index.js';
import { handshake } from '../support/compare.js';
import { differences } from '../support/differences.js';
import { unexplained } from '../support/known-differences.js';
import { normaliser } from '../support/normalise.js';
import { type Frame, type Side, startTarget, type Target } from '../support/target.js';

const VERSION = '0.169.0';
const REAL_PLAYS = 4;
const POLL = '/api/accounts/deviceauth/token';

/** docs/quirks.md: Workspaces are asked of nobody. */
const WORKSPACES = /^answer \d+\.result\.(account\.workspaceName|workspaceRouting): ours null, real /;

interface LoginScenario {
  readonly name: string;
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
      await fetch(authUrl);
      await fetch(backend.decideLogin('last', 'approve').redirectTo ?? '');
      await signedIn(target);
    },
  },
  {
    name: 'a browser login that is denied, one that is cancelled, one that another one replaces',
    logins: [{}, {}, {}, {}],
    async play(target, backend) {
      const { authUrl = '' } = result(await browser(target));
      await fetch(authUrl);
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

/** What a server said, and what its issuer was asked. */
async function transcript(
  side: Side,
  { logins, play }: LoginScenario,
): Promise<{ frames: string[]; asked: string[] }> {
  const backend = await createBackend({ script: { logins } }).listen();
  try {
    const config = backend.codexConfig({ codexVersion: VERSION, requiresLogin: true });
    const env = { ...backend.loginEnvironment() };
    const target = await startTarget({ side, version: VERSION, config, env });
    try {
      await handshake(target);
      await play(target, backend);
      // Whatever else an answer caused is told by now.
      await target.request('thread/loaded/list');
      const normalise = normaliser(target.home);
      const plain = secretless();
      const frames = target.frames
        .filter(
          ({ method }) =>
            method === undefined || (typeof method === 'string' && method.startsWith('account/')),
        )
        .slice(1)
        .map((frame) => plain(JSON.stringify(normalise(sortedMembers(frame) as Frame))));
      const asked = backend.requests
        .map(({ method, path }) => plain(`${method} ${path}`))
        .filter((line) => /oauth|deviceauth|usage|reset-credits/.test(line));
      return { frames, asked };
    } finally {
      await target.close();
    }
  } finally {
    await backend.close();
  }
}

/** Codes, challenges and tokens differ from login to login. */
function secretless(): (text: string) => string {
  return (text) =>
    text
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

/** Waits until nobody listens on the port of browser logins: there is only one on a machine. */
async function untilFree(port: number): Promise<void> {
  for (let tries = 0; tries < 50; tries += 1) {
    const isTaken = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => {
        socket.destroy();
        resolve(true);
      });
      socket.on('error', () => resolve(false));
    });
    if (!isTaken) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function compare(scenario: LoginScenario): Promise<void> {
  const ours = await transcript('ours', scenario);
  await untilFree(1455);
  let left: string[] = [];
  // A replaced login ends just before or just after the new answer in the real server: what ours said, once, must
  // be one of its orders.
  for (let play = 1; play === 1 || (left.length > 0 && play <= REAL_PLAYS); play += 1) {
    const real = await transcript('real', scenario);
    await untilFree(1455);
    const apart = unexplained(differences(ours.frames, real.frames), VERSION);
    left = apart.filter((line) => !WORKSPACES.test(line));
    expect(once(ours.asked)).toEqual(once(real.asked));
  }
  expect(left).toEqual([]);
}

/** How often a waiting client polls, and which of two requests at once comes first, depends on time alone. */
function once(asked: readonly string[]): string[] {
  return [...new Set(asked)].sort();
}

describe.sequential('logins say what the real 0.169.0 says', () => {
  it.each([...scenarios, ...browserScenarios])('in: $name', compare);
});
