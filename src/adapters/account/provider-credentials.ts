// CredentialSource of model requests: a provider's own key where configuration names one, else the account's.

import type { CredentialRecovery, CredentialSource, ProviderAccess } from '../../domain/credential-ports.js';

/** What authenticates the account that is signed in. */
export interface AccountAuth {
  /** Empty when nobody is signed in. */
  headers(): Promise<Readonly<Record<string, string>>>;
  recovery(): CredentialRecovery;
}

export interface ProviderCredentialsDeps {
  readonly account: AccountAuth;
  readonly env: Readonly<Record<string, string | undefined>>;
}

export function createProviderCredentials({ account, env }: ProviderCredentialsDeps): CredentialSource {
  const usesAccount = ({ bearerToken, envKey, requiresOpenaiAuth }: ProviderAccess): boolean =>
    bearerToken === null && envKey === null && requiresOpenaiAuth;
  return {
    async headers(provider) {
      // An account's token never goes to a provider that has not asked for one.
      if (usesAccount(provider)) {
        const headers = await account.headers();
        return Object.keys(headers).length > 0 ? headers : bearer(env.OPENAI_API_KEY);
      }
      const { bearerToken, envKey } = provider;
      return bearer(bearerToken ?? (envKey === null ? undefined : env[envKey]));
    },
    recovery: (provider) => (usesAccount(provider) ? account.recovery() : NOTHING_TO_TRY),
  };
}

/** A provider's own key has no other. */
const NOTHING_TO_TRY: CredentialRecovery = { next: () => Promise.resolve(false) };

function bearer(token: string | undefined): Record<string, string> {
  return token ? { authorization: `Bearer ${token}` } : {};
}
