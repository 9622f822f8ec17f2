// How requests to model providers are authenticated; implemented by adapters/account.

/** Where the credentials for a provider come from. */
export interface CredentialSource {
  /** Headers that authenticate a request; empty when the provider needs none or nobody is signed in. */
  headers(provider: ProviderAccess): Promise<Readonly<Record<string, string>>>;
  /** For one request: what can be tried when the provider refuses them. */
  recovery(provider: ProviderAccess): CredentialRecovery;
}

/** How a provider knows who asks. */
export interface ProviderAccess {
  /** A token that stands in the configuration itself. */
  readonly bearerToken: string | null;
  /** Name of the environment variable that holds the key; null when none is wanted. */
  readonly envKey: string | null;
  readonly requiresOpenaiAuth: boolean;
}

/** The steps of one request after its credentials were refused; each is taken once. */
export interface CredentialRecovery {
  /**
   * True when there are other credentials now, so that trying again makes sense; false when nothing is left to try.
   * @throws ModelError `credentials` when there would have to be, and are not
   */
  next(): Promise<boolean>;
}
