import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { LiveThread } from '../../src/domain/agent.js';
import type { Behaviour } from '../../src/domain/behaviour.js';
import type { DomainEvent } from '../../src/domain/events.js';
import type { ModelEvent } from '../../src/domain/ports.js';
import { reduceHistory } from '../../src/domain/thread/history.js';
import type { Thread, ThreadItem, Turn } from '../../src/protocol/index.js';
import { newest, oldest } from './behaviours.js';
import {
  answer,
  completed,
  created,
  messageAdded,
  messageDone,
  reasoningAdded,
  reasoningDone,
  text,
} from './scripted-model.js';
import { say, type TestAgent, testAgent } from './test-agent.js';

/**
 * What a client knows that joined with a snapshot and listened from then on. It keeps texts as it hears them and
 * objects to whatever does not fit: a delta of an item it has never seen, a final text that differs from its own.
 */
class JoinedClient {
  readonly #turns = new Map<string, { turn: Turn; items: Map<string, ThreadItem> }>();
  readonly objections: string[] = [];

  constructor(snapshot: Thread) {
    for (const turn of snapshot.turns) {
      this.#turns.set(turn.id, { turn, items: new Map(turn.items.map((item) => [item.id, item])) });
    }
  }

  hear({ event }: DomainEvent): void {
    const { type } = event;
    if (type === 'turnStarted' && !this.#turns.has(event.turn.id)) {
      this.#turns.set(event.turn.id, { turn: event.turn, items: new Map() });
    } else if (type === 'itemStarted') {
      this.#items(event.turnId).set(event.item.id, event.item);
    } else if (type === 'itemCompleted') {
      this.#compare(this.#items(event.turnId).get(event.item.id), event.item);
      this.#items(event.turnId).set(event.item.id, event.item);
    } else if (type === 'agentMessageDelta') {
      this.#grow(event.turnId, event.itemId, (item) =>
        item.type === 'agentMessage' ? { ...item, text: item.text + event.delta } : item,
      );
    } else if (type === 'reasoningSummaryPartAdded' || type === 'reasoningSummaryDelta') {
      const more = type === 'reasoningSummaryDelta' ? event.delta : '';
      this.#grow(event.turnId, event.itemId, (item) =>
        item.type === 'reasoning'
          ? { ...item, summary: appended(item.summary, event.summaryIndex, more) }
          : item,
      );
    } else if (type === 'turnCompleted') {
      const known = this.#turns.get(event.turn.id);
      if (known === undefined) this.objections.push(`the end of an unknown turn ${event.turn.id}`);
      else known.turn = { ...event.turn, items: [] };
    }
  }

  /** Finished items of every turn, and how the turns ended. */
  view(): { id: string; status: string; items: ThreadItem[] }[] {
    return [...this.#turns.values()].map(({ turn, items }) => ({
      id: turn.id,
      status: turn.status,
      items: [...items.values()].filter(({ completedAtMs }) => completedAtMs !== null),
    }));
  }

  #items(turnId: string): Map<string, ThreadItem> {
    const known = this.#turns.get(turnId);
    if (known === undefined) throw new Error(`news of an unknown turn ${turnId}`);
    return known.items;
  }

  #grow(turnId: string, itemId: string, grow: (item: ThreadItem) => ThreadItem): void {
    const item = this.#items(turnId).get(itemId);
    if (item === undefined) this.objections.push(`a delta of an item that was never shown: ${itemId}`);
    else this.#items(turnId).set(itemId, grow(item));
  }

  /** A text that was heard in pieces must be the text that is final. */
  #compare(heard: ThreadItem | undefined, final: ThreadItem): void {
    if (heard === undefined) this.objections.push(`the end of an item that was never shown: ${final.id}`);
    if (heard?.type === 'agentMessage' && final.type === 'agentMessage' && heard.text !== final.text) {
      this.objections.push(`heard "${heard.text}", final "${final.text}"`);
    }
    if (heard?.type === 'reasoning' && final.type === 'reasoning') {
      if (heard.summary?.join('|') !== final.summary?.join('|')) this.objections.push('reasoning differs');
    }
  }
}

function appended(parts: readonly string[] | undefined, index: number, more: string): string[] {
  const grown = [...(parts ?? [])];
  while (grown.length <= index) grown.push('');
  grown[index] += more;
  return grown;
}

function viewOf(thread: Thread): ReturnType<JoinedClient['view']> {
  return thread.turns.map(({ id, status, items }) => ({ id, status, items }));
}

/** Runs a scenario while a new client joins at every single event, and compares what they all end up with. */
async function joinEverywhere(
  behaviour: Behaviour,
  scenario: (bench: TestAgent, live: LiveThread) => Promise<void>,
): Promise<void> {
  const bench = testAgent({ base: behaviour, policy: { streamMaxRetries: 2 } });
  const { agent, store, settled } = bench;
  const live = await bench.thread();
  const joined: { at: string; client: JoinedClient }[] = [];
  let connection = 100;
  const join = (at: string): void => {
    // In one synchronous step, as a room does it.
    const client = new JoinedClient(live.snapshot({ turns: true }));
    connection += 1;
    agent.hub.attach(connection, (event) => {
      if (event.scope === 'thread') client.hear(event);
    });
    agent.hub.subscribe(connection, live.id);
    joined.push({ at, client });
  };
  join('the start');
  agent.hub.attach(2, ({ event }) => join(event.type));
  agent.hub.subscribe(2, live.id);
  await scenario(bench, live);
  await settled();

  // Older versions tell of messages without any text, and do not keep them.
  const isKept = (item: ThreadItem): boolean =>
    behaviour.keepsEmptyMessages || item.type !== 'agentMessage' || item.text !== '';
  const final = viewOf(live.snapshot({ turns: true }));
  expect(joined.length).toBeGreaterThan(5);
  for (const { at, client } of joined) {
    expect({ at, objections: client.objections }).toEqual({ at, objections: [] });
    const turns = client.view().map((turn) => ({ ...turn, items: turn.items.filter(isKept) }));
    expect({ at, turns }).toEqual({ at, turns: final });
  }
  // What is read back from the log is what the live thread shows.
  const records = store.threads.get(live.id)?.records ?? [];
  expect(reduceHistory(records).turns()).toEqual(live.snapshot({ turns: true }).turns);
}

const reasoned: ModelEvent[] = [
  created,
  reasoningAdded('rs_1'),
  { type: 'reasoningSummaryPartAdded', summaryIndex: 0 },
  { type: 'reasoningSummaryDelta', summaryIndex: 0, delta: 'think ' },
  { type: 'reasoningSummaryDelta', summaryIndex: 0, delta: 'more' },
  { type: 'reasoningSummaryPartAdded', summaryIndex: 1 },
  { type: 'reasoningSummaryDelta', summaryIndex: 1, delta: 'again' },
  reasoningDone('rs_1', ['think more', 'again']),
  messageAdded('msg_1'),
  text('Hello '),
  text('big '),
  text('world'),
  messageDone('msg_1', 'Hello big world'),
  messageAdded('msg_2'),
  text('second'),
  messageDone('msg_2', 'second'),
  completed(),
];

describe.each([
  ['0.169.0', newest],
  ['0.118.0', oldest],
])(
  'a client that joins at any event of a turn ends up with the whole turn, as %s behaves',
  (_name, behaviour) => {
    test('of reasoning and two messages', () =>
      joinEverywhere(behaviour, async ({ model, settled }, live) => {
        live.startTurn(say('one')).begin();
        await settled();
        model.last.send(...reasoned);
      }));

    test('that is tried again after its stream was cut', () =>
      joinEverywhere(behaviour, async ({ model, clock, settled }, live) => {
        live.startTurn(say('one')).begin();
        await settled();
        model.last.send(...reasoned.slice(0, 11));
        model.last.fail({ kind: 'stream', message: 'cut' });
        await settled();
        await clock.advanceAsync(1_000);
        model.last.send(...answer('msg_9', 'In ', 'the end.'));
      }));

    test('that is steered', () =>
      joinEverywhere(behaviour, async ({ model, settled }, live) => {
        const { turn, begin } = live.startTurn(say('one'));
        begin();
        await settled();
        model.last.send(...reasoned.slice(0, 11));
        await settled();
        live.steer(say('other way'), turn.id);
        await settled();
        if (!behaviour.steerCutsResponse) model.last.send(...reasoned.slice(11));
        await settled();
        model.last.send(...answer('msg_9', 'As ', 'you ', 'wish.'));
      }));

    test('that is interrupted, then followed by another', () =>
      joinEverywhere(behaviour, async ({ model, settled }, live) => {
        const { turn, begin } = live.startTurn(say('one'));
        begin();
        await settled();
        model.last.send(...reasoned.slice(0, 11));
        await settled();
        await live.interrupt(turn.id);
        await settled();
        live.startTurn(say('two')).begin();
        await settled();
        model.last.send(...answer('msg_9', 'Two.'));
      }));

    test('that fails half way', () =>
      joinEverywhere(behaviour, async ({ model, settled }, live) => {
        live.startTurn(say('one')).begin();
        await settled();
        model.last.send(...reasoned.slice(0, 11));
        model.last.fail({ kind: 'failed', code: 'invalid_prompt', message: 'no' });
      }));
  },
);

/** A response of random items in random pieces; ids of its items end with a mark, for no two responses share any. */
const randomResponse: fc.Arbitrary<(mark: string) => ModelEvent[]> = fc
  .array(
    fc.record({ reasons: fc.boolean(), pieces: fc.array(fc.string({ maxLength: 4 }), { maxLength: 6 }) }),
    { minLength: 1, maxLength: 5 },
  )
  .map((items) => (mark: string): ModelEvent[] => [
    created,
    ...items.flatMap(({ reasons, pieces }, i): ModelEvent[] =>
      reasons
        ? [
            reasoningAdded(`rs_${i}${mark}`),
            { type: 'reasoningSummaryPartAdded', summaryIndex: 0 },
            ...pieces.map((delta): ModelEvent => ({ type: 'reasoningSummaryDelta', summaryIndex: 0, delta })),
            reasoningDone(`rs_${i}${mark}`, [pieces.join('')]),
          ]
        : [
            messageAdded(`msg_${i}${mark}`),
            ...pieces.map(text),
            messageDone(`msg_${i}${mark}`, pieces.join('')),
          ],
    ),
    completed(),
  ]);

/** How a random response goes on: it comes in chunks, and may be cut, steered, interrupted or refused on the way. */
const randomTurn = fc.record({
  response: randomResponse,
  cutAt: fc.double({ min: 0, max: 1, noNaN: true }),
  ends: fc.constantFrom('go on', 'cut', 'steer', 'interrupt', 'refuse'),
});

test.each([
  ['0.169.0', newest],
  ['0.118.0', oldest],
])('random turns are whole for whoever joins when, as %s behaves', async (_name, behaviour) => {
  await fc.assert(
    fc.asyncProperty(fc.array(randomTurn, { minLength: 1, maxLength: 3 }), (turns) =>
      joinEverywhere(behaviour, async ({ model, clock, settled }, live) => {
        for (const [index, { response: make, cutAt, ends }] of turns.entries()) {
          const [response, another] = [make(`_${index}a`), make(`_${index}b`)];
          const { turn, begin } = live.startTurn(say('go'));
          begin();
          await settled();
          const at = Math.floor(cutAt * response.length);
          model.last.send(...response.slice(0, at));
          await settled();
          const isOver = at === response.length;
          if (ends === 'cut' && !isOver) model.last.fail({ kind: 'stream', message: 'cut' });
          if (ends === 'refuse' && !isOver)
            model.last.fail({ kind: 'failed', code: 'invalid_prompt', message: '' });
          if (ends === 'steer' && !isOver) live.steer(say('more'), turn.id);
          if (ends === 'interrupt' && !isOver) await live.interrupt(turn.id);
          await settled();
          await clock.advanceAsync(1_000);
          const goesOn = ends === 'go on' || (ends === 'steer' && !behaviour.steerCutsResponse);
          model.last.send(...(goesOn ? response.slice(at) : another));
          await settled();
          if (ends === 'steer' && !behaviour.steerCutsResponse) model.last.send(...answer('msg_z', 'ok'));
          await settled();
        }
      }),
    ),
    { numRuns: 60 },
  );
});

test('a snapshot leaves out what is being streamed where the behaviour says so', async () => {
  for (const snapshotIncludesPartialMessage of [true, false]) {
    const { thread, model, settled } = testAgent({ behaviour: { snapshotIncludesPartialMessage } });
    const live = await thread();
    live.startTurn(say('go')).begin();
    await settled();
    model.last.send(created, messageAdded('msg_1'), text('so '), text('far'));
    await settled();
    const [turn] = live.snapshot({ turns: true }).turns;
    expect(turn).toMatchObject({ status: 'inProgress', itemsView: 'full' });
    expect(turn?.items.slice(1)).toMatchObject(
      snapshotIncludesPartialMessage ? [{ type: 'agentMessage', id: 'msg_1', text: 'so far' }] : [],
    );
  }
});

test('a message of 20,000 deltas costs no more than its length, snapshots included', async () => {
  const { thread, model, settled } = testAgent();
  const live = await thread();
  live.startTurn(say('go')).begin();
  await settled();
  model.last.send(created, messageAdded('msg_1'));
  const started = performance.now();
  for (let i = 0; i < 20; i++) {
    model.last.send(...Array.from({ length: 1_000 }, () => text('some words ')));
    await settled();
    live.snapshot({ turns: true });
  }
  const [turn] = live.snapshot({ turns: true }).turns;
  const message = turn?.items.at(-1);
  expect(message?.type === 'agentMessage' && message.text.length).toBe(20_000 * 11);
  expect(performance.now() - started).toBeLessThan(2_000);
});
