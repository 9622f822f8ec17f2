// Environment variables by which a real codex is sent to another issuer than OpenAI's.

/** Codex 0.118.0 knows only the override for refreshing. */
export interface LoginEnvironment {
  /** Device and browser logins of the app-server. */
  readonly CODEX_APP_SERVER_LOGIN_ISSUER: string;
  readonly CODEX_REFRESH_TOKEN_URL_OVERRIDE: string;
  readonly CODEX_REVOKE_TOKEN_URL_OVERRIDE: string;
}

export function loginEnvironment(issuer: string): LoginEnvironment {
  return {
    CODEX_APP_SERVER_LOGIN_ISSUER: issuer,
    CODEX_REFRESH_TOKEN_URL_OVERRIDE: `${issuer}/oauth/token`,
    CODEX_REVOKE_TOKEN_URL_OVERRIDE: `${issuer}/oauth/revoke`,
  };
}
