import { expect, test } from 'vitest';
import { createResponsesClient } from '../../../src/adapters/model/responses-client.js';
import type { ModelError } from '../../../src/domain/ports.js';
import { systemClock } from '../../../src/util/clock.js';
import { NOBODY, request } from './asking.js';

const provider = {
  id: 'openai',
  baseUrl: 'https://configured.example/v1',
  followsWorkspace: true,
  queryParams: {},
  httpHeaders: { 'x-own': '1' },
  bearerToken: null,
  envKey: null,
  tokenCommand: null,
  requiresOpenaiAuth: false,
  gateway: null,
  retryPolicy: { requestMaxRetries: 0, streamMaxRetries: 0, streamIdleTimeoutMs: 60_000 },
};
const routing = { chatgptAccountId: 'a', backendOrigin: 'https://eu.example' };

interface Sent {
  readonly url: string;
  readonly override: string | null;
  readonly own: string | null;
}

/** What one request of the client becomes. @throws ModelError */
async function sent(given: Partial<Parameters<typeof createResponsesClient>[0]>, isFollowing = true) {
  const all: Sent[] = [];
  const client = createResponsesClient({
    provider: () => ({ ...provider, followsWorkspace: isFollowing }),
    credentials: NOBODY,
    sendsAnnotations: true,
    clock: systemClock,
    userAgent: (originator) => originator,
    fetch: async (...args) => {
      const { url, headers } = new Request(...args);
      const override = headers.get('x-openai-account-routing-override');
      all.push({ url, override, own: headers.get('x-own') });
      return new Response('', { status: 200 });
    },
    ...given,
  });
  for await (const _batch of client.stream(request, new AbortController().signal)) break;
  return all;
}

test('goes to the workspace of the account, under the constraint that it names', async () => {
  const workspace = async () => ({ ...routing, accountRoutingOverride: 'us' as const });
  expect(await sent({ workspace })).toEqual([
    { url: 'https://eu.example/backend-api/codex/responses', override: 'us', own: '1' },
  ]);
});

test('names no constraint where the workspace has none', async () => {
  const workspace = async () => ({ ...routing, accountRoutingOverride: 'NO_CONSTRAINT' as const });
  expect(await sent({ workspace })).toMatchObject([{ override: null }]);
});

test('stays where the configuration says when nobody tells of a workspace, or nobody is to be asked', async () => {
  const there = [{ url: 'https://configured.example/v1/responses', override: null }];
  expect(await sent({ workspace: async () => null })).toMatchObject(there);
  const workspace = async () => ({ ...routing, accountRoutingOverride: 'us' as const });
  expect(await sent({ workspace }, false)).toMatchObject(there);
});

test('fails, to be tried again, with the reason why the workspace cannot be told', async () => {
  const workspace = () => Promise.reject(new Error('workspace routing discovery failed'));
  const thrown = await sent({ workspace }).catch((error: unknown) => error);
  expect((thrown as ModelError).failure).toEqual({
    kind: 'credentials',
    message: 'workspace routing discovery failed',
    isPermanent: false,
  });
});
