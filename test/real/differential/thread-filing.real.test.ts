// Sections, projects, attachments and the metadata of threads: ours beside the real servers.
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { answersFirst } from '../support/answers-first.js';
import { handshake, runTurn, startThread, type VersionScenario } from '../support/compare.js';
import { differences } from '../support/differences.js';
import { unexplained } from '../support/known-differences.js';
import type { Frame, Target, Version } from '../support/target.js';

const UNKNOWN = '01900000-0000-7000-8000-000000000000';
const PINNED = '01984de2-8f74-7c91-a3b2-5c5e937cf318';
const script = { replies: [{ text: 'Fine.', times: 'always' as const, usage: { input: 10, output: 2 } }] };

/** Quirk: An unarchived thread tells its noted git state. */
const UNARCHIVED_GIT =
  /^answer 22\.result\.thread\.gitInfo(\.\w+)?: ours ("archived"|"main"|"https:|\{"sha":"archived").*, real /;

interface FilingScenario extends VersionScenario {
  heard: RegExp;
}

async function ask<T>(target: Target, method: string, params: Frame): Promise<T> {
  const answer = await target.request(method, params);
  if (answer.result === undefined) throw new Error(`${method}: ${JSON.stringify(answer.error)}`);
  return answer.result as T;
}

async function threads(target: Target, count: number): Promise<string[]> {
  await handshake(target);
  const ids: string[] = [];
  for (let i = 0; i < count; i++) {
    const threadId = await startThread(target);
    await runTurn(target, threadId, `thread ${i}`);
    ids.push(threadId);
  }
  return ids;
}

async function section(target: Target, name: string): Promise<string> {
  return (await ask<{ section: { id: string } }>(target, 'threadSection/create', { name })).section.id;
}

async function project(target: Target, key: string, more: Frame = {}): Promise<string> {
  const params = { name: key, roots: [], idempotencyKey: key, ...more };
  return (await ask<{ project: { id: string } }>(target, 'project/create', params)).project.id;
}

/** Every thread id a method may be given that is not a stored thread's. */
async function strangers(target: Target): Promise<string[]> {
  return [UNKNOWN, 'garbage', await startThread(target, { ephemeral: true })];
}

const scenarios: FilingScenario[] = [
  {
    name: 'sections',
    versions: ['0.169.0'],
    heard: /^thread\/section\//,
    script,
    async play(target) {
      await handshake(target);
      await target.request('threadSection/list', {});
      await target.request('threadSection/create', { name: ' \t' });
      await target.request('threadSection/create', { name: 'Pinned', appearance: {} });
      const id = await section(target, ' Mine ');
      await section(target, 'Other');
      for (const limit of [0, 2, 100]) await target.request('threadSection/list', { limit });
      for (const cursor of [id, 'no such']) await target.request('threadSection/list', { cursor });
      const icon = { icon: 'star', color: null };
      await target.request('threadSection/update', { sectionId: id, name: ' New ', appearance: icon });
      await target.request('threadSection/update', { sectionId: id, name: 'Newer' });
      await target.request('threadSection/update', { sectionId: id, name: 'Newest', appearance: null });
      await target.request('threadSection/update', { sectionId: id, name: ' ' });
      for (const sectionId of [UNKNOWN, 'garbage', PINNED]) {
        await target.request('threadSection/update', { sectionId, name: 'x' });
        await target.request('threadSection/delete', { sectionId });
      }
      await target.request('threadSection/delete', { sectionId: id });
      await target.request('threadSection/delete', { sectionId: id });
      await target.request('threadSection/list', {});
      await target.request('threadSection/create', {});
    },
  },
  {
    name: 'threads in sections',
    versions: ['0.169.0'],
    heard: /^thread\/section\//,
    script,
    async play(target) {
      const [a = '', b = '', c = ''] = await threads(target, 3);
      const mine = await section(target, 'Mine');
      const move = (threadId: string, sectionId: string | null, beforeThreadId?: string): Promise<Frame> =>
        target.request('thread/section/move', { threadId, sectionId, beforeThreadId });
      for (const threadId of await strangers(target)) await move(threadId, mine);
      for (const sectionId of [UNKNOWN, 'garbage']) await move(a, sectionId);
      for (const threadId of [a, b, c]) await move(threadId, mine);
      for (const before of [UNKNOWN, 'garbage', a]) await move(a, mine, before);
      await move(c, mine, a);
      await move(a, null, b);
      const list = (params: Frame): Promise<Frame> =>
        target.request('thread/list', { sectionId: mine, sortKey: 'section_position', ...params });
      await list({});
      await list({ sortDirection: 'desc', limit: 1 });
      const { nextCursor } = (await list({ limit: 2 })).result as { nextCursor: string };
      await list({ cursor: nextCursor });
      await list({ cursor: 'garbage' });
      await target.request('thread/list', { sectionId: mine });
      await target.request('thread/list', { sectionId: 'garbage' });
      await target.request('thread/list', { sortKey: 'section_position' });
      await move(b, PINNED);
      await target.request('thread/read', { threadId: b });
      await move(b, null);
      await target.request('thread/archive', { threadId: a });
      await list({});
      await list({ archived: true });
      await move(a, PINNED);
      await target.request('thread/unarchive', { threadId: a });
      await target.request('threadSection/delete', { sectionId: mine });
      await target.request('thread/read', { threadId: c });
    },
  },
  {
    name: 'pages of threads, turned round',
    heard: /^thread\/started/,
    versions: ['0.169.0'],
    script,
    play: async (target) => {
      await handshake(target);
      for (const word of ['one', 'two', 'three']) {
        await runTurn(target, await startThread(target), word);
        // Cursors by creation are finer than its order, which is one of seconds.
        await delay(1100);
      }
      for (const sortKey of ['created_at', 'updated_at']) {
        for (const sortDirection of ['asc', 'desc']) {
          const page = { sortKey, sortDirection, limit: 2 };
          const { result } = await target.request('thread/list', page);
          const { backwardsCursor: cursor } = result as Frame;
          for (const way of ['asc', 'desc']) {
            await target.request('thread/list', { ...page, cursor, sortDirection: way });
          }
        }
      }
    },
  },
  {
    name: 'attachments',
    versions: ['0.169.0'],
    heard: /^thread\/attachment\//,
    script,
    async play(target) {
      const [a = '', b = ''] = await threads(target, 2);
      const key = { threadId: a, attachmentType: 'pr', identityKey: 'one' };
      const add = (params: Frame): Promise<Frame> =>
        target.request('thread/attachment/add', { ...key, payload: { n: 1 }, ...params });
      await add({});
      await add({ payload: 'other' });
      await add({ identityKey: ' two ', payload: null });
      await add({ threadId: b });
      for (const threadId of await strangers(target)) {
        await add({ threadId });
        await target.request('thread/attachment/list', { threadId });
        await target.request('thread/attachment/remove', { ...key, threadId });
      }
      for (const name of ['', ' ', 'x'.repeat(257)]) {
        await add({ attachmentType: name });
        await add({ identityKey: name });
      }
      await add({ identityKey: 'x'.repeat(256), payload: 'x'.repeat(65_535) });
      await target.request('thread/attachment/add', key);
      const { nextCursor } = (await target.request('thread/attachment/list', { threadId: a, limit: 0 }))
        .result as { nextCursor: string };
      await target.request('thread/attachment/list', { threadId: a, cursor: nextCursor });
      for (const cursor of ['garbage', `${b}|1|${b}`, `${a}|x|y`]) {
        await target.request('thread/attachment/list', { threadId: a, cursor });
      }
      const owners = { attachmentType: 'pr', identityKey: 'one' };
      await target.request('thread/attachmentOwner/list', owners);
      const page = (await target.request('thread/attachmentOwner/list', { ...owners, limit: 1 })).result;
      const { nextCursor: cursor } = page as { nextCursor: string };
      await target.request('thread/attachmentOwner/list', { ...owners, cursor });
      await target.request('thread/attachmentOwner/list', { ...owners, cursor: 'garbage' });
      await target.request('thread/attachmentOwner/list', { ...owners, identityKey: '' });
      for (const more of [{}, { ephemeral: true, excludeTurns: true }]) {
        const fork = await ask<{ thread: { id: string } }>(target, 'thread/fork', { threadId: a, ...more });
        await target.request('thread/attachment/list', { threadId: fork.thread.id });
      }
      await target.request('thread/attachmentOwner/list', owners);
      await target.request('thread/archive', { threadId: a });
      for (const archived of [true, false]) {
        await target.request('thread/attachmentOwner/list', { ...owners, archived });
      }
      await target.request('thread/attachment/remove', key);
      await target.request('thread/attachment/remove', key);
      await target.request('thread/attachment/remove', { ...key, attachmentType: '' });
      await target.request('thread/delete', { threadId: b });
      await target.request('thread/attachmentOwner/list', owners);
    },
  },
  {
    name: 'a hundred attachments at most',
    versions: ['0.169.0'],
    heard: /^no news$/,
    script,
    async play(target) {
      const [threadId] = await threads(target, 1);
      for (let i = 0; i <= 100; i++) {
        const key = { threadId, attachmentType: 'pr', identityKey: String(i) };
        await target.request('thread/attachment/add', { ...key, payload: i });
      }
    },
  },
  {
    name: 'projects',
    versions: ['0.169.0'],
    heard: /^(project|thread\/project)\//,
    script,
    async play(target) {
      const { cwd } = target;
      const [a = '', b = ''] = await threads(target, 2);
      await target.request('project/list', {});
      const create = (params: Frame): Promise<Frame> =>
        target.request('project/create', { name: 'P', roots: [], idempotencyKey: 'key', ...params });
      for (const idempotencyKey of ['', ' ']) await create({ idempotencyKey });
      await create({ name: ' ' });
      await create({ roots: [{ path: 'relative' }] });
      await create({ roots: [{ path: cwd }, { path: `${cwd}/../work/` }] });
      await create({
        name: ' Mine ',
        roots: [{ path: `${cwd}/../work/` }, { path: '/' }],
        metadata: { a: 'b' },
      });
      await create({ name: 'again' });
      const second = await project(target, 'second');
      const third = await project(target, 'third', { metadata: null });
      for (const projectId of [second, UNKNOWN, 'garbage'])
        await target.request('project/read', { projectId });
      const update = (params: Frame): Promise<Frame> =>
        target.request('project/update', { projectId: second, ...params });
      for (const params of [{}, { name: ' ' }, { name: ' New ' }, { roots: [{ path: cwd }] }])
        await update(params);
      await update({ metadata: { z: 'y' } });
      await update({ roots: [{ path: '/a' }, { path: '/a/' }] });
      await update({ projectId: UNKNOWN, name: 'x' });
      const move = (projectId: string, beforeProjectId?: string): Promise<Frame> =>
        target.request('project/move', { projectId, beforeProjectId });
      await move(second);
      await move(third, third);
      await move(third, UNKNOWN);
      await move(UNKNOWN);
      await move(second, third);
      await target.request('project/import', { name: 'in', roots: [], idempotencyKey: 'i', threads: [a] });
      await target.request('project/import', { name: 'in', roots: [], idempotencyKey: 'i', threads: [b] });
      for (const thread of [UNKNOWN, 'garbage']) {
        await target.request('project/import', {
          name: 'x',
          roots: [],
          idempotencyKey: thread,
          threads: [thread],
        });
      }
      const assign = (threadId: string, projectId: string): Promise<Frame> =>
        target.request('thread/metadata/update', { threadId, projectId });
      for (const projectId of [second, second, UNKNOWN, '']) await assign(b, projectId);
      await assign(b, third);
      const pages: Frame[] = [
        { limit: 2 },
        { sortKey: 'recencyAt', limit: 2 },
        { sortKey: 'recencyAt', sortDirection: 'asc', limit: 3 },
        { sortKey: 'position', sortDirection: 'desc', limit: 1 },
        { sortDirection: 'desc' },
      ];
      for (const page of pages) {
        const { result } = await target.request('project/list', page);
        const { nextCursor: cursor } = (result ?? { nextCursor: 'garbage' }) as { nextCursor: string };
        await target.request('project/list', { ...page, cursor });
      }
      await target.request('project/list', { cursor: 'v1|recencyAt|desc|null|x' });
      for (const projectId of [third, UNKNOWN, '', ' ']) await target.request('thread/list', { projectId });
      const belongings = async (method: string, params: Frame): Promise<void> => {
        const { result, error } = await target.request(method, params);
        const thread = (result as { thread?: Frame } | undefined)?.thread;
        if (error === undefined) expect(thread?.projectId).toBe(second);
      };
      for (const projectId of [second, UNKNOWN, '', ' ']) await belongings('thread/start', { projectId });
      await belongings('thread/start', { projectId: second, ephemeral: true });
      await assign(b, second);
      await belongings('thread/fork', { threadId: b, excludeTurns: true });
      await target.request('project/delete', { projectId: third });
      await target.request('project/delete', { projectId: third });
      await create({ idempotencyKey: 'third' });
      await target.request('thread/read', { threadId: b });
      await project(target, 'last');
    },
  },
  {
    name: 'metadata',
    versions: ['0.169.0', '0.118.0'],
    heard: /^no news$/,
    script,
    async play(target) {
      const [threadId = ''] = await threads(target, 1);
      const update = (params: Frame): Promise<Frame> =>
        target.request('thread/metadata/update', { threadId, ...params });
      const git = { sha: 'abc', branch: ' main ', originUrl: 'https://example.com/r.git' };
      const changes: Frame[] = [
        {},
        { gitInfo: null },
        { gitInfo: {} },
        { gitInfo: { branch: '' } },
        { gitInfo: { sha: 'x', originUrl: ' ' } },
        { gitInfo: git },
        { gitInfo: { branch: null } },
        { gitInfo: { sha: null, originUrl: null } },
        { gitInfo: 7 },
        { daybreakEnabled: true },
        { gitInfo: git },
      ];
      for (const change of changes) await update(change);
      for (const stranger of await strangers(target)) {
        await update({ threadId: stranger, gitInfo: git });
      }
      await target.request('thread/list', {});
      await target.request('thread/archive', { threadId });
      await update({ gitInfo: { sha: 'archived' } });
      await target.request('thread/unarchive', { threadId });
      await target.request('thread/read', { threadId });
      await target.request('thread/resume', { threadId, excludeTurns: true });
    },
  },
];

describe.each<Version>(['0.169.0', '0.118.0'])(
  'threads as people file them, beside the real %s',
  (version) => {
    it.each(scenarios.filter(({ versions }) => versions.includes(version)))(
      'says the same of: $name',
      async (scenario) => {
        const ours = await answersFirst('ours', version, scenario);
        const real = await answersFirst('real', version, scenario);
        const left = unexplained(differences(ours, real), version);
        expect(left.filter((line) => !UNARCHIVED_GIT.test(line))).toEqual([]);
      },
    );
  },
);
