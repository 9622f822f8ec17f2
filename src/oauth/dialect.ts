// Where the versions of codex differ towards an issuer, as data. Everything else here knows no versions.

import type { FormEncoding } from './form.js';

export interface OAuthDialect {
  /** Host of the redirect URI; the callback server listens on 127.0.0.1 either way. */
  readonly redirectHost: 'localhost' | '127.0.0.1';
  /** Ports of the callback server: the first is fought for, the others are tried when it stays taken. */
  readonly callbackPorts: readonly number[];
  readonly encoding: FormEncoding;
  readonly authorizeOrder: readonly string[];
  readonly codeExchangeOrder: readonly string[];
  /** Text for a successful answer of the token endpoint that holds no tokens. */
  readonly malformedTokensText: string;
  /** The list of allowed workspaces is worded as one: `workspace id(s) a, b`. */
  readonly workspacesAreListed: boolean;
  /** Suffixes of the state that a callback may carry, naming where an introduction should begin. */
  readonly onboardingEntrypoints: readonly string[];
  readonly refresh: {
    /** The request says why it is made. */
    readonly saysWhy: boolean;
    /** A known code ends the login whatever the HTTP status; otherwise only a 401 does. */
    readonly codeDecides: boolean;
    /** The text of a passing failure ends with what the issuer said. */
    readonly showsDetail: boolean;
    /** Milliseconds before its end from which an access token is renewed. */
    readonly earlyMs: number;
  };
  /** Saved tokens say which issuer and client they are from, and which login they belong to. */
  readonly savesProvenance: boolean;
  /** A claim `education` names the edu plan. */
  readonly knowsEducationClaim: boolean;
}

const oauth0118: OAuthDialect = {
  redirectHost: 'localhost',
  callbackPorts: [1455],
  encoding: 'rfc3986',
  authorizeOrder: [
    'response_type',
    'client_id',
    'redirect_uri',
    'scope',
    'code_challenge',
    'code_challenge_method',
    'id_token_add_organizations',
    'codex_cli_simplified_flow',
    'state',
    'originator',
    'allowed_workspace_id',
  ],
  codeExchangeOrder: ['grant_type', 'code', 'redirect_uri', 'client_id', 'code_verifier'],
  malformedTokensText: 'error decoding response body',
  workspacesAreListed: false,
  onboardingEntrypoints: [],
  refresh: { saysWhy: false, codeDecides: false, showsDetail: true, earlyMs: 0 },
  savesProvenance: false,
  knowsEducationClaim: false,
};

const oauth0169: OAuthDialect = {
  redirectHost: '127.0.0.1',
  callbackPorts: [1455, 1457],
  encoding: 'form',
  authorizeOrder: [
    'response_type',
    'client_id',
    'redirect_uri',
    'code_challenge',
    'code_challenge_method',
    'state',
    'scope',
    'id_token_add_organizations',
    'codex_cli_simplified_flow',
    'originator',
    'allowed_workspace_id',
    'current_workspace_id',
    'login_hint',
    'connection',
  ],
  codeExchangeOrder: ['grant_type', 'client_id', 'code', 'redirect_uri', 'code_verifier'],
  malformedTokensText: 'OAuth token response is invalid',
  workspacesAreListed: true,
  onboardingEntrypoints: ['life_sciences'],
  refresh: { saysWhy: true, codeDecides: true, showsDetail: false, earlyMs: 5 * 60 * 1000 },
  savesProvenance: true,
  knowsEducationClaim: true,
};

const dialects = { '0.118.0': oauth0118, '0.169.0': oauth0169 };

export type OAuthDialectName = keyof typeof dialects;

export function oauthDialectOf(version: OAuthDialectName): OAuthDialect {
  return dialects[version];
}
