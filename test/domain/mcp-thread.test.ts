import { expect, it } from 'vitest';
import type { ThreadEvent } from '../../src/domain/events.js';
import { questions } from '../../src/domain/mcp/mcp-consent.js';
import type { McpConnection } from '../../src/domain/mcp/mcp-ports.js';
import { McpThread } from '../../src/domain/mcp/mcp-thread.js';
import { mcpServer } from './mcp-server-config.js';

const server = mcpServer('a');

it('starts a server again that is gone when it is reloaded, and keeps one that is there', async () => {
  const connections: { isClosed: boolean }[] = [];
  const told: ThreadEvent[] = [];
  const thread = new McpThread(
    {
      connector: {
        connect: () => {
          const made = { isClosed: false, tools: [], instructions: null, close: () => Promise.resolve() };
          connections.push(made);
          return Promise.resolve(made as unknown as McpConnection);
        },
      },
      naming: { hash: (text) => text, areGrouped: true },
      hidesTools: true,
      cwd: '/',
      emit: (event) => told.push(event),
      ask: () => Promise.reject(new Error('nobody asks')),
    },
    { all: [server], started: [server] },
  );
  const reloaded = async (): Promise<unknown[]> => {
    told.length = 0;
    thread.reload({ all: [server], started: [server] });
    await thread.ready();
    await Promise.resolve();
    return told.map((event) => (event.type === 'mcpServerStatus' ? event.status : event.type));
  };
  await thread.ready();
  expect(await reloaded()).toEqual(['ready']);
  expect(thread.state('a')).toBe('connected');

  Object.assign(connections[0] ?? {}, { isClosed: true });
  expect(thread.state('a')).toBe('failed');
  expect(await reloaded()).toEqual(['starting', 'ready']);
  expect(thread.state('a')).toBe('connected');
  expect(connections).toHaveLength(2);
});

it.each([
  ['an error', { error: { code: -1, message: 'no' } }, 'decline'],
  ['another shape', { result: {} }, 'decline'],
  ['an unknown action', { result: { action: 'perhaps' } }, 'decline'],
  ['cancel', { result: { action: 'cancel' } }, 'cancel'],
])('tells a server that asked of an answer with %s', async (_, answer, action) => {
  const ask = () => Promise.resolve(answer as never);
  const put = questions({ threadId: 't', turnId: null, ask }, () => 'on-request');
  const asked = { mode: 'form', _meta: null, message: 'Who?', requestedSchema: {} } as const;
  expect(await put('a', asked)).toMatchObject({ action, content: null });
});
