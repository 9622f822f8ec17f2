// Lists of the threads that belong to another one: its agents, its attached forks; and lists without some threads. Ours
// beside the real 0.169.0.
import { rmSync } from 'node:fs';
import { expect, it } from 'vitest';
import { createBackend, type Responder } from '../../../src/backend/index.js';
import type { Thread } from '../../../src/protocol/index.js';
import { handshake, runTurn, startThread } from '../support/compare.js';
import { type Frame, freshFolder, type Side, startTarget, type Target } from '../support/target.js';

const UNKNOWN = '01900000-0000-7000-8000-000000000000';

/** Two agents one after the other, where it is asked for. */
const script: Responder = (request) => {
  const spawned = request.input.filter(({ type }) => type === 'function_call').length;
  if (request.kind !== 'turn' || !request.userText.includes('agents') || spawned === 2) return 'Done.';
  const name = ['first', 'second'][spawned];
  return {
    call: {
      name: 'spawn_agent',
      arguments: { message: `the ${name}` },
      id: `call_${name}`,
      namespace: 'multi_agent_v1',
    },
  };
};

/** What lists hold, by the names of the threads, and what is refused. */
async function lists(side: Side): Promise<string[]> {
  const backend = await createBackend({ script }).listen();
  const home = freshFolder(`kin-${side}`);
  const config = backend.codexConfig({ codexVersion: '0.169.0' });
  const target = await startTarget({ side, version: '0.169.0', home, config });
  try {
    await handshake(target);
    return await asked(target);
  } finally {
    await target.close();
    await backend.close();
    rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function asked(target: Target): Promise<string[]> {
  const parent = await startThread(target);
  const isAgentEnd = ({ method, params }: Frame): boolean =>
    method === 'turn/completed' && (params as { threadId: string }).threadId !== parent;
  await runTurn(target, parent, 'agents');
  let ends = 0;
  await target.waitFor('the ends of two agents', (frame) => isAgentEnd(frame) && ++ends === 2);
  const other = await startThread(target);
  await runTurn(target, other, 'hello');
  const fork = await target.request('thread/fork', { threadId: other, attachToSource: true });
  const { thread: attached } = fork.result as { thread: Thread };
  await runTurn(target, attached.id, 'aside');
  await target.request('thread/name/set', { threadId: attached.id, name: 'zebra' });

  const names = new Map([
    [parent, 'parent'],
    [other, 'other'],
    [attached.id, 'attached'],
  ]);
  const all = await target.request('thread/list', { sourceKinds: ['subAgentThreadSpawn'] });
  for (const { id, preview } of (all.result as { data: Thread[] }).data) names.set(id, preview);

  const lines = [`attached to ${names.get(attached.attachedToThreadId ?? '')}`];
  const legacy = await startThread(target, { historyMode: 'legacy' });
  await runTurn(target, legacy, 'of old');
  names.set(legacy, 'legacy');
  for (const params of [
    { threadId: other, ephemeral: true, excludeTurns: true },
    { threadId: other, deferGoalContinuation: true },
    { threadId: legacy },
  ]) {
    const { error } = await target.request('thread/fork', { ...params, attachToSource: true });
    lines.push(JSON.stringify(error));
  }
  const list = async (params: Frame): Promise<void> => {
    const { result, error } = await target.request('thread/list', params);
    const page = result as { data: Thread[]; nextCursor: string | null } | undefined;
    const found = page?.data.map(({ id }) => names.get(id) ?? 'a stranger').join(', ');
    const said = page === undefined ? JSON.stringify(error) : `${found}${page.nextCursor ? ', …' : ''}`;
    lines.push(`${named(params)}: ${said}`);
  };
  const named = (params: Frame): string =>
    JSON.stringify(params).replace(/[0-9a-f-]{36}/g, (id) => names.get(id) ?? 'nobody');

  const filters: Frame[] = [
    {},
    { parentThreadId: parent },
    { parentThreadId: other },
    { parentThreadId: UNKNOWN },
    { parentThreadId: 'garbage' },
    { parentThreadId: parent, limit: 1 },
    { parentThreadId: parent, sortDirection: 'asc' },
    { parentThreadId: parent, sourceKinds: [] },
    { parentThreadId: parent, sourceKinds: ['vscode'] },
    { parentThreadId: parent, sourceKinds: ['subAgent'] },
    { parentThreadId: parent, searchTerm: 'second' },
    { parentThreadId: parent, archived: true },
    { ancestorThreadId: parent },
    { ancestorThreadId: parent, modelProviders: ['nobody'] },
    { ancestorThreadId: 'garbage' },
    { parentThreadId: parent, ancestorThreadId: parent },
    { parentThreadId: 'garbage', ancestorThreadId: 'garbage' },
    { attachedToThreadId: other },
    { attachedToThreadId: parent },
    { attachedToThreadId: 'garbage' },
    { includeAttachedThreads: true },
    { includeAttachedThreads: true, searchTerm: '' },
    { includeAttachedThreads: true, searchTerm: 'zebra' },
    { searchTerm: 'zebra' },
    { searchTerm: 'hello' },
    { excludedThreadIds: [other], limit: 1 },
    { excludedThreadIds: [parent, other] },
    { limit: 1 },
  ];
  for (const filter of filters) await list(filter);
  await target.request('thread/archive', { threadId: parent });
  await target.request('thread/archive', { threadId: other });
  for (const archived of [false, true]) {
    await list({ archived });
    await list({ ancestorThreadId: parent, archived });
    await list({ attachedToThreadId: other, archived });
  }
  return lines;
}

it('lists agents, attached threads and all but some as the real server does', async () => {
  expect(await lists('ours')).toEqual(await lists('real'));
});
