import { describe, expect, test } from 'vitest';
import { createProviderCredentials } from '../../../src/adapters/account/provider-credentials.js';
import { TokenCommands } from '../../../src/adapters/account/token-command.js';
import type { ProviderAccess, TokenCommand } from '../../../src/domain/credential-ports.js';
import { systemClock } from '../../../src/util/clock.js';

const PLAIN: ProviderAccess = {
  id: 'p',
  bearerToken: null,
  envKey: null,
  tokenCommand: null,
  requiresOpenaiAuth: false,
  gateway: null,
};
const ACCOUNT = { authorization: 'Bearer access', 'chatgpt-account-id': 'w1' };

function source(
  provider: Partial<ProviderAccess>,
  { signedIn = true, env = {} as Record<string, string> } = {},
) {
  let recovered = 0;
  const credentials = createProviderCredentials({
    account: {
      headers: () => Promise.resolve(signedIn ? ACCOUNT : {}),
      recovery: () => ({ next: () => Promise.resolve(++recovered > 0) }),
      revocation: () => new AbortController().signal,
    },
    env,
    commands: new TokenCommands(systemClock, { PATH: process.env.PATH, HOST_SAYS: 'hello' }),
    gatewayToken: (id, { clientId }) =>
      clientId === '' ? Promise.reject(new Error('nobody')) : Promise.resolve(`${id}-${clientId}`),
  });
  const asked = { ...PLAIN, ...provider };
  return {
    credentials: {
      headers: () => credentials.headers(asked),
      recovery: () => credentials.recovery(asked),
    },
    recovered: () => recovered,
  };
}

describe('credentials of model requests', () => {
  test('are the account’s where the provider wants an account', async () => {
    const { credentials, recovered } = source({ requiresOpenaiAuth: true });
    expect(await credentials.headers()).toEqual(ACCOUNT);
    expect(await credentials.recovery().next()).toBe(true);
    expect(recovered()).toBe(1);
  });

  test('of an account never go to a provider that did not ask for one', async () => {
    const { credentials, recovered } = source({});
    expect(await credentials.headers()).toEqual({});
    expect(await credentials.recovery().next()).toBe(false);
    expect(recovered()).toBe(0);
  });

  test('are the provider’s own where configuration names them', async () => {
    expect(await source({ bearerToken: 't', requiresOpenaiAuth: true }).credentials.headers()).toEqual({
      authorization: 'Bearer t',
    });
    const named = source({ envKey: 'KEY', requiresOpenaiAuth: true }, { env: { KEY: 'k' } });
    expect(await named.credentials.headers()).toEqual({ authorization: 'Bearer k' });
    expect(await named.credentials.recovery().next()).toBe(false);
    expect(await source({ envKey: 'KEY' }).credentials.headers()).toEqual({});
  });

  test('fall back to the key of the environment while nobody is signed in', async () => {
    const env = { OPENAI_API_KEY: 'k' };
    expect(
      await source({ requiresOpenaiAuth: true }, { signedIn: false, env }).credentials.headers(),
    ).toEqual({ authorization: 'Bearer k' });
  });
});

const COMMAND: TokenCommand = {
  of: 'provider',
  command: 'sh',
  args: [],
  cwd: '/',
  timeoutMs: 5_000,
  refreshMs: 0,
};

function printing(script: string, more: Partial<TokenCommand> = {}): TokenCommand {
  return { ...COMMAND, args: ['-c', script], ...more };
}

describe('credentials that a command prints', () => {
  test('are printed once, and again when they were refused', async () => {
    const { credentials } = source({ tokenCommand: printing('date +%s%N') });
    const first = await credentials.headers();
    expect(first.authorization).toMatch(/^Bearer \d+$/);
    expect(await credentials.headers()).toEqual(first);
    const recovery = credentials.recovery();
    expect(await recovery.next()).toBe(true);
    expect(await credentials.headers()).not.toEqual(first);
    expect(await recovery.next()).toBe(false);
  });

  test('know the variables of this server, and no others', async () => {
    const { credentials } = source({ tokenCommand: printing('echo "$HOST_SAYS-$HOME"') });
    expect(await credentials.headers()).toEqual({ authorization: 'Bearer hello-' });
  });

  test('grow old', async () => {
    const { credentials } = source({ tokenCommand: printing('date +%s%N', { refreshMs: 1 }) });
    const first = await credentials.headers();
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(await credentials.headers()).not.toEqual(first);
  });

  test.each([
    ['echo no >&2; exit 3', 'provider auth command `sh` exited with status exit status: 3: no'],
    ['true', 'provider auth command `sh` produced an empty token'],
    ["printf '\\377'", 'provider auth command `sh` wrote non-UTF-8 data to stdout'],
    ['head -c 100000 /dev/zero', 'provider auth command `sh` printed more than 64 KiB'],
    ['sleep 9', 'provider auth command `sh` timed out after 100 ms'],
  ])('that cannot be had by `%s` are left out, and said to be missing once refused', async (script, why) => {
    const timeoutMs = script === 'sleep 9' ? 100 : 5_000;
    const { credentials } = source({ tokenCommand: printing(script, { timeoutMs }) });
    expect(await credentials.headers()).toEqual({});
    await expect(credentials.recovery().next()).rejects.toMatchObject({
      failure: { kind: 'credentials', message: why, isPermanent: false },
    });
  });

  test('need a program', async () => {
    const { credentials } = source({ tokenCommand: { ...COMMAND, command: '/nowhere/x' } });
    await expect(credentials.recovery().next()).rejects.toThrow(
      'provider auth command `/nowhere/x` failed to start: No such file or directory (os error 2)',
    );
  });
});

describe('what a gateway wants besides', () => {
  const settings = {
    authorizationUrl: 'https://gateway.example/authorize',
    deviceAuthorizationUrl: null,
    tokenUrl: 'https://gateway.example/token',
    clientId: 'codex',
    resource: null,
    scopes: [],
    redirectPort: null,
    store: 'file',
  } as const;
  const signIn = { kind: 'signIn', settings } as const;

  test('goes where the configuration says', async () => {
    const header = { kind: 'header', name: 'X-Gateway', scheme: 'Token' } as const;
    const { credentials } = source({ bearerToken: 't', gateway: { source: signIn, delivery: header } });
    expect(await credentials.headers()).toEqual({ authorization: 'Bearer t', 'x-gateway': 'Token p-codex' });
    const cookie = { kind: 'cookie', name: 'session' } as const;
    expect(await source({ gateway: { source: signIn, delivery: cookie } }).credentials.headers()).toEqual({
      cookie: 'session=p-codex',
    });
  });

  test('is a failure where it is not there', async () => {
    const delivery = { kind: 'cookie', name: 'session' } as const;
    const nobody = { kind: 'signIn', settings: { ...settings, clientId: '' } } as const;
    await expect(
      source({ gateway: { source: nobody, delivery } }).credentials.headers(),
    ).rejects.toMatchObject({ failure: { kind: 'credentials', message: 'nobody' } });
    const two = printing('echo a b', { of: 'gateway' });
    await expect(
      source({ gateway: { source: { kind: 'command', command: two }, delivery } }).credentials.headers(),
    ).rejects.toThrow('Gateway credential export must print one access token');
  });
});
