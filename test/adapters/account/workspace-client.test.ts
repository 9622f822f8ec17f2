import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  createWorkspaceClient,
  type WorkspaceClientDeps,
} from '../../../src/adapters/account/workspace-client.js';
import { workspaceOf } from '../../../src/adapters/account/workspace-payload.js';
import { messageOf } from '../../../src/util/coded-error.js';
import { type FakeClock, fakeClock } from '../../util/fake-clock.js';

const ID = 'acct-1';
const entry = (more: object = {}) => ({
  id: ID,
  name: 'Team',
  workspace_backend_origin: 'https://127.0.0.1:9',
  account_routing_override: 'NO_CONSTRAINT',
  ...more,
});
const found = {
  name: 'Team',
  routing: {
    chatgptAccountId: ID,
    backendOrigin: 'https://127.0.0.1:9',
    accountRoutingOverride: 'NO_CONSTRAINT',
  },
};

// Each text was said by the real 0.169.0 to exactly this list.
describe('a list of workspaces', () => {
  test.each<[string, unknown]>([
    ['the one in use', [entry()]],
    ['one among others', [{ id: 'other' }, entry(), { id: 'other' }]],
    ['an origin with a slash', [entry({ workspace_backend_origin: 'https://127.0.0.1:9/' })]],
  ])('with %s tells where it is', (_what, accounts) => {
    expect(workspaceOf({ accounts }, ID)).toEqual(found);
  });

  test('names an origin in its canonical form, and the ways of routing that are known', () => {
    const given = entry({
      workspace_backend_origin: 'HTTPS://EXAMPLE.com:443',
      account_routing_override: 'us',
    });
    expect(workspaceOf({ accounts: [given] }, ID).routing).toMatchObject({
      backendOrigin: 'https://example.com',
      accountRoutingOverride: 'us',
    });
    expect(
      workspaceOf({ accounts: [entry({ name: null, account_routing_override: 'us_cr' })] }, ID).name,
    ).toBeNull();
  });

  const origin = (workspace_backend_origin: unknown) => ({ accounts: [entry({ workspace_backend_origin })] });
  const override = (account_routing_override: unknown) => ({
    accounts: [entry({ account_routing_override })],
  });
  test.each<[string, unknown]>([
    ['selected workspace missing from routing discovery', {}],
    ['selected workspace missing from routing discovery', { accounts: [] }],
    ['selected workspace missing from routing discovery', { accounts: [entry({ id: 'other' })] }],
    ['duplicate workspace in routing discovery', { accounts: [entry(), entry({ name: 'B' })] }],
    ['workspace routing discovery missing backend origin', { accounts: [{ id: ID }] }],
    ['workspace routing discovery missing backend origin', origin(null)],
    ['workspace routing discovery has invalid account routing override', override('US')],
    ['workspace routing discovery has invalid account routing override', override(null)],
    ['workspace routing discovery has invalid account routing override', override(undefined)],
    ['invalid workspace backend URL', origin('nonsense')],
    ['invalid workspace backend URL', origin('')],
    ['workspace backend must use an HTTPS origin without credentials', origin('http://h/x')],
    ['workspace backend must use an HTTPS origin without credentials', origin('https://u:p@h')],
    ['workspace routing discovery must return an origin', origin('https://h/x')],
    ['workspace routing discovery must return an origin', origin('https://h?x=1')],
    ['workspace routing discovery must return an origin', origin('https://h#x')],
    ['workspace routing discovery failed', origin(5)],
    ['workspace routing discovery failed', override(5)],
    ['workspace routing discovery failed', { accounts: [entry({ name: 5 })] }],
    ['workspace routing discovery failed', { accounts: [{ name: 'x' }, entry()] }],
    [
      'workspace routing discovery failed',
      { accounts: [{ id: 'other', workspace_backend_origin: 5 }, entry()] },
    ],
    ['workspace routing discovery failed', { accounts: null }],
    ['workspace routing discovery failed', { accounts: { [ID]: entry() } }],
    ['workspace routing discovery failed', 'text'],
  ])('is refused with "%s": %j', (text, payload) => {
    expect(() => workspaceOf(payload, ID)).toThrow(new Error(text));
  });
});

describe('asking for the workspace', () => {
  let clock: FakeClock;
  let token: string;
  let accountId: string | null;
  let isAsked: boolean;
  let recoveries: number;
  let asked: { url: string; headers: Record<string, string> }[];
  let answers: (() => Response | Promise<Response>)[];

  beforeEach(() => {
    clock = fakeClock();
    token = 't1';
    accountId = ID;
    isAsked = true;
    recoveries = 0;
    asked = [];
    answers = [];
  });

  afterEach(() => {
    expect(clock.pendingTimers).toBe(0);
  });

  const list = (): Response => Response.json({ accounts: [entry()] });
  const never = (): Promise<Response> => new Promise(() => {});

  const reasonOf = (answer: Promise<unknown>): Promise<string> => answer.then(() => 'none', messageOf);

  function client(more: Partial<WorkspaceClientDeps> = {}) {
    return createWorkspaceClient({
      baseUrl: () => 'http://127.0.0.1:1/backend-api',
      headers: async () => ({ authorization: `Bearer ${token}`, 'chatgpt-account-id': ID }),
      recovery: () => {
        let left = recoveries;
        return {
          async next() {
            left -= 1;
            if (left >= 0) token = `t${recoveries - left + 1}`;
            return left >= 0;
          },
        };
      },
      accountId: () => accountId,
      userAgent: (originator) => `${originator}/1`,
      isAsked: () => isAsked,
      token: () => token,
      clock,
      fetch: async (url, init) => {
        asked.push({
          url: url instanceof Request ? url.url : url.toString(),
          headers: init?.headers as Record<string, string>,
        });
        return (answers.shift() ?? list)();
      },
      ...more,
    });
  }

  test('sends the credentials in use, once for as long as they are', async () => {
    const workspaces = client();
    expect(await workspaces.read('me')).toEqual(found);
    expect(await workspaces.read('me')).toEqual(found);
    expect(asked).toEqual([
      {
        url: 'http://127.0.0.1:1/backend-api/wham/accounts/check',
        headers: { 'user-agent': 'me/1', authorization: 'Bearer t1', 'chatgpt-account-id': ID },
      },
    ]);
    token = 't2';
    await workspaces.read('me');
    expect(asked).toHaveLength(2);
  });

  test('asks once for all who ask at once', async () => {
    const workspaces = client();
    expect(await Promise.all([workspaces.read('a'), workspaces.read('b')])).toEqual([found, found]);
    expect(asked).toHaveLength(1);
  });

  test('asks nobody without an account id, and where workspaces do not matter', async () => {
    const workspaces = client();
    accountId = null;
    expect(await workspaces.read('me')).toBeNull();
    accountId = ID;
    isAsked = false;
    expect(await workspaces.read('me')).toBeNull();
    expect(asked).toEqual([]);
  });

  test.each([404, 403, 500, 302])('does not believe a %i, and asks again the next time', async (status) => {
    const workspaces = client();
    answers = [() => new Response(null, { status })];
    await expect(workspaces.read('me')).rejects.toThrow(new Error('workspace routing discovery failed'));
    expect(await workspaces.read('me')).toEqual(found);
  });

  test('fails for a body that breaks off, and for a connection that does', async () => {
    const workspaces = client();
    answers = [() => new Response('{"accounts":'), () => Promise.reject(new Error('ECONNRESET'))];
    await expect(workspaces.read('me')).rejects.toThrow('workspace routing discovery failed');
    await expect(workspaces.read('me')).rejects.toThrow('workspace routing discovery failed');
  });

  test('tries other credentials when the first are refused, and remembers the answer for those', async () => {
    const workspaces = client();
    recoveries = 2;
    const refuse = (): Response => new Response(null, { status: 401 });
    answers = [refuse, refuse];
    expect(await workspaces.read('me')).toEqual(found);
    expect(asked.map(({ headers }) => headers.authorization)).toEqual([
      'Bearer t1',
      'Bearer t2',
      'Bearer t3',
    ]);
    await workspaces.read('me');
    expect(asked).toHaveLength(3);
  });

  test('says so when no credentials are accepted, whatever the reason', async () => {
    const refuse = (): Response => new Response(null, { status: 401 });
    answers = [refuse, refuse];
    const failing = client({ recovery: () => ({ next: () => Promise.reject(new Error('expired')) }) });
    const text = 'workspace routing discovery unauthorized (401)';
    await expect(failing.read('me')).rejects.toThrow(new Error(text));
    await expect(client().read('me')).rejects.toThrow(new Error(text));
  });

  test('gives up after fifteen seconds', async () => {
    answers = [never];
    const answer = client().read('me');
    const failed = reasonOf(answer);
    clock.advance(14_999);
    expect(clock.pendingTimers).toBe(1);
    clock.advance(1);
    expect(await failed).toBe('workspace routing discovery timed out');
  });

  test('gives up at once when the account changes, and believes no answer for another one', async () => {
    const workspaces = client();
    answers = [never];
    const changed = reasonOf(workspaces.read('me'));
    workspaces.forget();
    expect(await changed).toBe('account changed during workspace routing discovery');
    const late = reasonOf(workspaces.read('me'));
    accountId = 'acct-2';
    expect(await late).toBe('account changed during workspace routing discovery');
  });
});
