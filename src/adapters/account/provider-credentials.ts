// CredentialSource of model requests: a provider's own key where configuration names one, else the account's.

import type { CredentialRecovery, CredentialSource } from '../../domain/ports.js';

/** What authenticates the account that is signed in. */
export interface AccountAuth {
  /** Empty when nobody is signed in. */
  headers(): Promise<Readonly<Record<string, string>>>;
  recovery(): CredentialRecovery;
}

export interface ProviderCredentialsDeps {
  provider(id: string): {
    readonly bearerToken: string | null;
    readonly envKey: string | null;
    readonly requiresOpenaiAuth: boolean;
  };
  readonly account: AccountAuth;
  readonly env: Readonly<Record<string, string | undefined>>;
}

export function createProviderCredentials({
  provider,
  account,
  env,
}: ProviderCredentialsDeps): CredentialSource {
  const usesAccount = (id: string): boolean => {
    const { bearerToken, envKey, requiresOpenaiAuth } = provider(id);
    return bearerToken === null && envKey === null && requiresOpenaiAuth;
  };
  return {
    async headers(id) {
      // An account's token never goes to a provider that has not asked for one.
      if (usesAccount(id)) {
        const headers = await account.headers();
        return Object.keys(headers).length > 0 ? headers : bearer(env.OPENAI_API_KEY);
      }
      const { bearerToken, envKey } = provider(id);
      return bearer(bearerToken ?? (envKey === null ? undefined : env[envKey]));
    },
    recovery: (id) => (usesAccount(id) ? account.recovery() : NOTHING_TO_TRY),
  };
}

/** A provider's own key has no other. */
const NOTHING_TO_TRY: CredentialRecovery = { next: () => Promise.resolve(false) };

function bearer(token: string | undefined): Record<string, string> {
  return token ? { authorization: `Bearer ${token}` } : {};
}
