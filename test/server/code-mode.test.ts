// Models that write scripts: what they are offered, what their scripts do, and what becomes of scripts that run on.

import { mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Backend, createBackend, type ReplyObject } from '../../src/backend/index.js';
import { loadProfile } from '../../src/protocol/index.js';
import { type AppServer, createAppServer } from '../../src/server/index.js';
import { createMemoryPair } from '../../src/transport/index.js';
import { loadChecks, TestClient } from './support/test-client.js';
import { text } from './support/test-server.js';

let home: string;
let backend: Backend;
let server: AppServer;
beforeEach(() => {
  home = mkdtempSync(path.join(import.meta.dirname, '..', '..', '.cache', 'code-mode-'));
});
afterEach(async () => {
  await server.close();
  await backend.close();
  rmSync(home, { recursive: true, force: true, maxRetries: 3 });
});

type Item = Readonly<Record<string, unknown>>;

const exec = (input: string, id: string): ReplyObject => ({
  parts: [{ customCall: { name: 'exec', input, id } }],
});
const wait = (args: Item, id: string): ReplyObject => ({
  parts: [{ call: { name: 'wait', arguments: args, id } }],
});
const WAITING = { timeout: 15_000 };
const SHORTLY = '// @exec: {"yield_time_ms": 50}\n';

/** A thread whose turns play the replies, and after them a word. */
async function talk(replies: ReplyObject[], features = ['features.code_mode_only=true']) {
  backend = await createBackend({
    script: { replies: [...replies, { text: 'Done.', times: 'always' }] },
  }).listen();
  server = createAppServer({
    codexHome: path.join(home, 'codex'),
    cwd: home,
    env: { PATH: process.env.PATH, SHELL: '/bin/bash' },
    backendUrl: backend.baseUrl,
    config: ['model="gpt-5.5"', ...features],
  });
  const [near, far] = createMemoryPair();
  server.connect(far);
  const client = new TestClient(near, await loadChecks(loadProfile(server.version)));
  await client.initialize();
  const { thread } = await client.call('thread/start', { cwd: home });
  const turn = async (more: object = {}): Promise<{ id: string; ended: () => Promise<void> }> => {
    const over = (): number => client.frames.filter(({ method }) => method === 'turn/completed').length;
    const before = over();
    const usual = { approvalPolicy: 'never', sandboxPolicy: { type: 'dangerFullAccess' } };
    const started = await client.call('turn/start', {
      threadId: thread.id,
      input: text('go'),
      ...usual,
      ...more,
    });
    return {
      id: started.turn.id,
      async ended() {
        await expect.poll(over, WAITING).toBeGreaterThan(before);
      },
    };
  };
  return { client, threadId: thread.id as string, turn };
}

function lastRequest(): { input: Item[]; tools: Item[] } {
  const [last] = backend.requests.slice(-1);
  return last?.body as { input: Item[]; tools: Item[] };
}

function outputs(): string[] {
  return lastRequest()
    .input.filter(({ type }) => String(type).endsWith('_output'))
    .map(({ output }) =>
      (typeof output === 'string'
        ? output
        : (output as { text: string }[]).map((part) => part.text).join('|')
      ).replace(/Wall time [\d.]+ seconds\nOutput:\n/, ''),
    );
}

const toolsOffered = (): unknown[] => lastRequest().tools.map(({ name, type }) => name ?? type);

describe('a model that writes scripts', { timeout: 30_000 }, () => {
  test('has exec and wait beside what it calls itself', async () => {
    const { turn } = await talk([]);
    await (await turn()).ended();
    expect(toolsOffered()).toEqual(['exec', 'wait', 'request_user_input', 'web_search']);
  });

  test('has them before all other tools by the switch that takes nothing away', async () => {
    const { turn, client } = await talk([], ['features.code_mode=true']);
    await (await turn()).ended();
    expect(toolsOffered().slice(0, 3)).toEqual(['exec', 'wait', 'exec_command']);
    const warned = client.frames
      .filter(({ method }) => method === 'warning')
      .map(({ params }) => params.message);
    expect(warned).toContainEqual(expect.stringContaining('does not advertise Code Mode support'));
  });

  test('runs commands by them, which are items of their own', async () => {
    const source =
      'const { output, exit_code } = await tools.exec_command({ cmd: "echo hi; exit 3", login: false }); text(output + exit_code)';
    const { turn, client } = await talk([exec(source, 'call_1')]);
    await (await turn()).ended();
    expect(outputs()).toEqual(['Script completed\n|hi\n3']);
    const items = client.frames
      .filter(({ method }) => method === 'item/completed')
      .map(({ params }) => params.item);
    expect(items.find(({ type }) => type === 'commandExecution')).toMatchObject({
      id: expect.stringMatching(/^exec-/),
      aggregatedOutput: 'hi\n',
    });
    expect(items.some(({ id }) => id === 'call_1')).toBe(false);
  });

  test('has its commands asked about, and hears of a refusal where it calls', async () => {
    const source = 'try { await tools.exec_command({ cmd: "touch x" }) } catch (why) { text(why) }';
    const { turn, client } = await talk([exec(source, 'call_1')]);
    const { ended } = await turn({ approvalPolicy: 'untrusted' });
    const asked = await client.until(({ method }) => method === 'item/commandExecution/requestApproval');
    expect(asked.params.itemId).toMatch(/^exec-/);
    client.sendRaw(JSON.stringify({ id: asked.id, result: { decision: 'decline' } }));
    await ended();
    expect(outputs()[0]).toContain('rejected by user');
  });

  test('looks again at a script that runs on, whose news come as they are', async () => {
    const source = `text('a'); yield_control(); await new Promise((r) => setTimeout(r, 300)); notify('news'); text('b')`;
    const { turn } = await talk([
      exec(source, 'call_1'),
      wait({ cell_id: '1' }, 'call_2'),
      wait({ cell_id: '1' }, 'call_3'),
    ]);
    await (await turn()).ended();
    expect(outputs()).toEqual([
      'Script running with cell ID 1\n|a',
      'Script completed\n|b',
      'news',
      'Script failed\n|Script error:\nexec cell 1 not found',
    ]);
  });

  test('goes on with a script in the next turn, in which alone it calls and tells', async () => {
    const source = `yield_control(); await new Promise((r) => setTimeout(r, 100)); notify('news'); text((await tools.exec_command({ cmd: 'echo hi', login: false })).output)`;
    const { turn, client } = await talk([
      exec(source, 'call_1'),
      { text: 'Later.' },
      wait({ cell_id: '1' }, 'call_2'),
    ]);
    await (await turn()).ended();
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(JSON.stringify(client.frames)).not.toContain('commandExecution');
    await (await turn()).ended();
    expect(outputs().toSorted()).toEqual([
      'Script completed\n|hi\n',
      'Script running with cell ID 1\n',
      'news',
    ]);
  });

  test('lets a script be when somebody talks to it', async () => {
    const { turn, client, threadId } = await talk([
      exec('text(1); await new Promise((r) => setTimeout(r, 20000))', 'call_1'),
    ]);
    const { id, ended } = await turn();
    await new Promise((resolve) => setTimeout(resolve, 300));
    await client.call('turn/steer', { threadId, expectedTurnId: id, input: text('hey') });
    await ended();
    expect(outputs()).toEqual(['Script running with cell ID 1\n|1']);
  });

  test('ends a script that never would, by itself or with its turn', async () => {
    const endless = `${SHORTLY}for (;;);`;
    const { turn, client, threadId } = await talk([
      exec(endless, 'call_1'),
      wait({ cell_id: '1', terminate: true }, 'call_2'),
      { text: 'So far.' },
      exec('for (;;);', 'call_3'),
      wait({ cell_id: '2' }, 'call_4'),
    ]);
    await (await turn()).ended();
    expect(outputs().at(-1)).toBe('Script terminated\n');
    const { id, ended } = await turn();
    await new Promise((resolve) => setTimeout(resolve, 300));
    await client.call('turn/interrupt', { threadId, turnId: id });
    await ended();
    await (await turn()).ended();
    expect(outputs().slice(2)).toEqual([
      expect.stringMatching(/^aborted by user after/),
      'Script failed\n|Script error:\nexec cell 2 not found',
    ]);
  });

  test('cannot reach the scripts of another thread', async () => {
    const { turn, client } = await talk([
      exec('store("k", 1)', 'call_1'),
      { text: 'So far.' },
      exec('text(load("k"))', 'call_2'),
      wait({ cell_id: '1' }, 'call_3'),
    ]);
    await (await turn()).ended();
    const { thread } = await client.call('thread/start', { cwd: home });
    await client.call('turn/start', { threadId: thread.id, input: text('go') });
    await expect
      .poll(() => client.frames.filter(({ method }) => method === 'turn/completed').length, WAITING)
      .toBe(2);
    expect(outputs()).toEqual([
      'Script completed\n|undefined',
      'cell belongs to a stale code-mode host generation',
    ]);
  });
});
