// The two ways in which 0.169.0 keeps a thread: paginated, which is the usual one, and legacy, as older versions did.
// Pages of turns, items and the timeline, what is refused, and what comes with a thread; ours beside the real server.
import { describe, expect, it } from 'vitest';
import { handshake, runTurn, startThread, transcript, type VersionScenario } from '../support/compare.js';
import { differences } from '../support/differences.js';
import { unexplained } from '../support/known-differences.js';
import type { Frame, Target } from '../support/target.js';

const VERSION = '0.169.0';
const script = { replies: [{ text: 'Fine.', times: 'always' as const, usage: { input: 10, output: 2 } }] };

/** What differs of legacy threads alone: ours keep ids and times, and 0.169.0 numbers items when it reads them. */
const LEGACY =
  /\.items\[\d+\]\.(id: ours "<id \d+>", real "item-\d+"|(startedAtMs|completedAtMs): ours "<time>", real null)$/;

async function talk(target: Target, params: Frame, ...words: string[]): Promise<string> {
  await handshake(target);
  const threadId = await startThread(target, params);
  for (const word of words) await runTurn(target, threadId, word);
  return threadId;
}

const cursorIn = (frame: Frame, name: string): string | null =>
  ((frame.result as Record<string, unknown> | undefined)?.[name] as string | null | undefined) ?? null;

/** Turns a page, and back to where it began. */
async function turnPages(target: Target, method: string, params: Frame): Promise<void> {
  const first = await target.request(method, params);
  const next = cursorIn(first, 'nextCursor');
  if (next !== null) await target.request(method, { ...params, cursor: next });
  const back = cursorIn(first, 'backwardsCursor');
  const sortDirection = params.sortDirection === 'asc' ? 'desc' : 'asc';
  if (back !== null) await target.request(method, { ...params, cursor: back, sortDirection });
}

const scenarios: (VersionScenario & { mode: 'legacy' | 'paginated' })[] = (
  ['paginated', 'legacy'] as const
).flatMap((mode) => {
  const params = { historyMode: mode };
  const named = (name: string, play: VersionScenario['play']) => ({
    name: `${mode}: ${name}`,
    mode,
    versions: [VERSION] as const,
    script,
    play,
  });
  return [
    named('pages of turns, items and the timeline', async (target) => {
      const threadId = await talk(target, params, 'one', 'two needle', 'three');
      for (const itemsView of ['summary', 'full', 'notLoaded']) {
        await turnPages(target, 'thread/turns/list', { threadId, limit: 2, itemsView });
      }
      await turnPages(target, 'thread/turns/list', { threadId, limit: 1, sortDirection: 'asc' });
      for (const sortDirection of ['asc', 'desc']) {
        await turnPages(target, 'thread/items/list', { threadId, limit: 2, sortDirection });
      }
      await turnPages(target, 'thread/timeline/list', { threadId, limit: 4 });
      await target.request('thread/timeline/list', { threadId });
      await target.request('thread/searchOccurrences', { threadId, searchTerm: 'needle' });
      await target.request('thread/search', { searchTerm: 'needle' });
      await target.request('thread/items/read', { threadId, turnId: 'x', itemIds: ['x'] });
    }),
    named('limits and cursors that are none', async (target) => {
      const threadId = await talk(target, params, 'one');
      for (const method of ['thread/turns/list', 'thread/items/list', 'thread/timeline/list']) {
        for (const limit of [0, 1, 1000]) await target.request(method, { threadId, limit });
        for (const limit of [-1, 1.5, 'x']) await target.request(method, { threadId, limit });
        for (const cursor of ['', 'garbage', '{}', 'null', '[]', '5']) {
          await target.request(method, { threadId, cursor });
        }
      }
      const elsewhere = JSON.stringify({ turnId: 'x', includeAnchor: false });
      await target.request('thread/turns/list', { threadId, cursor: elsewhere });
    }),
    named('what comes with a thread', async (target) => {
      const threadId = await talk(target, params, 'one', 'two', 'three');
      await target.request('thread/read', { threadId, includeTurns: true });
      const pages = [{}, { limit: 1 }, { limit: 0 }, { limit: 2, sortDirection: 'asc', itemsView: 'full' }];
      for (const initialTurnsPage of pages) {
        await target.request('thread/resume', { threadId, excludeTurns: true, initialTurnsPage });
      }
      await target.request('thread/resume', { threadId, excludeTurns: true });
      await target.request('thread/resume', { threadId, initialTurnsPage: { limit: 1 } });
      await target.request('thread/list', { modelProviders: [] });
    }),
    named('forks', async (target) => {
      const threadId = await talk(target, params, 'one', 'two');
      await target.request('thread/fork', { threadId });
      await target.request('thread/fork', { threadId, excludeTurns: true, ephemeral: true });
      const { result } = await target.request('thread/turns/list', { threadId });
      const [, first] = (result as { data: { id: string }[] }).data;
      const fork = await target.request('thread/fork', { threadId, lastTurnId: first?.id });
      const { thread } = fork.result as { thread: { id: string } };
      await runTurn(target, thread.id, 'three');
      await target.request('thread/read', { threadId: thread.id, includeTurns: true });
    }),
    named('threads that are not kept', async (target) => {
      const threadId = await talk(target, { ...params, ephemeral: true }, 'one');
      for (const method of ['thread/turns/list', 'thread/items/list', 'thread/timeline/list']) {
        await target.request(method, { threadId });
      }
      await target.request('thread/revert', { threadId, beforeTurnId: 'x' });
    }),
    named('a thread without a turn', async (target) => {
      const threadId = await talk(target, params);
      for (const method of ['thread/turns/list', 'thread/items/list', 'thread/timeline/list']) {
        await target.request(method, { threadId });
      }
    }),
  ];
});

describe('threads kept in either way, ours beside the real 0.169.0', () => {
  it.each(scenarios)('say the same in $name', async (scenario) => {
    const ours = await transcript('ours', VERSION, scenario);
    const real = await transcript('real', VERSION, scenario);
    const left = unexplained(differences(ours, real), VERSION);
    expect(left.filter((line) => scenario.mode !== 'legacy' || !LEGACY.test(line))).toEqual([]);
  });

  it('knows no other way', async () => {
    const scenario: VersionScenario = {
      name: 'unknown',
      versions: [VERSION],
      script,
      async play(target) {
        await handshake(target);
        await target.request('thread/start', { cwd: target.cwd, historyMode: 'sideways' });
        await target.request('thread/start', { cwd: target.cwd, historyMode: null });
      },
    };
    const ours = await transcript('ours', VERSION, scenario);
    const real = await transcript('real', VERSION, scenario);
    expect(unexplained(differences(ours, real), VERSION)).toEqual([]);
  });
});
