import { describe, expect, test } from 'vitest';
import { createProviderCredentials } from '../../../src/adapters/account/provider-credentials.js';

interface Provider {
  bearerToken: string | null;
  envKey: string | null;
  requiresOpenaiAuth: boolean;
}

const PLAIN: Provider = { bearerToken: null, envKey: null, requiresOpenaiAuth: false };
const ACCOUNT = { authorization: 'Bearer access', 'chatgpt-account-id': 'w1' };

function source(provider: Partial<Provider>, { signedIn = true, env = {} as Record<string, string> } = {}) {
  let recovered = 0;
  const credentials = createProviderCredentials({
    account: {
      headers: () => Promise.resolve(signedIn ? ACCOUNT : {}),
      recovery: () => ({ next: () => Promise.resolve(++recovered > 0) }),
    },
    env,
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
