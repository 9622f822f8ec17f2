// A model provider as configuration describes it: where it is, what it wants in every request, how patient to be.

import type { ProviderAccess } from '../../domain/credential-ports.js';
import type { ModelRetryPolicy } from '../../domain/ports.js';

export interface ModelProvider extends ProviderAccess {
  readonly id: string;
  /** Without a trailing `/responses`. */
  readonly baseUrl: string;
  /** Whether the account's workspace says where it is reached instead. */
  readonly followsWorkspace?: boolean;
  /** Added to every request's URL. */
  readonly queryParams: Readonly<Record<string, string>>;
  /** Sent with every request; names in any case. */
  readonly httpHeaders: Readonly<Record<string, string>>;
  readonly retryPolicy: ModelRetryPolicy;
}

/** The address a request for a response goes to. */
export function responsesUrl(provider: ModelProvider): string {
  return pageUrl(provider, 'responses');
}

/** Where a page of it is. */
export function pageUrl(provider: ModelProvider, page: string): string {
  const url = new URL(`${provider.baseUrl.replace(/\/+$/, '')}/${page}`);
  for (const [name, value] of Object.entries(provider.queryParams)) url.searchParams.set(name, value);
  return url.href;
}
