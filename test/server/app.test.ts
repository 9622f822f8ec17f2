import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { TestClient } from './support/test-client.js';
import { type TestServer, testServer } from './support/test-server.js';

let server: TestServer;
let client: TestClient;

describe('apps, for somebody without an account', () => {
  beforeEach(async () => {
    server = await testServer();
    client = await server.connect();
  });
  afterEach(() => server.close());

  test('are none, and each that is asked for is missing', async () => {
    expect(await client.call('app/list', { cursor: '5', limit: 1 })).toEqual({ data: [], nextCursor: null });
    expect(await client.call('app/installed', {})).toEqual({ apps: [] });
    expect(await client.call('app/read', { appIds: ['x'] })).toEqual({ apps: [], missingAppIds: ['x'] });
  });

  test('are refused for a thread that is not loaded, and in too great numbers', async () => {
    const threadId = '01a2191e-4096-73f2-835b-a4f0a9b3b773';
    for (const method of ['app/list', 'app/installed'])
      expect((await client.ask(method, { threadId })).error).toEqual({
        code: -32600,
        message: `thread not found: ${threadId}`,
      });
    expect((await client.ask('app/read', { appIds: Array(101).fill('x') })).error).toEqual({
      code: -32602,
      message: 'app/read accepts at most 100 appIds',
    });
  });
});
