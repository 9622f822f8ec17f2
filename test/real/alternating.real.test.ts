// A home used in turn by the real server and by ours holds, for the real server, the same threads in the end as one used
// by the real server alone. What is done is drawn by lot, from a seed, and is the same for both homes.
import { rmSync } from 'node:fs';
import { expect, it } from 'vitest';
import { type Backend, createBackend } from '../../src/backend/index.js';
import { at, listAt, textAt } from '../../src/util/peek.js';
import { handshake, runTurn, startThread } from './support/compare.js';
import {
  type Frame,
  freshFolder,
  type Side,
  startTarget,
  type Target,
  type Version,
} from './support/target.js';

const OPERATIONS = 200;
/** How many one server does before the other one takes over. */
const PER_SHIFT = 20;
const SEED = 20_261_127;
const SMALL = { replies: [{ text: 'Fine.', times: 'always' as const, usage: { input: 10, output: 2 } }] };

interface Kept {
  id: string;
  archived: boolean;
  turns: number;
  /** Its history is part of another thread's: 0.169.0 keeps such a thread. */
  isForked: boolean;
  /** The real server has come across it. */
  isKnown: boolean;
  /** Ours named it before: that name is in no database of the real server. */
  isNamedByOurs: boolean;
}

type Draw = (below: number) => number;

/** One home, what lies in it, and the server that uses it now. */
class Household {
  readonly home = freshFolder('alternating');
  readonly threads: Kept[] = [];
  readonly #version: Version;
  readonly #backend: Backend;
  #target: Target | null = null;
  #side: Side = 'real';
  #loaded = new Set<string>();

  constructor(version: Version, backend: Backend) {
    this.#version = version;
    this.#backend = backend;
  }

  get side(): Side {
    return this.#side;
  }

  get target(): Target {
    if (this.#target === null) throw new Error('no server runs');
    return this.#target;
  }

  async changeServer(side: Side): Promise<void> {
    await this.#unload();
    await this.close();
    if (this.#side === 'real') for (const thread of this.threads) thread.isKnown = true;
    const config = this.#backend.codexConfig();
    this.#target = await startTarget({ side, version: this.#version, home: this.home, config });
    this.#side = side;
    this.#loaded = new Set();
    await handshake(this.#target);
  }

  async close(): Promise<void> {
    await this.#target?.close();
    this.#target = null;
  }

  /** 0.118.0 ends with its input, whatever it has yet to write: unloading a thread writes it. */
  async #unload(): Promise<void> {
    if (this.#target === null || this.#side !== 'real' || this.#version !== '0.118.0') return;
    for (const threadId of this.#loaded) {
      const from = this.#target.frames.length;
      const { result } = await this.#target.request('thread/unsubscribe', { threadId });
      if (at(result, 'status') !== 'unsubscribed') continue;
      const isClosed = ({ method, params }: Frame): boolean =>
        method === 'thread/closed' && at(params, 'threadId') === threadId;
      await this.#target.waitFor('thread/closed', isClosed, from);
    }
  }

  async ask(method: string, params: Frame): Promise<unknown> {
    const answer = await this.target.request(method, params);
    if (answer.result === undefined) throw new Error(`${method}: ${JSON.stringify(answer.error)}`);
    return answer.result;
  }

  async begin(words: string): Promise<void> {
    const id = await startThread(this.target);
    this.#loaded.add(id);
    await runTurn(this.target, id, words);
    this.keep({ id, turns: 1, isNamedByOurs: false });
  }

  keep(thread: Pick<Kept, 'id' | 'turns' | 'isNamedByOurs'>): void {
    const isKnown = this.#side === 'real';
    this.threads.push({ ...thread, archived: false, isForked: false, isKnown });
  }

  async load({ id }: Kept): Promise<void> {
    if (this.#loaded.has(id)) return;
    await this.ask('thread/resume', { threadId: id });
    this.#loaded.add(id);
  }

  remember(id: string): void {
    this.#loaded.add(id);
  }

  forget({ id }: Kept): void {
    this.#loaded.delete(id);
  }
}

interface Operation {
  name: string;
  versions?: readonly Version[];
  /** Where the real server keeps it in databases of its own, which ours leaves alone: ours does it not here. */
  realOnly?: readonly Version[];
  fits(thread: Kept): boolean;
  run(household: Household, thread: Kept, words: string): Promise<unknown>;
}

const always = (): boolean => true;
const isActive = ({ archived }: Kept): boolean => !archived;

const OPERATIONS_BY_LOT: readonly Operation[] = [
  { name: 'start', fits: always, run: (household, _, words) => household.begin(words) },
  {
    name: 'turn',
    fits: isActive,
    async run(household, thread, words) {
      await household.load(thread);
      await runTurn(household.target, thread.id, words);
      thread.turns += 1;
    },
  },
  { name: 'resume', fits: isActive, run: (household, thread) => household.load(thread) },
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
    run(household, thread, name) {
      thread.isNamedByOurs = household.side === 'ours' && !thread.isKnown;
      return household.ask('thread/name/set', { threadId: thread.id, name });
    },
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
    fits: isActive,
    async run(household, thread) {
      const forked = await household.ask('thread/fork', { threadId: thread.id });
      const id = textAt(forked, 'thread', 'id') ?? '';
      household.remember(id);
      thread.isForked = true;
      await runTurn(household.target, id, 'go on');
      // A fork has the name of the thread it is forked from.
      household.keep({ id, turns: thread.turns + 1, isNamedByOurs: household.side === 'ours' });
    },
  },
  {
    name: 'delete',
    versions: ['0.169.0'],
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
    name: 'metadata',
    realOnly: ['0.169.0', '0.118.0'],
    fits: isActive,
    run: (household, { id }, branch) =>
      household.ask('thread/metadata/update', { threadId: id, gitInfo: { branch } }),
  },
  {
    name: 'revert',
    versions: ['0.169.0'],
    realOnly: ['0.169.0'],
    fits: ({ archived, turns, isForked }) => !archived && turns > 1 && !isForked,
    async run(household, thread) {
      await household.load(thread);
      const read = await household.ask('thread/read', { threadId: thread.id, includeTurns: true });
      const beforeTurnId = textAt(listAt(read, 'thread', 'turns').at(-1), 'id');
      await household.ask('thread/revert', { threadId: thread.id, beforeTurnId });
      thread.turns -= 1;
    },
  },
];

/** Numbers below a bound that look like chance and are the same for the same seed. */
function drawFrom(seed: number): Draw {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

async function useHome(household: Household, version: Version, odd: Side): Promise<void> {
  const draw = drawFrom(SEED);
  for (let done = 0; done < OPERATIONS; done += 1) {
    const isOdd = Math.floor(done / PER_SHIFT) % 2 === 1;
    if (done % PER_SHIFT === 0) await household.changeServer(isOdd ? odd : 'real');
    const thread = household.threads[draw(household.threads.length)];
    const choice = OPERATIONS_BY_LOT.filter(
      ({ versions, realOnly, fits }) =>
        (versions?.includes(version) ?? true) &&
        !(isOdd && realOnly?.includes(version)) &&
        thread !== undefined &&
        fits(thread),
    );
    const operation = choice[draw(choice.length)];
    const words = `step ${done}`;
    if (operation === undefined || thread === undefined) await household.begin(words);
    else {
      await operation.run(household, thread, words).catch((cause: unknown) => {
        const who = isOdd ? odd : 'real';
        throw new Error(`${words}, ${operation.name} by ${who} (${odd} in turn): ${String(cause)}`, {
          cause,
        });
      });
    }
  }
}

/**
 * What the real server lists, and what it shows of the turns once it has resumed a thread: before, it shows those that it
 * has a copy of in its database. Without what it keeps there alone, as docs/quirks.md says: the git state that people
 * noted and, in 0.169.0, names that ours gave before it came across the thread. Threads are named by their place among
 * those that are left. @param unnamed places of threads whose names are left out
 */
async function stateOf(household: Household, unnamed: ReadonlySet<number>): Promise<unknown> {
  await household.changeServer('real');
  const places = new Map(household.threads.map(({ id }, i) => [id, `<thread ${i}>`]));
  const placed = (id: unknown): unknown => (typeof id === 'string' ? (places.get(id) ?? '<another>') : id);
  const listed = new Map<unknown, unknown>();
  for (const archived of [false, true]) {
    const page = await household.ask('thread/list', { archived, limit: 100 });
    for (const thread of listAt(page, 'data')) {
      const place = household.threads.findIndex(({ id }) => id === at(thread, 'id'));
      const keys = [
        'preview',
        'modelProvider',
        'source',
        'cliVersion',
        ...(unnamed.has(place) ? [] : ['name']),
      ];
      const shown = keys.map((key) => [key, at(thread, key)]);
      const forkedFromId = placed(at(thread, 'forkedFromId'));
      listed.set(placed(at(thread, 'id')), { archived, forkedFromId, ...Object.fromEntries(shown) });
    }
  }
  const turns = new Map<unknown, unknown>();
  for (const { id, archived } of household.threads) {
    if (archived) continue;
    const resumed = await household.ask('thread/resume', { threadId: id });
    const shown = listAt(resumed, 'thread', 'turns').map((turn) => [
      at(turn, 'status'),
      listAt(turn, 'items').map((item) => [
        at(item, 'type'),
        textAt(item, 'text') ?? textAt(listAt(item, 'content')[0], 'text'),
      ]),
    ]);
    turns.set(placed(id), shown);
  }
  return { listed, turns };
}

it.each<Version>(['0.169.0', '0.118.0'])(
  'leaves a home as the real %s alone would have left it',
  async (version) => {
    const backend = createBackend({ script: SMALL });
    await backend.listen();
    const households = [new Household(version, backend), new Household(version, backend)] as const;
    try {
      const [alone, shared] = households;
      const used = await Promise.allSettled([
        useHome(alone, version, 'real'),
        useHome(shared, version, 'ours'),
      ]);
      expect(used.flatMap((one) => (one.status === 'rejected' ? [String(one.reason)] : []))).toEqual([]);
      const isAlone = ({ isNamedByOurs }: Kept): boolean => version !== '0.118.0' && isNamedByOurs;
      const unnamed = new Set(shared.threads.flatMap((thread, i) => (isAlone(thread) ? [i] : [])));
      expect(unnamed.size).toBeLessThan(shared.threads.length / 2);
      expect(await stateOf(shared, unnamed)).toEqual(await stateOf(alone, unnamed));
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
