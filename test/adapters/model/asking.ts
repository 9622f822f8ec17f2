// Asks a provider on loopback through the client under test, and gathers what comes of it.

import {
  createResponsesClient,
  type ResponsesClientDeps,
} from '../../../src/adapters/model/responses-client.js';
import type { CredentialSource } from '../../../src/domain/credential-ports.js';
import {
  ModelError,
  type ModelEvent,
  type ModelFailure,
  type ModelRequest,
} from '../../../src/domain/ports.js';
import { systemClock } from '../../../src/util/clock.js';
import { type Answer, type ProviderServer, providerServer } from './provider-server.js';

export const request: ModelRequest = {
  threadId: 'thread-1',
  turnId: 'turn-1',
  provider: 'stub',
  model: 'gpt-test',
  subagent: null,
  kind: 'turn',
  originator: 'my client',
  sandbox: 'seccomp',
  instructions: 'Be brief.',
  input: [{ type: 'message', role: 'user', content: [{ type: 'input_text', text: 'hi' }] }],
  tools: [],
  reasoning: { effort: 'low', summary: null, context: null },
  verbosity: null,
  callsInParallel: true,
  serviceTier: null,
  outputSchema: null,
  isSchemaLoose: false,
  readsTools: false,
};

/** Nobody is signed in, and nothing can be done about it. */
export const NOBODY: CredentialSource = {
  headers: async () => ({}),
  recovery: () => ({ next: async () => false }),
  prepare: () => undefined,
  revocation: () => new AbortController().signal,
};

export function clientOf(
  baseUrl: string,
  deps: Partial<ResponsesClientDeps> = {},
): ReturnType<typeof createResponsesClient> {
  return createResponsesClient({
    provider: (id) => ({
      id,
      baseUrl,
      queryParams: {},
      httpHeaders: {},
      bearerToken: null,
      envKey: null,
      tokenCommand: null,
      requiresOpenaiAuth: false,
      gateway: null,
      retryPolicy: { requestMaxRetries: 0, streamMaxRetries: 0, streamIdleTimeoutMs: 60_000 },
    }),
    credentials: NOBODY,
    sendsAnnotations: true,
    clock: systemClock,
    userAgent: (originator) => `${originator}/1.0`,
    ...deps,
  });
}

export interface Outcome {
  events: ModelEvent[];
  failure: ModelFailure | null;
}

export async function ask(
  baseUrl: string,
  more: { deps?: Partial<ResponsesClientDeps>; request?: Partial<ModelRequest>; signal?: AbortSignal } = {},
): Promise<Outcome> {
  const events: ModelEvent[] = [];
  const signal = more.signal ?? new AbortController().signal;
  try {
    for await (const batch of clientOf(baseUrl, more.deps).stream({ ...request, ...more.request }, signal)) {
      events.push(...batch);
    }
  } catch (thrown) {
    if (!(thrown instanceof ModelError)) throw thrown;
    return { events, failure: thrown.failure };
  }
  return { events, failure: null };
}

export async function withProvider<T>(
  answer: Answer,
  use: (server: ProviderServer) => Promise<T>,
): Promise<T> {
  await using server = await providerServer(answer);
  return await use(server);
}
