// Asks a provider which models it has: one GET, tried a few times, all within a short while.

import type { CredentialSource } from '../../domain/credential-ports.js';
import { backoff } from '../../domain/turn/failure.js';
import { type Clock, sleep } from '../../util/clock.js';
import { residencyHeaders } from '../account/residency.js';
import { sendUntilAccepted } from '../account/send-until-accepted.js';
import { type ModelProvider, pageUrl } from '../model/provider.js';
import { modelsIn } from './model-info.js';
import type { CachedModels } from './models-cache.js';

export interface ModelsClientDeps {
  readonly credentials: CredentialSource;
  readonly clock: Clock;
  readonly version: string;
  userAgent(originator: string): string;
  /** See residencyHeaders. */
  residency(): string | null;
  /** The global one by default. */
  readonly fetch?: typeof fetch;
}

/** For everything together. */
const TIMEOUT_MS = 5_000;

/** @throws whatever kept it from being told */
export async function askForModels(
  deps: ModelsClientDeps,
  { provider, originator }: Omit<Call, 'signal'>,
): Promise<CachedModels> {
  const stop = new AbortController();
  const disarm = deps.clock.setTimeout(() => stop.abort(new Error('the models took too long')), TIMEOUT_MS);
  try {
    const response = await accepted(deps, { provider, originator, signal: stop.signal });
    return { models: modelsIn(await response.json(), deps.version), etag: response.headers.get('etag') };
  } finally {
    disarm();
  }
}

interface Call {
  readonly provider: ModelProvider;
  readonly originator: string;
  readonly signal: AbortSignal;
}

async function accepted(deps: ModelsClientDeps, call: Call): Promise<Response> {
  const { provider, signal } = call;
  for (let tries = 1; ; tries += 1) {
    const recovery = deps.credentials.recovery(provider);
    const problem = await sendUntilAccepted(recovery, () => send(deps, call)).then(
      (response) => (response.ok ? response : response.status),
      (thrown: unknown) => (signal.aborted ? Promise.reject(thrown) : 0),
    );
    if (typeof problem !== 'number') return problem;
    const isPassing = problem === 0 || problem >= 500;
    if (!isPassing || tries > provider.retryPolicy.requestMaxRetries)
      throw new Error(`the provider did not say which models it has (${problem})`);
    await sleep(deps.clock, backoff(tries, 0.5), signal);
  }
}

async function send(deps: ModelsClientDeps, { provider, originator, signal }: Call): Promise<Response> {
  const url = new URL(pageUrl(provider, 'models'));
  url.searchParams.set('client_version', deps.version);
  const headers = {
    accept: '*/*',
    originator,
    'user-agent': deps.userAgent(originator),
    version: deps.version,
    ...residencyHeaders(deps.residency()),
    ...provider.httpHeaders,
    ...(await deps.credentials.headers(provider)),
  };
  return (deps.fetch ?? fetch)(url, { headers, signal });
}
