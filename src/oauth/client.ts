// Who we are to an issuer, and where its endpoints are.

/** The public client of codex. */
export const CLIENT_ID = 'app_EMoamEEZ73f0CkXaXp7hrann';

export const DEFAULT_ISSUER = 'https://auth.openai.com';

/** An endpoint of the issuer; slashes at the issuer's end do not count. */
export function endpointOf(issuer: string, path: `/${string}`): string {
  return `${issuer.replace(/\/+$/, '')}${path}`;
}
