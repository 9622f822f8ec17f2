// Gateways before a model that sign people in on their own (0.169.0), as the domain sees them; implemented by
// adapters/gateway.

/** The OAuth client that a provider's `gateway_oauth` describes. */
export interface GatewaySettings {
  readonly authorizationUrl: string;
  /** Null: nobody can sign in with a code. */
  readonly deviceAuthorizationUrl: string | null;
  readonly tokenUrl: string;
  readonly clientId: string;
  readonly resource: string | null;
  readonly scopes: readonly string[];
  /** Where browsers come back to; null: any. */
  readonly redirectPort: number | null;
  readonly store: 'file' | 'keyring';
}

export interface GatewayToken {
  readonly accessToken: string;
  /** Which sign-in it comes from; null where an older version kept it. */
  readonly authorizationId: string | null;
  readonly refreshToken: string | null;
  /** Unix seconds; null: never said. */
  readonly expiresAt: number | null;
}

/** How it stands; `error` only where it failed. */
export interface Standing {
  readonly status: 'notReady' | 'started' | 'succeeded' | 'failed';
  readonly error: string | null;
}

/** What clients are told; the address and the id go to the client alone that signs in. */
export interface GatewayNews extends Standing {
  readonly loginId: string | null;
  readonly authUrl: string | null;
  readonly providerId: string;
}

/** A sign-in that a person is to finish. */
export interface Begun {
  /** Resolves when the person has agreed. @throws GatewaySignInFailed, the signal's reason, or any other error */
  token(): Promise<GatewayToken>;
}

export interface GatewayIssuer {
  /** Waits for a browser to come back from the address. @throws any error when nothing can listen */
  browser(settings: GatewaySettings, signal: AbortSignal): Promise<Begun & { readonly authUrl: string }>;
  /** @throws any error when the issuer gives no code */
  device(
    settings: GatewaySettings,
    signal: AbortSignal,
  ): Promise<Begun & { readonly verificationUrl: string; readonly userCode: string }>;
  /** Null where the issuer takes the refresh token no more. @throws any other failure */
  refresh(settings: GatewaySettings, old: GatewayToken): Promise<GatewayToken | null>;
}

/** Where the tokens of one client are kept, for all processes of a home. */
export interface GatewayTokenStore {
  /** Null where there is none. @throws Error whose message may be shown */
  load(): Promise<GatewayToken | null>;
  save(token: GatewayToken): Promise<void>;
  /** Runs `work` while no other process renews or saves. @throws when nobody lets it for a minute */
  exclusively<T>(work: () => Promise<T>): Promise<T>;
}

/** A failure whose reason people are told. */
export class GatewaySignInFailed extends Error {}
