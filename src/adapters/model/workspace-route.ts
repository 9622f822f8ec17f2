// Where the requests of an account go whose workspace has a backend of its own.

import type { Workspace } from '../../domain/login/account.js';
import type { ModelProvider } from './provider.js';

/** The provider as that workspace reaches it; a workspace without constraint names none. */
export function routed(
  provider: ModelProvider,
  { backendOrigin, accountRoutingOverride }: Workspace['routing'],
): ModelProvider {
  const override: Record<string, string> =
    accountRoutingOverride === 'NO_CONSTRAINT'
      ? {}
      : { 'x-openai-account-routing-override': accountRoutingOverride };
  return {
    ...provider,
    baseUrl: `${backendOrigin}/backend-api/codex`,
    httpHeaders: { ...provider.httpHeaders, ...override },
  };
}
