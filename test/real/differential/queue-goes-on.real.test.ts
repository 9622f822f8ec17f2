// After what a thread goes on with its queue by itself: ours beside the real 0.169.0.
import { expect, it } from 'vitest';
import { createBackend, type Part, type Script } from '../../../src/backend/index.js';
import { at, listAt, textAt } from '../../../src/util/peek.js';
import { handshake, runTurn, startThread, textInput } from '../support/compare.js';
import { type Frame, type Side, startTarget, type Target } from '../support/target.js';

/** Nothing more comes when nothing has come for so long, in milliseconds. */
const QUIET_MS = 700;

const always = { times: 'always' as const };
const slowly = (end: Part) => ({ parts: [{ text: 'a part' }, { wait: 600 }, end], ...always });
const replies: Script['replies'] = [
  { when: { kind: 'compaction', matches: 'failing summary' }, error: { status: 400 }, ...always },
  { when: { kind: 'compaction' }, ...slowly({ text: 'All was said.' }) },
  { when: { kind: 'review' }, ...slowly({ text: '{}' }) },
  { when: { text: 'held' }, parts: [{ text: 'a part' }, { hold: 'for ever' }], ...always },
  { when: { text: 'refused' }, error: { status: 400 }, ...always },
  { when: { text: 'broken' }, error: { status: 500 }, ...always },
  { when: { text: 'too long' }, ...slowly({ failed: { code: 'context_length_exceeded', message: 'no' } }) },
  { when: { text: 'slow' }, ...slowly({ text: 'the rest' }) },
  { text: 'Fine.', ...always },
];

type Play = (stage: Stage) => Promise<void>;
interface Stage {
  readonly target: Target;
  readonly threadId: string;
  /** The id of the turn. */
  begin(text: string): Promise<string>;
  queue(...texts: string[]): Promise<void>;
  ask(method: string, params?: Frame): Promise<Frame>;
}

const interrupted = async ({ ask, target }: Stage, from: number, isHeld = true): Promise<void> => {
  const isStart = ({ method }: Frame): boolean => method === 'turn/started';
  const isWord = ({ method }: Frame): boolean => method === 'item/agentMessage/delta';
  const started = await target.waitFor('a turn', isStart, from);
  if (isHeld) await target.waitFor('a word', isWord, from);
  await ask('turn/interrupt', { turnId: at(started.params, 'turn', 'id') });
};

const plays: Record<string, Play> = {
  'a turn of the queue that is refused': async ({ queue, begin }) => {
    await begin('slow');
    await queue('refused', 'first', 'broken', 'second', 'too long', 'third');
  },
  'a turn that fails on the way': async ({ queue, begin }) => {
    await begin('too long');
    await queue('first', 'second');
  },
  'an interrupted turn': async (stage) => {
    const from = stage.target.frames.length;
    await stage.begin('held');
    await stage.queue('first', 'second');
    await interrupted(stage, from);
  },
  'a turn of the queue that is interrupted': async (stage) => {
    const from = stage.target.frames.length;
    await stage.queue('held', 'first');
    await interrupted(stage, from);
  },
  'a turn that comes after an interrupted one': async (stage) => {
    const from = stage.target.frames.length;
    await stage.begin('held');
    await stage.queue('first');
    await interrupted(stage, from);
    await runTurn(stage.target, stage.threadId, 'two');
  },
  'something added after a failure': async ({ queue, target, threadId }) => {
    await runTurn(target, threadId, 'refused');
    await queue('first');
  },
  'a compaction': async ({ ask, queue }) => {
    await ask('thread/compact/start');
    await queue('first', 'second');
  },
  'a compaction after an interrupted turn': async (stage) => {
    const from = stage.target.frames.length;
    await stage.begin('held');
    await interrupted(stage, from);
    await stage.ask('thread/compact/start');
    await stage.queue('first', 'second');
  },
  'a compaction that fails': async ({ ask, queue, target, threadId }) => {
    await runTurn(target, threadId, 'failing summary');
    await ask('thread/compact/start');
    await queue('first', 'second');
  },
  'a compaction that is interrupted': async (stage) => {
    const from = stage.target.frames.length;
    await stage.ask('thread/compact/start');
    await stage.queue('first');
    await interrupted(stage, from, false);
  },
  'a review': async ({ ask, queue }) => {
    await ask('review/start', { target: { type: 'custom', instructions: 'look' } });
    await queue('first', 'second');
  },
  'a review that is interrupted': async (stage) => {
    const from = stage.target.frames.length;
    await stage.ask('review/start', { target: { type: 'custom', instructions: 'look' } });
    await stage.queue('first');
    await interrupted(stage, from, false);
  },
  "a user's command": async ({ ask, queue }) => {
    await ask('thread/shellCommand', { command: 'sleep 0.5; exit 3' });
    await queue('first', 'second');
  },
};

async function played(side: Side, play: Play): Promise<unknown> {
  const backend = createBackend({ script: { replies } });
  await backend.listen();
  const target = await startTarget({ side, version: '0.169.0', config: backend.codexConfig() });
  try {
    await handshake(target);
    const threadId = await startThread(target);
    await runTurn(target, threadId, 'one');
    const from = target.frames.length;
    const ask: Stage['ask'] = (method, params = {}) => target.request(method, { threadId, ...params });
    await play({
      target,
      threadId,
      ask,
      begin: async (text) =>
        textAt(await ask('turn/start', { input: textInput(text) }), 'result', 'turn', 'id') ?? '',
      queue: async (...texts) => {
        for (const text of texts)
          await ask('thread/queue/add', { input: textInput(text), clientUserMessageId: text });
      },
    });
    for (let count = -1; count !== target.frames.length; ) {
      count = target.frames.length;
      await new Promise((resolve) => setTimeout(resolve, QUIET_MS));
    }
    const told = target.frames.slice(from).flatMap(({ method, params }) => {
      if (method === 'turn/completed') return [textAt(params, 'turn', 'status')];
      const isInput = method === 'item/started' && at(params, 'item', 'type') === 'userMessage';
      const texts = isInput ? listAt(params, 'item', 'content').map((part) => textAt(part, 'text')) : [];
      // A review that ends early may not have shown yet what it was asked.
      return texts.filter((text) => text !== 'look');
    });
    const waiting = listAt(await ask('thread/queue/list'), 'result', 'data');
    return {
      told,
      waiting: waiting.map((one) => textAt(one, 'clientUserMessageId')),
      status: at(await ask('thread/read'), 'result', 'thread', 'status'),
    };
  } finally {
    await target.close();
    await backend.close();
  }
}

it.for(Object.entries(plays))('0.169.0: after %s the queue goes on as there', async ([, play]) => {
  const [ours, real] = await Promise.all([played('ours', play), played('real', play)]);
  expect(ours).toEqual(real);
});
