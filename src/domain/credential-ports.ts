// How requests to model providers are authenticated; implemented by adapters/account.

import type { GatewaySettings } from './gateway/gateway-ports.js';

/** Where the credentials for a provider come from. */
export interface CredentialSource {
  /**
   * Headers that authenticate a request; empty when the provider needs none or nobody is signed in.
   * @throws ModelError `credentials` where nothing is sent without them
   */
  headers(provider: ProviderAccess): Promise<Readonly<Record<string, string>>>;
  /** For one request: what can be tried when the provider refuses them. */
  recovery(provider: ProviderAccess): CredentialRecovery;
  /** Aborted when somebody signs in or out, with the error that requests under way end with then. */
  revocation(): AbortSignal;
  /** Gets what takes time before the first request needs it; what goes wrong shows then. */
  prepare(provider: ProviderAccess): void;
}

/** How a provider knows who asks. */
export interface ProviderAccess {
  readonly id: string;
  /** A token that stands in the configuration itself. */
  readonly bearerToken: string | null;
  /** Name of the environment variable that holds the key; null when none is wanted. */
  readonly envKey: string | null;
  /** Prints the token. */
  readonly tokenCommand: TokenCommand | null;
  readonly requiresOpenaiAuth: boolean;
  /** What stands before the provider and wants a token of its own. */
  readonly gateway: GatewayAccess | null;
}

/** A command of the user's that prints a token. */
export interface TokenCommand {
  readonly of: 'provider' | 'gateway';
  readonly command: string;
  readonly args: readonly string[];
  /** Absolute. */
  readonly cwd: string;
  readonly timeoutMs: number;
  /** How long its token is good; 0: until it is refused. */
  readonly refreshMs: number;
}

export interface GatewayAccess {
  readonly source:
    | { readonly kind: 'signIn'; readonly settings: GatewaySettings }
    | { readonly kind: 'command'; readonly command: TokenCommand };
  readonly delivery: GatewayDelivery;
}

/** Where in a request the token goes. */
export type GatewayDelivery =
  | { readonly kind: 'header'; readonly name: string; readonly scheme: string }
  | { readonly kind: 'cookie'; readonly name: string };

/** The steps of one request after its credentials were refused; each is taken once. */
export interface CredentialRecovery {
  /**
   * True when there are other credentials now, so that trying again makes sense; false when nothing is left to try.
   * @throws ModelError `credentials` when there would have to be, and are not
   */
  next(): Promise<boolean>;
}
