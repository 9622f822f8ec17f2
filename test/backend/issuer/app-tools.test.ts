import { describe, expect, it } from 'vitest';
import type { AppTool } from '../../../src/backend/login-script.js';
import { approved, backends, going, type Json, signIn } from './issuer-client.js';

const start = backends();
const PATH = '/backend-api/ps/mcp';

async function signedIn(...tools: readonly AppTool[]) {
  const apps = [{ id: 'notes', name: 'Notes', description: 'Keeps notes.', tools }];
  const backend = await start(going(approved({ account: { apps } })));
  const { access_token } = await signIn(backend);
  return async (method: string, params?: unknown, signal?: AbortSignal): Promise<Json> => {
    const response = await fetch(`${backend.url}${PATH}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${String(access_token)}`, 'content-type': 'application/json' },
      body: JSON.stringify({ jsonrpc: '2.0', id: 7, method, params }),
      ...(signal && { signal }),
    });
    return (await response.json()) as Json;
  };
}

describe('the tools of apps', () => {
  it('are listed with what the script says of them', async () => {
    const inputSchema = { type: 'object', properties: { word: { type: 'string' } } };
    const ask = await signedIn(
      { name: 'find', title: 'Find', description: 'Finds.', isReadOnly: true, inputSchema },
      { name: 'drop', annotations: { destructiveHint: true, openWorldHint: false } },
    );
    const _meta = { connector_id: 'notes', connector_name: 'Notes', connector_description: 'Keeps notes.' };
    expect((await ask('tools/list')).result).toEqual({
      tools: [
        {
          name: 'find',
          title: 'Find',
          description: 'Finds.',
          inputSchema,
          annotations: { readOnlyHint: true },
          _meta,
        },
        {
          name: 'drop',
          description: '',
          inputSchema: { type: 'object', properties: {} },
          annotations: { readOnlyHint: false, destructiveHint: true, openWorldHint: false },
          _meta,
        },
      ],
    });
  });

  it.each<[string, AppTool, object]>([
    [
      'that they are done by default',
      { name: 'x' },
      { result: { content: [{ type: 'text', text: 'Done.' }] } },
    ],
    ['a text', { name: 'x', result: 'Milk.' }, { result: { content: [{ type: 'text', text: 'Milk.' }] } }],
    [
      'a whole result',
      { name: 'x', result: { content: [], isError: true } },
      { result: { content: [], isError: true } },
    ],
    ['an error', { name: 'x', error: 'Not yours.' }, { error: { code: -32000, message: 'Not yours.' } }],
  ])('give %s', async (_what, tool, outcome) => {
    const ask = await signedIn(tool);
    expect(await ask('tools/call', { name: 'x', arguments: {} })).toEqual({
      jsonrpc: '2.0',
      id: 7,
      ...outcome,
    });
  });

  it('take as long as the script says, and no call of another tool waits for them', async () => {
    const ask = await signedIn({ name: 'slow', delayMs: 600_000 }, { name: 'quick', result: 'Here.' });
    const gaveUp = new AbortController();
    const slow = ask('tools/call', { name: 'slow' }, gaveUp.signal).then(
      () => 'answered',
      () => 'given up',
    );
    expect((await ask('tools/call', { name: 'quick' })).result).toMatchObject({
      content: [{ text: 'Here.' }],
    });
    gaveUp.abort();
    expect(await slow).toBe('given up');
  });

  it('are unknown by any other name', async () => {
    const ask = await signedIn({ name: 'find' });
    expect((await ask('tools/call', { name: 'lose' })).error).toEqual({
      code: -32602,
      message: 'No app has this tool: lose.',
    });
  });
});
