// A home used in turn by the real server and by ours holds, for the real server, the same in the end as one used by the
// real server alone. What is done is drawn by lot, from a seed, and is the same for both homes.
import { rmSync } from 'node:fs';
import { expect, it } from 'vitest';
import { createBackend } from '../../src/backend/index.js';
import { at, listAt, textAt } from '../../src/util/peek.js';
import { Household } from './support/household.js';
import { OPERATIONS } from './support/household-plays.js';
import type { Side, Version } from './support/target.js';

const COUNT = 200;
/** How many one server does before the other one takes over. */
const PER_SHIFT = 20;
const SMALL = { replies: [{ text: 'Fine.', times: 'always' as const, usage: { input: 10, output: 2 } }] };

type Draw = (below: number) => number;

/** Numbers below a bound that look like chance and are the same for the same seed. */
function drawFrom(seed: number): Draw {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

async function useHome(
  household: Household,
  { version, seed, odd }: { version: Version; seed: number; odd: Side },
): Promise<void> {
  const draw = drawFrom(seed);
  for (let done = 0; done < COUNT; done += 1) {
    const who = Math.floor(done / PER_SHIFT) % 2 === 1 ? odd : 'real';
    if (done % PER_SHIFT === 0) await household.changeServer(who);
    const thread = household.threads[draw(household.threads.length)];
    const choice = OPERATIONS.filter(
      ({ versions, fits }) =>
        (versions?.includes(version) ?? true) && thread !== undefined && fits(thread, household),
    );
    const operation = choice[draw(choice.length)];
    const words = `step ${done}`;
    if (operation === undefined || thread === undefined) await household.begin(words);
    else {
      await operation.run(household, thread, words).catch((cause: unknown) => {
        throw new Error(`${words}, ${operation.name} by ${who} (${odd} in turn): ${String(cause)}`, {
          cause,
        });
      });
    }
  }
}

/** Ids as places in the order in which things were made, of those that are left. */
function placesOf(ids: readonly string[], what: string): (id: unknown) => unknown {
  const places = new Map(ids.map((id, i) => [id, `<${what} ${i}>`]));
  return (id) => (typeof id === 'string' ? (places.get(id) ?? `<another ${what}>`) : id);
}

/**
 * What the real server lists, and what it shows of the turns once it has resumed a thread: before, it shows those that it
 * has a copy of in its database.
 */
async function stateOf(household: Household, version: Version): Promise<unknown> {
  await household.changeServer('real');
  const placed = placesOf(
    household.threads.map(({ id }) => id),
    'thread',
  );
  const inSection = placesOf(household.sections, 'section');
  const inProject = placesOf(household.projects, 'project');
  const listed = new Map<unknown, unknown>();
  const unread = new Map<unknown, unknown>();
  for (const archived of [false, true]) {
    const page = await household.ask('thread/list', { archived, limit: 100 });
    for (const thread of listAt(page, 'data')) {
      const keys = ['preview', 'modelProvider', 'source', 'cliVersion', 'name', 'gitInfo'];
      const shown = Object.fromEntries(keys.map((key) => [key, at(thread, key)]));
      const id = textAt(thread, 'id') ?? '';
      listed.set(placed(id), {
        ...shown,
        archived,
        forkedFromId: placed(at(thread, 'forkedFromId')),
        section: inSection(at(thread, 'section', 'id')),
        project: inProject(at(thread, 'projectId')),
      });
      unread.set(id, at(page, 'readStates', id, 'firstUnread'));
    }
  }
  const threads = new Map<unknown, unknown>();
  for (const { id, archived } of household.threads) {
    if (archived) continue;
    const resumed = await household.ask('thread/resume', { threadId: id });
    const turns = listAt(resumed, 'thread', 'turns');
    const shown = turns.map((turn) => [
      at(turn, 'status'),
      listAt(turn, 'items').map((item) => [
        at(item, 'type'),
        textAt(item, 'text') ?? textAt(listAt(item, 'content')[0], 'text'),
      ]),
    ]);
    const turnOf = placesOf(
      turns.map((turn) => textAt(turn, 'id') ?? ''),
      'turn',
    );
    const firstUnread = [at(unread.get(id), 'type'), turnOf(at(unread.get(id), 'turnId'))];
    const facts = version === '0.169.0' ? { firstUnread, ...(await factsOf(household, id)) } : {};
    threads.set(placed(id), { turns: shown, ...facts });
  }
  return { listed, threads, ...(version === '0.169.0' ? await groupsOf(household, placed) : {}) };
}

async function factsOf(household: Household, threadId: string): Promise<Record<string, unknown>> {
  const goal = at(await household.ask('thread/goal/get', { threadId }), 'goal');
  const queue = listAt(await household.ask('thread/queue/list', { threadId }), 'data');
  const attached = listAt(await household.ask('thread/attachment/list', { threadId }), 'data');
  return {
    goal: goal && ['objective', 'status', 'tokenBudget', 'tokensUsed'].map((key) => at(goal, key)),
    queue: queue.map((one) => [textAt(one, 'input', 0, 'text'), at(one, 'clientUserMessageId')]),
    attached: new Set(attached.map((one) => [at(one, 'identityKey'), at(one, 'payload')])),
  };
}

async function groupsOf(
  household: Household,
  placed: (id: unknown) => unknown,
): Promise<Record<string, unknown>> {
  const members: unknown[] = [];
  for (const sectionId of household.sections) {
    const params = { sectionId, sortKey: 'section_position', sortDirection: 'asc', limit: 100 };
    const page = await household.ask('thread/list', params);
    members.push(listAt(page, 'data').map((thread) => placed(at(thread, 'id'))));
  }
  const sections = listAt(await household.ask('threadSection/list', { limit: 100 }), 'data');
  const projects = listAt(await household.ask('project/list', { limit: 100 }), 'data');
  return {
    members,
    sections: sections.map((section) => at(section, 'name')),
    projects: projects.map((project) => [at(project, 'name'), at(project, 'roots'), at(project, 'position')]),
  };
}

it.each<[Version, number]>([
  ['0.169.0', 20_261_127],
  ['0.169.0', 20_261_128],
  ['0.118.0', 20_261_127],
  ['0.118.0', 20_261_128],
])(
  'leaves a home as the real %s alone would have left it (seed %d)',
  async (version, seed) => {
    const backend = createBackend({ script: SMALL });
    await backend.listen();
    const households = [new Household(version, backend), new Household(version, backend)] as const;
    try {
      const [alone, shared] = households;
      const used = await Promise.allSettled([
        useHome(alone, { version, seed, odd: 'real' }),
        useHome(shared, { version, seed, odd: 'ours' }),
      ]);
      expect(used.flatMap((one) => (one.status === 'rejected' ? [String(one.reason)] : []))).toEqual([]);
      expect(await stateOf(shared, version)).toEqual(await stateOf(alone, version));
    } finally {
      for (const household of households) {
        await household.close();
        rmSync(household.home, { recursive: true, force: true });
      }
      await backend.close();
    }
  },
  180_000,
);
