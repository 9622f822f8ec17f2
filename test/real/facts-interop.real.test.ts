// What is kept about threads in one home, said in turns to our server and to the real 0.169.0: each shows what the other
// was told, and goes on from there.
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { at, listAt, textAt } from '../../src/util/peek.js';
import { runTurn, textInput } from './support/compare.js';
import { Home, type Server } from './support/shared-home.js';
import type { Side } from './support/target.js';

let home: Home;
const sides: readonly (readonly [Side, Side])[] = [
  ['real', 'ours'],
  ['ours', 'real'],
];
const isThere = (value: unknown): boolean => value !== undefined && value !== null;

afterEach(() => home.close());

describe.each(sides)(
  'what is said to the %s server of a home about a thread that both know',
  (first, second) => {
    /** A thread that the real server has made. */
    async function known(): Promise<string> {
      home = new Home();
      return home.with('real', (server) => server.begin('hello'));
    }

    it(`shows in the ${second} one: its git state`, async () => {
      const threadId = await known();
      const gitInfo = { sha: 'abc', branch: 'mine', originUrl: 'https://example.com/x.git' };
      await home.with(first, (server) => server.ask('thread/metadata/update', { threadId, gitInfo }));
      await home.with(second, async (server) => {
        expect(await server.read(threadId)).toMatchObject({ gitInfo });
        await server.ask('thread/metadata/update', { threadId, gitInfo: { branch: null, sha: 'def' } });
      });
      await home.with(first, async (server) => {
        expect(await server.read(threadId)).toMatchObject({
          gitInfo: { ...gitInfo, branch: null, sha: 'def' },
        });
        const nothing = { sha: null, branch: null, originUrl: null };
        await server.ask('thread/metadata/update', { threadId, gitInfo: nothing });
      });
      await home.with(second, async (server) => {
        expect(await server.read(threadId)).toMatchObject({ gitInfo: null });
      });
    });

    it(`shows in the ${second} one: the section it is filed in`, async () => {
      const threadId = await known();
      const other = await home.with('real', (server) => server.begin('another'));
      const icon = { icon: 'star', color: null };
      const section = await home.with(first, async (server) => {
        const made = await server.ask('threadSection/create', { name: 'Mine', appearance: icon });
        const sectionId = textAt(made, 'section', 'id') ?? '';
        await server.ask('thread/section/move', { threadId, sectionId, beforeThreadId: null });
        return { id: sectionId, name: 'Mine', appearance: icon };
      });
      const sectionEnteredAt = await home.with(second, async (server) => {
        const read = await server.read(threadId);
        expect(read).toMatchObject({ section });
        expect(at(await server.ask('threadSection/list', {}), 'data')).toContainEqual(section);
        await server.ask('threadSection/update', { sectionId: section.id, name: 'Ours' });
        await server.ask('thread/section/move', {
          threadId: other,
          sectionId: section.id,
          beforeThreadId: threadId,
        });
        return at(read, 'sectionEnteredAt');
      });
      expect(isThere(sectionEnteredAt)).toBe(true);
      await home.with(first, async (server) => {
        expect(await server.read(threadId)).toMatchObject({ section: { name: 'Ours' }, sectionEnteredAt });
        const inSection = { sectionId: section.id, sortKey: 'section_position', sortDirection: 'asc' };
        const listed = await server.ask('thread/list', inSection);
        expect(listAt(listed, 'data').map((thread) => at(thread, 'id'))).toEqual([other, threadId]);
        await server.ask('threadSection/delete', { sectionId: section.id });
      });
      await home.with(second, async (server) => {
        expect(await server.read(threadId)).toMatchObject({ section: null, sectionEnteredAt: null });
        expect(listAt(await server.ask('threadSection/list', {}), 'data')).toHaveLength(1);
      });
    });

    it(`shows in the ${second} one: its project`, async () => {
      const threadId = await known();
      const made = await home.with(first, async (server) => {
        const roots = [{ path: '/var' }, { path: '/usr' }];
        const wish = { name: 'Work', roots, metadata: { a: 'b' }, idempotencyKey: 'once', threads: [] };
        const project = at(await server.ask('project/create', wish), 'project');
        const projectId = textAt(project, 'id') ?? '';
        await server.ask('thread/metadata/update', { threadId, projectId });
        return { projectId, project: at(await server.ask('project/read', { projectId }), 'project') };
      });
      const { projectId, project } = made;
      await home.with(second, async (server) => {
        expect(await server.read(threadId)).toMatchObject({ projectId });
        expect(at(await server.ask('project/read', { projectId }), 'project')).toEqual(project);
        const again = await server.ask('project/create', { name: 'x', roots: [], idempotencyKey: 'once' });
        expect(at(again, 'project', 'id')).toBe(projectId);
        await server.ask('project/create', { name: 'Second', roots: [], idempotencyKey: 'twice' });
        await server.ask('project/update', { projectId, name: 'Play', roots: [{ path: '/opt' }] });
        await server.ask('project/move', { projectId, beforeProjectId: null });
      });
      await home.with(first, async (server) => {
        const projects = listAt(await server.ask('project/list', {}), 'data');
        expect(projects.map((one) => [at(one, 'name'), at(one, 'roots')])).toEqual([
          ['Second', []],
          ['Play', [{ path: '/opt' }]],
        ]);
        await server.ask('project/delete', { projectId });
      });
      await home.with(second, async (server) => {
        expect(await server.read(threadId)).toMatchObject({ projectId: null });
        expect(listAt(await server.ask('project/list', {}), 'data')).toHaveLength(1);
        const spent = await server.target.request('project/create', {
          name: 'x',
          roots: [],
          idempotencyKey: 'once',
        });
        expect(spent).toHaveProperty('error');
      });
    });

    it(`shows in the ${second} one: attachments and switches`, async () => {
      const threadId = await known();
      const key = { threadId, attachmentType: 'pr', identityKey: 'one' };
      const attachment = await home.with(first, async (server) => {
        await server.ask('thread/metadata/update', { threadId, daybreakEnabled: true });
        return at(
          await server.ask('thread/attachment/add', { ...key, payload: { n: [1, null] } }),
          'attachment',
        );
      });
      await home.with(second, async (server) => {
        expect(await server.read(threadId)).toMatchObject({ daybreakEnabled: true });
        expect(at(await server.ask('thread/attachment/list', { threadId }), 'data')).toEqual([attachment]);
        const again = await server.ask('thread/attachment/add', { ...key, payload: 'other' });
        expect(again).toEqual({ outcome: 'existing', attachment });
        await server.ask('thread/attachment/remove', key);
        await server.ask('thread/attachment/add', { ...key, identityKey: 'two', payload: 'two' });
      });
      await home.with(first, async (server) => {
        const listed = listAt(await server.ask('thread/attachment/list', { threadId }), 'data');
        expect(listed.map((one) => at(one, 'identityKey'))).toEqual(['two']);
      });
    });

    it(`shows in the ${second} one: what of it was read`, async () => {
      const threadId = await known();
      const stateIn = async (server: Server): Promise<unknown> =>
        at(await server.ask('thread/list', {}), 'readStates', threadId);
      const update = async (server: Server, type: string): Promise<unknown> => {
        const expectedRevision = at(await stateIn(server), 'revision');
        const params = { threadId, operation: { type }, expectedRevision };
        return at(await server.ask('thread/readState/update', params), 'readState');
      };
      const read = await home.with(first, async (server) => {
        expect(await stateIn(server)).toMatchObject({ firstUnread: { type: 'turn' } });
        return update(server, 'read');
      });
      const unread = await home.with(second, async (server) => {
        expect(await stateIn(server)).toEqual(read);
        return update(server, 'unread');
      });
      expect(unread).toMatchObject({ firstUnread: { type: 'threadStart' } });
      await home.with(first, async (server) => {
        expect(await stateIn(server)).toEqual(unread);
        await update(server, 'read');
        await server.ask('thread/resume', { threadId });
        await runTurn(server.target, threadId, 'and more');
      });
      await home.with(second, async (server) => {
        expect(await stateIn(server)).toMatchObject({ firstUnread: { type: 'turn' } });
      });
    });

    it(`shows in the ${second} one: its goal`, async () => {
      const threadId = await known();
      const goal = await home.with(first, async (server) => {
        const wish = { threadId, objective: 'be good', status: 'paused', tokenBudget: 1000 };
        return at(await server.ask('thread/goal/set', wish), 'goal');
      });
      await home.with(second, async (server) => {
        expect(await server.ask('thread/goal/get', { threadId })).toEqual({ goal });
        await server.ask('thread/goal/set', { threadId, objective: 'be better', status: 'complete' });
      });
      await home.with(first, async (server) => {
        const now = at(await server.ask('thread/goal/get', { threadId }), 'goal');
        const { createdAt } = goal as { createdAt: number };
        expect(now).toMatchObject({
          objective: 'be better',
          status: 'complete',
          tokenBudget: 1000,
          createdAt,
        });
        await server.ask('thread/goal/clear', { threadId });
      });
      await home.with(second, async (server) => {
        expect(await server.ask('thread/goal/get', { threadId })).toEqual({ goal: null });
      });
    });

    it(`shows in the ${second} one: what waits for it`, async () => {
      const threadId = await known();
      const queued = await home.with(first, async (server) => {
        await server.queue(threadId, 'one', 'two', 'three');
        return listAt(await server.ask('thread/queue/list', { threadId }), 'data');
      });
      expect(queued).toHaveLength(3);
      const [one = '', two = '', three = ''] = queued.map((submission) => textAt(submission, 'id'));
      await home.with(second, async (server) => {
        expect(listAt(await server.ask('thread/queue/list', { threadId }), 'data')).toEqual(queued);
        await server.ask('thread/queue/update', {
          threadId,
          queuedSubmissionId: two,
          input: textInput('second'),
        });
        await server.ask('thread/queue/reorder', { threadId, queuedSubmissionIds: [three, one, two] });
        await server.ask('thread/queue/delete', { threadId, queuedSubmissionId: one });
      });
      await home.with(first, async (server) => {
        const left = listAt(await server.ask('thread/queue/list', { threadId }), 'data');
        expect(
          left.map((submission) => [at(submission, 'id'), textAt(submission, 'input', 0, 'text')]),
        ).toEqual([
          [three, 'three'],
          [two, 'second'],
        ]);
      });
    });
  },
);

describe('what is said to our server about a thread that the real one has not come across', () => {
  it('shows there: its name and a fork of that name, its git state, section and project', async () => {
    home = new Home();
    await home.with('real', (server) => server.begin('something else'));
    const made = await home.with('ours', async (server) => {
      const threadId = await server.begin('hello');
      await server.ask('thread/name/set', { threadId, name: 'named' });
      await server.ask('thread/metadata/update', { threadId, gitInfo: { branch: 'mine' } });
      const section = await server.ask('threadSection/create', { name: 'Mine' });
      const sectionId = textAt(section, 'section', 'id') ?? '';
      await server.ask('thread/section/move', { threadId, sectionId, beforeThreadId: null });
      const project = await server.ask('project/create', { name: 'Work', roots: [], idempotencyKey: 'once' });
      const projectId = textAt(project, 'project', 'id') ?? '';
      await server.ask('thread/metadata/update', { threadId, projectId });
      const forkId = textAt(await server.ask('thread/fork', { threadId }), 'thread', 'id') ?? '';
      await runTurn(server.target, forkId, 'go on');
      return { threadId, forkId, sectionId, projectId };
    });
    const { threadId, forkId, sectionId, projectId } = made;
    await home.with('real', async (server) => {
      const shown = { name: 'named', gitInfo: { branch: 'mine' }, section: { id: sectionId }, projectId };
      expect(await server.read(threadId)).toMatchObject({ ...shown, preview: 'hello' });
      expect(at(await server.ask('thread/resume', { threadId }), 'thread')).toMatchObject(shown);
      expect(await server.read(forkId)).toMatchObject({ name: 'named', projectId });
      const listed = listAt(await server.ask('thread/list', { useStateDbOnly: true }), 'data');
      expect(listed.map((thread) => at(thread, 'preview'))).toContain('hello');
    });
  });

  it('holds there: it is archived, and can be brought back, or it is gone', async () => {
    home = new Home();
    await home.with('real', (server) => server.begin('something else'));
    const [archived, deleted] = await home.with('ours', async (server) => {
      const ids = [await server.begin('one'), await server.begin('two')] as const;
      await server.ask('thread/archive', { threadId: ids[0] });
      await server.ask('thread/delete', { threadId: ids[1] });
      return ids;
    });
    await home.with('real', async (server) => {
      await server.ask('thread/unarchive', { threadId: archived });
      expect(at(await server.ask('thread/resume', { threadId: archived }), 'thread', 'preview')).toBe('one');
      const listed = listAt(await server.ask('thread/list', {}), 'data');
      expect(listed.map((thread) => at(thread, 'id'))).not.toContain(deleted);
    });
  });
});

it.each(sides)('what clients told the %s server of imports shows in the %s one', async (first, second) => {
  home = new Home();
  await home.with('real', (server) => server.begin('something else'));
  const wish = {
    providerId: 'other',
    itemTypeResults: [
      {
        itemType: 'SKILLS',
        successes: [{ itemType: 'SKILLS', source: 's', target: 't', title: 'x' }],
        failures: [{ itemType: 'SKILLS', failureStage: 'read', message: 'm', errorType: 'e' }],
      },
    ],
  };
  const histories = await home.with(first, async (server) => {
    await server.ask('externalAgentConfig/import/recordHistory', wish);
    return server.ask('externalAgentConfig/import/readHistories', {});
  });
  expect(listAt(histories, 'data')).toHaveLength(1);
  await home.with(second, async (server) => {
    expect(await server.ask('externalAgentConfig/import/readHistories', {})).toEqual(histories);
  });
});

describe('databases that lie elsewhere', () => {
  it.each([
    ['told by a variable', '', 'by-variable'],
    ['told by the configuration, which beats the variable', 'by-configuration', 'by-variable'],
  ])('are found: %s', async (_, configured, variable) => {
    home = new Home();
    const folder = join(home.folder, configured || variable);
    mkdirSync(folder);
    const told = {
      config: configured === '' ? '' : `sqlite_home = "${folder}"\n`,
      env: { CODEX_SQLITE_HOME: join(home.folder, variable) },
    };
    const threadId = await home.with('real', (server) => server.begin('hello'), told);
    expect(existsSync(join(folder, 'state_5.sqlite'))).toBe(true);
    const gitInfo = { sha: null, branch: 'mine', originUrl: null };
    await home.with('ours', (server) => server.ask('thread/metadata/update', { threadId, gitInfo }), told);
    await home.with(
      'real',
      async (server) => {
        expect(await server.read(threadId)).toMatchObject({ gitInfo });
      },
      told,
    );
  });
});

it('takes what both servers of a home are told at once', async () => {
  home = new Home();
  const count = 40;
  const threadId = await home.with('real', (server) => server.begin('hello'));
  /** Every kind of database is written to; sections and projects in the order of their names. */
  const keepBusy = async (server: Server, side: Side): Promise<void> => {
    for (let n = 0; n < count; n += 1) {
      const name = `${side} ${n}`;
      const made = await server.ask('threadSection/create', { name });
      if (n % 2 === 1) await server.ask('threadSection/delete', { sectionId: at(made, 'section', 'id') });
      await server.ask('project/create', { name, roots: [{ path: `/${name}` }], idempotencyKey: name });
      const key = { threadId, attachmentType: 'pr', identityKey: name };
      await server.ask('thread/attachment/add', { ...key, payload: name });
      const queued = { threadId, input: textInput(name), clientUserMessageId: name };
      await server.ask('thread/queue/add', queued);
      await server.ask('thread/goal/set', { threadId, objective: name, status: 'paused' });
      await server.ask('thread/metadata/update', { threadId, gitInfo: { branch: name } });
    }
  };
  await home.with('real', (real) =>
    home.with('ours', (ours) => Promise.all([keepBusy(real, 'real'), keepBusy(ours, 'ours')])),
  );
  const namesIn = (list: unknown, key: string): unknown[] => listAt(list, 'data').map((one) => at(one, key));
  const shown = async (server: Server): Promise<unknown> => ({
    sections: namesIn(await server.ask('threadSection/list', { limit: 100 }), 'name'),
    projects: namesIn(await server.ask('project/list', { limit: 100 }), 'name').length,
    attachments: namesIn(await server.ask('thread/attachment/list', { threadId, limit: 100 }), 'id').length,
    queue: namesIn(await server.ask('thread/queue/list', { threadId, limit: 100 }), 'clientUserMessageId'),
    goal: await server.ask('thread/goal/get', { threadId }),
    git: at(await server.read(threadId), 'gitInfo'),
  });
  const seen = await home.with('ours', shown);
  expect(seen).toMatchObject({ projects: 2 * count, attachments: 2 * count });
  expect((seen as { sections: unknown[] }).sections).toHaveLength(count + 1);
  expect((seen as { queue: unknown[] }).queue).toHaveLength(2 * count);
  expect(await home.with('real', shown)).toEqual(seen);
});
