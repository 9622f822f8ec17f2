// What can be done in a home in which servers take turns.
import { at, listAt, textAt } from '../../../src/util/peek.js';
import { runTurn, textInput } from './compare.js';
import type { Household, Kept } from './household.js';
import type { Version } from './target.js';

export interface Operation {
  readonly name: string;
  readonly versions?: readonly Version[];
  fits(thread: Kept, household: Household): boolean;
  run(household: Household, thread: Kept, words: string): Promise<unknown>;
}

const NEWER: readonly Version[] = ['0.169.0'];
const always = (): boolean => true;
const isActive = ({ archived }: Kept): boolean => !archived;
/** A turn of it would be followed by others where something waits. */
const isFree = ({ archived, queued }: Kept): boolean => !archived && queued === 0;
const MOST_GROUPS = 4;

/** Which one, the same for the same words. */
function oneOf(ids: readonly string[], words: string): string | undefined {
  return ids[Number(words.split(' ')[1]) % ids.length];
}

const THREADS: readonly Operation[] = [
  { name: 'start', fits: always, run: (household, _, words) => household.begin(words) },
  {
    name: 'turn',
    fits: isFree,
    async run(household, thread, words) {
      await household.load(thread);
      await runTurn(household.target, thread.id, words);
      thread.turns += 1;
    },
  },
  { name: 'resume', fits: isFree, run: (household, thread) => household.load(thread) },
  {
    name: 'read',
    fits: always,
    // Neither real server shows the turns of every archived thread.
    run: (household, { id }) => household.target.request('thread/read', { threadId: id, includeTurns: true }),
  },
  {
    name: 'list',
    fits: always,
    run: (household, { archived }) => household.ask('thread/list', { archived }),
  },
  {
    name: 'rename',
    fits: isActive,
    run: (household, { id }, name) => household.ask('thread/name/set', { threadId: id, name }),
  },
  {
    name: 'archive',
    fits: isActive,
    async run(household, thread) {
      await household.ask('thread/archive', { threadId: thread.id });
      household.forget(thread);
      thread.archived = true;
    },
  },
  {
    name: 'unarchive',
    fits: ({ archived }) => archived,
    async run(household, thread) {
      await household.ask('thread/unarchive', { threadId: thread.id });
      thread.archived = false;
    },
  },
  {
    name: 'fork',
    fits: isFree,
    async run(household, thread) {
      const id = await household.make('thread/fork', { threadId: thread.id }, 'thread');
      household.remember(id);
      thread.isForked = true;
      await runTurn(household.target, id, 'go on');
      household.keep(id, thread.turns + 1);
    },
  },
  {
    name: 'delete',
    versions: NEWER,
    fits: ({ isForked }) => !isForked,
    async run(household, thread) {
      await household.ask('thread/delete', { threadId: thread.id });
      household.forget(thread);
      household.threads.splice(household.threads.indexOf(thread), 1);
    },
  },
  {
    name: 'rollback',
    versions: ['0.118.0'],
    fits: ({ archived, turns }) => !archived && turns > 1,
    async run(household, thread) {
      await household.load(thread);
      await household.ask('thread/rollback', { threadId: thread.id, numTurns: 1 });
      thread.turns -= 1;
    },
  },
  {
    name: 'revert',
    versions: NEWER,
    fits: (thread) => isFree(thread) && thread.turns > 1 && !thread.isForked,
    async run(household, thread) {
      await household.load(thread);
      const read = await household.ask('thread/read', { threadId: thread.id, includeTurns: true });
      const beforeTurnId = textAt(listAt(read, 'thread', 'turns').at(-1), 'id');
      await household.ask('thread/revert', { threadId: thread.id, beforeTurnId });
      thread.turns -= 1;
    },
  },
];

/** What is kept besides the logs. */
const FACTS: readonly Operation[] = [
  {
    name: 'metadata',
    fits: isActive,
    run: (household, { id }, branch) =>
      household.ask('thread/metadata/update', { threadId: id, gitInfo: { branch } }),
  },
  {
    name: 'goal',
    versions: NEWER,
    fits: isActive,
    run: (household, { id }, objective) =>
      household.ask('thread/goal/set', { threadId: id, objective, status: 'paused', tokenBudget: 1000 }),
  },
  {
    name: 'goal reached',
    versions: NEWER,
    fits: isActive,
    run: (household, { id }) => household.ask('thread/goal/clear', { threadId: id }),
  },
  {
    name: 'read state',
    versions: NEWER,
    fits: isActive,
    async run(household, { id }, words) {
      const list = await household.ask('thread/list', { limit: 100 });
      const expectedRevision = at(list, 'readStates', id, 'revision');
      const type = oneOf(['read', 'unread'], words);
      await household.ask('thread/readState/update', { threadId: id, operation: { type }, expectedRevision });
    },
  },
  {
    name: 'queue',
    versions: NEWER,
    fits: (thread, household) => isActive(thread) && !household.isLoaded(thread),
    async run(household, thread, text) {
      const params = { threadId: thread.id, input: textInput(text), clientUserMessageId: text };
      await household.ask('thread/queue/add', params);
      thread.queued += 1;
    },
  },
  {
    name: 'queue changed',
    versions: NEWER,
    fits: (thread, household) => isActive(thread) && thread.queued > 0 && !household.isLoaded(thread),
    async run(household, thread, text) {
      const threadId = thread.id;
      const queue = listAt(await household.ask('thread/queue/list', { threadId }), 'data');
      const [first, ...others] = queue.map((one) => textAt(one, 'id') ?? '');
      await household.ask('thread/queue/update', {
        threadId,
        queuedSubmissionId: first,
        input: textInput(text),
      });
      await household.ask('thread/queue/reorder', { threadId, queuedSubmissionIds: [...others, first] });
    },
  },
  {
    name: 'queue emptied',
    versions: NEWER,
    fits: (thread) => isActive(thread) && thread.queued > 0,
    async run(household, thread) {
      const queue = listAt(await household.ask('thread/queue/list', { threadId: thread.id }), 'data');
      for (const one of queue) {
        const params = { threadId: thread.id, queuedSubmissionId: textAt(one, 'id') };
        await household.ask('thread/queue/delete', params);
      }
      thread.queued = 0;
    },
  },
  {
    name: 'attachment',
    versions: NEWER,
    fits: isActive,
    async run(household, { id }, words) {
      const key = { threadId: id, attachmentType: 'pr', identityKey: oneOf(['one', 'two', 'three'], words) };
      const added = await household.ask('thread/attachment/add', { ...key, payload: { words } });
      if (at(added, 'outcome') === 'existing') await household.ask('thread/attachment/remove', key);
    },
  },
];

const FILING: readonly Operation[] = [
  {
    name: 'section',
    versions: NEWER,
    fits: (_, { sections }) => sections.length < MOST_GROUPS,
    async run(household, _, name) {
      household.sections.push(await household.make('threadSection/create', { name }, 'section'));
    },
  },
  {
    name: 'section changed',
    versions: NEWER,
    fits: (_, { sections }) => sections.length > 0,
    run: (household, _, name) =>
      household.ask('threadSection/update', { sectionId: oneOf(household.sections, name), name }),
  },
  {
    name: 'section deleted',
    versions: NEWER,
    fits: (_, { sections }) => sections.length > 2,
    async run(household, _, words) {
      const sectionId = oneOf(household.sections, words) ?? '';
      await household.ask('threadSection/delete', { sectionId });
      household.sections.splice(household.sections.indexOf(sectionId), 1);
      for (const thread of household.threads) if (thread.sectionId === sectionId) thread.sectionId = null;
    },
  },
  {
    name: 'filed',
    versions: NEWER,
    fits: (thread, { sections }) => isActive(thread) && sections.length > 0,
    async run(household, thread, words) {
      const sectionId = oneOf(household.sections, words) ?? null;
      const before = household.threads.find((one) => one !== thread && one.sectionId === sectionId);
      const params = { threadId: thread.id, sectionId, beforeThreadId: before?.id ?? null };
      await household.ask('thread/section/move', params);
      thread.sectionId = sectionId;
    },
  },
  {
    name: 'project',
    versions: NEWER,
    fits: (_, { projects }) => projects.length < MOST_GROUPS,
    async run(household, _, name) {
      const wish = { name, roots: [{ path: `/${name}` }], idempotencyKey: name };
      household.projects.push(await household.make('project/create', wish, 'project'));
    },
  },
  {
    name: 'project moved',
    versions: NEWER,
    fits: (_, { projects }) => projects.length > 1,
    run: (household, _, words) =>
      household.ask('project/move', { projectId: oneOf(household.projects, words), beforeProjectId: null }),
  },
  {
    name: 'project deleted',
    versions: NEWER,
    fits: (_, { projects }) => projects.length > 2,
    async run(household, _, words) {
      const projectId = oneOf(household.projects, words) ?? '';
      await household.ask('project/delete', { projectId });
      household.projects.splice(household.projects.indexOf(projectId), 1);
    },
  },
  {
    name: 'assigned',
    versions: NEWER,
    fits: (thread, { projects }) => isActive(thread) && projects.length > 0,
    run: (household, { id }, words) =>
      household.ask('thread/metadata/update', { threadId: id, projectId: oneOf(household.projects, words) }),
  },
];

/** What happens to threads happens about as often as all else. */
export const OPERATIONS: readonly Operation[] = [...THREADS, ...THREADS, ...FACTS, ...FILING];
