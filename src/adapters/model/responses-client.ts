// ModelClient over HTTP: one POST to a provider's Responses API, its SSE answer as batches of model events. Retries
// are not decided here; every failure is told apart and thrown.

import { createParser } from 'eventsource-parser';
import type { CredentialSource } from '../../domain/credential-ports.js';
import type { Workspace } from '../../domain/login/account.js';
import {
  type ModelClient,
  ModelError,
  type ModelEvent,
  type ModelFailure,
  type ModelRequest,
  type ModelRetryPolicy,
} from '../../domain/ports.js';
import type { ThreadSettings } from '../../domain/settings.js';
import type { Clock } from '../../util/clock.js';
import { messageOf } from '../../util/coded-error.js';
import { at, textAt } from '../../util/peek.js';
import { residencyHeaders } from '../account/residency.js';
import { sendUntilAccepted } from '../account/send-until-accepted.js';
import { watchIdle } from './idle-watch.js';
import { type ModelProvider, responsesUrl } from './provider.js';
import { rateLimitsOf } from './rate-limit-headers.js';
import { requestBody, requestHeaders } from './request-body.js';
import { toModelEvent } from './response-events.js';
import { routed } from './workspace-route.js';

export interface ResponsesClientDeps {
  /** The provider with this id, as a thread's own configuration wants it. @throws Error when there is none */
  provider(id: string, own: ThreadSettings['providerConfig']): ModelProvider;
  credentials: CredentialSource;
  /** Where the account's workspace is; null when nobody says. @throws Error whose message is the reason */
  workspace?(originator: string): Promise<Workspace['routing'] | null>;
  /** What goes along with a request under a ChatGPT account as `x-oai-attestation`; null: nothing. */
  attestation?(threadId: string): Promise<string | null>;
  /** Where an administrator wants models to answer; null: anywhere. */
  residency?(): string | null;
  /** A provider has named the state of its models along with an answer. */
  onModels?(etag: string, originator: string): void;
  /** Whether annotations of the model's messages go back to it. */
  sendsAnnotations: boolean;
  clock: Clock;
  /** The user-agent of requests on behalf of this client. */
  userAgent(originator: string): string;
  /** The global one by default. */
  fetch?: typeof fetch;
}

/** Longest body of a refusal that is read and shown. */
const MOST_ERROR_BYTES = 64 * 1024;

/** Longest line of a stream, in characters: a provider that never ends one is cut off. */
const MOST_LINE_CHARS = 64 * 1024 * 1024;

export function createResponsesClient(deps: ResponsesClientDeps): ModelClient {
  return {
    retryPolicy: ({ modelProvider, providerConfig }): ModelRetryPolicy =>
      deps.provider(modelProvider, providerConfig).retryPolicy,
    prepare({ modelProvider, providerConfig }) {
      deps.credentials.prepare(deps.provider(modelProvider, providerConfig));
    },
    stream: (request, signal) => streamResponse(deps, request, signal),
  };
}

async function* streamResponse(
  deps: ResponsesClientDeps,
  request: ModelRequest,
  signal: AbortSignal,
): AsyncGenerator<readonly ModelEvent[]> {
  signal.throwIfAborted();
  const asConfigured = deps.provider(request.provider, request.providerConfig ?? null);
  // One controller for all reasons to stop, so that the connection is closed for each.
  const stop = new AbortController();
  let isComplete = false;
  const causes = [signal, deps.credentials.revocation()];
  const onAbort = ({ target }: Event): void => stop.abort((target as AbortSignal).reason);
  for (const cause of causes) cause.addEventListener('abort', onAbort, { once: true });
  const idle = watchIdle(deps.clock, asConfigured.retryPolicy.streamIdleTimeoutMs, () =>
    stop.abort(new ModelError({ kind: 'idle' })),
  );
  try {
    const provider = await reached(deps, asConfigured, request.originator);
    const url = responsesUrl(provider);
    const response = await post(deps, { provider, request, url, signal: stop.signal });
    const models = response.headers.get('x-models-etag');
    if (models !== null) deps.onModels?.(models, request.originator);
    if (!response.ok) throw new ModelError(await refusalOf(response, url));
    idle.suspend();
    yield [
      { type: 'rateLimits', rateLimits: rateLimitsOf(response.headers) },
      { type: 'created', model: response.headers.get('openai-model') },
    ];
    idle.resume();
    if (response.body === null) return;
    const reader = response.body.getReader();
    for await (const events of readEvents(reader, () => idle.touch())) {
      isComplete ||= events.some((event) => event.type === 'completed');
      if (isComplete) letEnd(reader, { clock: deps.clock, stop });
      // A slow listener may hold us up here; that is not the provider's silence.
      idle.suspend();
      yield events;
      idle.resume();
      if (isComplete) return;
    }
  } catch (thrown) {
    // What stopped the request is the reason, whatever the stopped request says of it.
    if (stop.signal.aborted) throw stop.signal.reason;
    throw thrown;
  } finally {
    idle.stop();
    for (const cause of causes) cause.removeEventListener('abort', onAbort);
    if (!isComplete) stop.abort();
  }
}

/** How long an answer may go on after its last event before its connection is given up. */
const FAREWELL_MS = 1_000;

/** Reads a complete answer to its very end, in the background, so that its connection can be used again. */
function letEnd(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  { clock, stop }: { clock: Clock; stop: AbortController },
): void {
  const cancel = clock.setTimeout(() => stop.abort(), FAREWELL_MS);
  const drain = async (): Promise<void> => {
    while (!(await reader.read()).done);
  };
  // A connection that breaks now has nothing more to say.
  drain().then(cancel, cancel);
}

async function reached(
  deps: ResponsesClientDeps,
  provider: ModelProvider,
  originator: string,
): Promise<ModelProvider> {
  if (!provider.followsWorkspace) return provider;
  try {
    const routing = await deps.workspace?.(originator);
    return routing ? routed(provider, routing) : provider;
  } catch (cause) {
    const message = messageOf(cause);
    throw new ModelError({ kind: 'credentials', message, isPermanent: false }, { cause });
  }
}

interface Call {
  provider: ModelProvider;
  request: ModelRequest;
  url: string;
  signal: AbortSignal;
}

function post(deps: ResponsesClientDeps, call: Call): Promise<Response> {
  return sendUntilAccepted(deps.credentials.recovery(call.provider), () => send(deps, call));
}

/** What only a ChatGPT account brings along. */
const ACCOUNT_HEADER = 'chatgpt-account-id';

async function send(deps: ResponsesClientDeps, call: Call): Promise<Response> {
  const { provider, request, url, signal } = call;
  const credentials = await deps.credentials.headers(provider);
  const headers = new Headers(requestHeaders(request, deps.userAgent(request.originator)));
  const residency = residencyHeaders(deps.residency?.());
  for (const [name, value] of Object.entries({ ...residency, ...provider.httpHeaders, ...credentials })) {
    headers.set(name, value);
  }
  if (headers.has(ACCOUNT_HEADER)) {
    const attestation = await deps.attestation?.(request.threadId);
    if (attestation) headers.set('x-oai-attestation', attestation);
  }
  try {
    const send = deps.fetch ?? fetch;
    const body = requestBody(request, deps.sendsAnnotations);
    return await send(url, { method: 'POST', headers, body, signal });
  } catch (thrown) {
    if (signal.aborted) throw signal.reason;
    throw new ModelError(unreachable(thrown, url), { cause: thrown });
  }
}

async function* readEvents(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  touch: () => void,
): AsyncGenerator<readonly ModelEvent[]> {
  let batch: ModelEvent[] = [];
  let failure: ModelError | null = null;
  const parser = createParser({
    maxBufferSize: MOST_LINE_CHARS,
    onEvent({ data }) {
      if (failure !== null) return;
      touch();
      try {
        const event = toModelEvent(data);
        if (event !== null) batch.push(event);
      } catch (thrown) {
        failure =
          thrown instanceof ModelError
            ? thrown
            : new ModelError({ kind: 'stream', message: messageOf(thrown) });
      }
    },
    onError(error) {
      if (error.type !== 'max-buffer-size-exceeded') return;
      failure = new ModelError({ kind: 'stream', message: 'a line of the stream is too long' });
    },
  });
  const decoder = new TextDecoder();
  for (;;) {
    const { done, value } = await readChunk(reader);
    parser.feed(value === undefined ? decoder.decode() : decoder.decode(value, { stream: true }));
    if (batch.length > 0) {
      const events = batch;
      batch = [];
      yield events;
    }
    if (failure !== null) throw failure;
    if (done) throw new ModelError({ kind: 'stream', message: 'stream closed before response.completed' });
  }
}

async function readChunk(
  reader: ReadableStreamDefaultReader<Uint8Array>,
): Promise<{ done: boolean; value?: Uint8Array }> {
  try {
    return await reader.read();
  } catch (thrown) {
    const message = 'Transport error: network error: error decoding response body';
    throw new ModelError({ kind: 'stream', message }, { cause: thrown });
  }
}

async function refusalOf(response: Response, url: string): Promise<ModelFailure> {
  return {
    kind: 'http',
    status: response.status,
    reason: response.statusText,
    body: await boundedText(response),
    url,
    headers: Object.fromEntries(response.headers),
    rateLimits: rateLimitsOf(response.headers),
  };
}

/** The beginning of a body; what cannot be read is left out. */
async function boundedText(response: Response): Promise<string> {
  if (response.body === null) return '';
  const decoder = new TextDecoder();
  const reader = response.body.getReader();
  let text = '';
  let bytes = 0;
  try {
    while (bytes < MOST_ERROR_BYTES) {
      const { done, value } = await reader.read();
      if (done) break;
      bytes += value.byteLength;
      text += decoder.decode(value, { stream: true });
    }
    return text + decoder.decode();
  } catch {
    return text;
  }
}

const NEVER_CONNECTED = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENETUNREACH',
  'EHOSTUNREACH',
  'ETIMEDOUT',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** Why no answer came. fetch hides the reason in `cause`, and the reasons of several addresses one level deeper. */
function unreachable(thrown: unknown, url: string): ModelFailure {
  const cause = at(thrown, 'cause') ?? thrown;
  const code = textAt(cause, 'code') ?? textAt(cause, 'errors', 0, 'code');
  const message = textAt(cause, 'message') || messageOf(thrown);
  // fetch does not even try some ports; that comes without a code.
  const refused = code === undefined ? message === 'bad port' : NEVER_CONNECTED.has(code);
  return { kind: 'connection', message, url, refused };
}
