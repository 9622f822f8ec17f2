// Goals of threads: ours beside the real server. How long a goal took is left out, and news that tell nothing else.
import { describe, expect, it } from 'vitest';
import { answersFirst } from '../support/answers-first.js';
import { handshake, runTurn, startThread, type VersionScenario } from '../support/compare.js';
import { differences } from '../support/differences.js';
import { unexplained } from '../support/known-differences.js';
import { nothingLeft, playReal } from '../support/play-real.js';
import type { Frame, Target } from '../support/target.js';

const UNKNOWN = '01900000-0000-7000-8000-000000000000';
const usage = { input: 20, cached: 0, output: 10 };
const VERSION = '0.169.0';

/** Quirk: Goals. */
const OWN_ROOTS = /\.rootTurnId: ours "<id \d+>", real "<id 3>"$/;

const say = (text: string): Frame => ({ text, usage });
/** Uses nothing: whether a response counts for the goal it ends, the real server leaves to chance. */
const call = (name: string, id: string, args: Frame): Frame => ({
  call: { name, id, arguments: args },
  usage: { input: 0, cached: 0, output: 0 },
});

async function set(target: Target, threadId: string, change: Frame): Promise<void> {
  await target.request('thread/goal/set', { threadId, ...change });
}

/** Changes the goal and waits until `words` are told of it, and the turn it is pursued in is over. */
async function pursued(target: Target, threadId: string, change: Frame, words: string): Promise<void> {
  const from = target.frames.length;
  await set(target, threadId, change);
  const told = await target.waitFor(
    words,
    (frame) =>
      frame.method === 'thread/goal/updated' &&
      JSON.stringify(frame).includes(words) &&
      !JSON.stringify(frame).includes('"turnId":null'),
    from,
  );
  await target.waitFor('the end', (frame) => frame.method === 'turn/completed', target.frames.indexOf(told));
}

async function interruptNext(target: Target, threadId: string, change: Frame): Promise<void> {
  const from = target.frames.length;
  await set(target, threadId, change);
  const started = await target.waitFor('a turn', (frame) => frame.method === 'turn/started', from);
  const { turn } = (started as { params: { turn: { id: string } } }).params;
  await target.request('turn/interrupt', { threadId, turnId: turn.id });
  await target.waitFor('the end', (frame) => frame.method === 'turn/completed', from);
  await target.request('thread/goal/get', { threadId });
}

const scenarios: (VersionScenario & { heard: RegExp })[] = [
  {
    name: 'goals that clients set',
    versions: [VERSION],
    heard: /^thread\/goal\//,
    script: {
      replies: [
        say('One.'),
        say('Two.'),
        call('update_goal', 'done', { status: 'complete' }),
        say('Three.'),
        say('Half.'),
        say('All of it.'),
        { http: { status: 400, body: '{"error":{"message":"no"}}' } },
        { http: { status: 429, body: '{"error":{"type":"usage_limit_reached","message":"no"}}' } },
        { times: 'always', parts: [{ wait: 30_000 }] },
      ],
    },
    async play(target) {
      await handshake(target);
      const threadId = await startThread(target);
      const ephemeral = await startThread(target, { ephemeral: true });
      for (const stranger of [UNKNOWN, 'garbage', ephemeral]) {
        await set(target, stranger, { objective: 'x' });
        await target.request('thread/goal/get', { threadId: stranger });
        await target.request('thread/goal/clear', { threadId: stranger });
      }
      await target.request('thread/goal/clear', { threadId });
      const refused: Frame[] = [
        {},
        { status: 'paused' },
        { tokenBudget: 5 },
        { objective: '' },
        { objective: ' \n' },
        { objective: 'ä'.repeat(4001) },
        { objective: 'x', tokenBudget: 0 },
        { objective: 'x', tokenBudget: -1 },
        { objective: 7 },
        { objective: 'x', status: 'done' },
      ];
      for (const change of refused) await set(target, threadId, change);
      await set(target, threadId, { objective: ' Count. ', status: 'paused', tokenBudget: 1000 });
      await target.request('thread/read', { threadId });
      await target.request('thread/list', {});
      await pursued(target, threadId, { status: 'active' }, '"complete"');
      await target.request('thread/read', { threadId, includeTurns: true });
      const changes: Frame[] = [
        { tokenBudget: null },
        { objective: 'Other' },
        { status: 'paused' },
        { objective: 'Third', status: 'blocked', tokenBudget: 10 },
      ];
      for (const change of changes) await set(target, threadId, change);
      await target.request('thread/goal/clear', { threadId });
      await target.request('thread/goal/get', { threadId });

      await pursued(target, threadId, { objective: 'Spend.', tokenBudget: 50 }, '"budgetLimited"');
      for (const change of [{ status: 'active' }, { status: 'paused' }, { tokenBudget: 10 }]) {
        await set(target, threadId, change);
      }
      await set(target, threadId, { tokenBudget: 10_000 });
      await pursued(target, threadId, { status: 'active' }, '"blocked"');
      await pursued(target, threadId, { status: 'active' }, '"usageLimited"');

      await interruptNext(target, threadId, { status: 'active' });
      await interruptNext(target, threadId, { tokenBudget: 9000 });
      await target.request('thread/archive', { threadId });
      for (const method of ['get', 'set', 'clear']) {
        await target.request(`thread/goal/${method}`, { threadId });
      }
      await target.request('thread/unarchive', { threadId });
      await target.request('thread/goal/get', { threadId });
      await set(target, threadId, { objective: 'Unloaded.', status: 'active' });
      await set(target, threadId, { status: 'paused' });
      await target.request('thread/resume', { threadId, excludeTurns: true });
      await target.request('thread/delete', { threadId });
      await target.request('thread/goal/get', { threadId });
    },
  },
  {
    name: 'goals of the model',
    versions: [VERSION],
    heard: /^(thread\/goal\/|thread\/readState|turn\/completed)/,
    script: {
      replies: [
        call('get_goal', 'c1', {}),
        { ...call('update_goal', 'c2', { status: 'complete' }), text: '{{toolOutput.c1}}' },
        { ...call('create_goal', 'c3', { objective: ' ' }), text: '{{toolOutput.c2}}' },
        { ...call('create_goal', 'c4', { objective: 'x', token_budget: 0 }), text: '{{toolOutput.c3}}' },
        {
          ...call('create_goal', 'c5', { objective: 'Mine.', token_budget: 700 }),
          text: '{{toolOutput.c4}}',
        },
        { ...call('create_goal', 'c6', { objective: 'Other.' }), text: '{{toolOutput.c5}}' },
        { ...call('update_goal', 'c7', { status: 'active' }), text: '{{toolOutput.c6}}' },
        { ...call('update_goal', 'c8', { status: 'blocked' }), text: '{{toolOutput.c7}}' },
        { ...call('get_goal', 'c9', {}), text: '{{toolOutput.c8}}' },
        say('{{toolOutput.c9}}'),
        call('create_goal', 'd1', { objective: 'Next.' }),
        say('Not yet.'),
        say('Nearly.'),
        call('update_goal', 'd2', { status: 'paused' }),
        say('{{toolOutput.d2}}'),
      ],
    },
    async play(target) {
      await handshake(target);
      const threadId = await startThread(target);
      await runTurn(target, threadId, 'first');
      await target.request('thread/goal/get', { threadId });
      await set(target, threadId, { status: 'complete' });
      const from = target.frames.length;
      await runTurn(target, threadId, 'second');
      const told = await target.waitFor(
        'a pause',
        (frame) => JSON.stringify(frame).includes('"paused"'),
        from,
      );
      await target.waitFor(
        'the end',
        ({ method }) => method === 'turn/completed',
        target.frames.indexOf(told),
      );
      await target.request('thread/goal/get', { threadId });
      await target.request('thread/read', { threadId, includeTurns: true });
      await target.request('thread/fork', { threadId, excludeTurns: true });
    },
  },
];

/** Without how long things took and news of nothing else; turns of news count by their place alone. */
function untimed(lines: readonly string[]): string[] {
  return lines
    .map((line) => line.replace(/(timeUsedSeconds\\?":)\d+/g, '$10'))
    .map((line) =>
      line.startsWith('{"id"') ? line : line.replace(/"turnId":"<id \d+>"/, '"turnId":"<turn>"'),
    )
    .filter((line, i, all) => !line.includes('thread/goal/updated') || line !== all[i - 1]);
}

describe('goals of threads, beside the real 0.169.0', () => {
  it.each(scenarios)('says the same of: $name', async (scenario) => {
    const ours = untimed(await answersFirst('ours', VERSION, scenario));
    const left = await playReal(
      async () =>
        unexplained(differences(ours, untimed(await answersFirst('real', VERSION, scenario))), VERSION),
      (lines) => nothingLeft(lines.filter((line) => !OWN_ROOTS.test(line))),
    );
    expect(left.filter((line) => !OWN_ROOTS.test(line))).toEqual([]);
  });
});
