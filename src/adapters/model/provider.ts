// A model provider as configuration describes it: where it is, what it wants in every request, how patient to be.

import type { ProviderAccess } from '../../domain/credential-ports.js';
import { ModelError, type ModelRetryPolicy } from '../../domain/ports.js';
import { type Cloud, cloudRefusal } from '../../domain/provider-facts.js';

export interface ModelProvider extends ProviderAccess {
  readonly id: string;
  /** Without a trailing `/responses`. */
  readonly baseUrl: string;
  /** Whether the account's workspace says where it is reached instead. */
  readonly followsWorkspace?: boolean;
  /** The vendor's cloud that it is, of which no page has an address; none where nothing is said. */
  readonly cloud?: Cloud | null;
  /** Added to every request's URL. */
  readonly queryParams: Readonly<Record<string, string>>;
  /** Sent with every request; names in any case. */
  readonly httpHeaders: Readonly<Record<string, string>>;
  readonly retryPolicy: ModelRetryPolicy;
}

/** The address a request for a response goes to. @throws ModelError `notReached` */
export function responsesUrl(provider: ModelProvider): string {
  return pageUrl(provider, 'responses');
}

/** Where a page of it is. @throws ModelError `notReached` */
export function pageUrl(provider: ModelProvider, page: string): string {
  if (provider.cloud) throw new ModelError({ kind: 'notReached', message: cloudRefusal(provider.cloud) });
  const url = new URL(`${provider.baseUrl.replace(/\/+$/, '')}/${page}`);
  for (const [name, value] of Object.entries(provider.queryParams)) url.searchParams.set(name, value);
  return url.href;
}
