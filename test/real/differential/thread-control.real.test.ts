// History in pages, compaction, rollback, revert and the rest of what is done to threads between turns: ours beside
// the real servers.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  handshake,
  runTurn,
  startThread,
  textInput,
  transcript,
  type VersionScenario,
} from '../support/compare.js';
import { differences } from '../support/differences.js';
import { unexplained } from '../support/known-differences.js';
import type { Target, Version } from '../support/target.js';

const UNKNOWN = '01900000-0000-7000-8000-000000000000';
const script = { replies: [{ text: 'Fine.', times: 'always' as const, usage: { input: 10, output: 2 } }] };

/** What differs in these scenarios alone, by its heading in docs/quirks.md. */
const KNOWN: readonly { quirk: string; line: RegExp }[] = [
  { quirk: 'A compaction speaks our own words', line: /tokenUsage\.last\.totalTokens: ours \d+, real \d+$/ },
  {
    quirk: 'Turns are taken back by a record',
    line: /^(thread\/tokenUsage\/updated|account\/rateLimits\/updated): only the real one says /,
  },
];

async function talk(target: Target, ...words: string[]): Promise<string> {
  await handshake(target);
  const threadId = await startThread(target);
  for (const word of words) await runTurn(target, threadId, word);
  return threadId;
}

async function turnIds(target: Target, threadId: string): Promise<string[]> {
  const answer = await target.request('thread/turns/list', { threadId });
  return (answer.result as { data: { id: string }[] }).data.map(({ id }) => id);
}

const scenarios: VersionScenario[] = [
  {
    name: 'history in pages',
    versions: ['0.169.0'],
    script,
    async play(target) {
      const threadId = await talk(target, 'one', 'two needle', 'three');
      await target.request('thread/turns/list', { threadId, limit: 2 });
      await target.request('thread/turns/list', {
        threadId,
        sortDirection: 'asc',
        itemsView: 'full',
        limit: 1,
      });
      await target.request('thread/turns/list', { threadId, itemsView: 'notLoaded', limit: 0 });
      await target.request('thread/items/list', { threadId });
      await target.request('thread/items/list', { threadId, limit: 2, sortDirection: 'desc' });
      await target.request('thread/items/list', { threadId, turnId: 'x' });
      await target.request('thread/searchOccurrences', { threadId, searchTerm: 'Needle' });
    },
  },
  {
    name: 'refusals of pages',
    versions: ['0.169.0'],
    script,
    async play(target) {
      const threadId = await talk(target);
      for (const method of ['thread/turns/list', 'thread/items/list', 'thread/timeline/list']) {
        await target.request(method, { threadId });
        await target.request(method, { threadId: UNKNOWN });
        await target.request(method, { threadId: 'garbage' });
      }
      await runTurn(target, threadId, 'one');
      for (const method of ['thread/turns/list', 'thread/items/list', 'thread/timeline/list']) {
        await target.request(method, { threadId, cursor: 'bad' });
      }
      await target.request('thread/items/list', { threadId, cursor: { type: 'item', itemId: 'x' } });
      await target.request('thread/items/read', { threadId, turnId: 'x', itemIds: [] });
      await target.request('thread/search', { searchTerm: '' });
      await target.request('thread/searchOccurrences', { threadId, searchTerm: '' });
      await target.request('thread/searchOccurrences', { threadId: UNKNOWN, searchTerm: 'x' });
    },
  },
  {
    name: 'a compaction, and the turn after it',
    versions: ['0.169.0', '0.118.0'],
    script,
    async play(target) {
      const threadId = await talk(target, 'one');
      const from = target.frames.length;
      await target.request('thread/compact/start', { threadId });
      await target.waitFor('turn/completed', (frame) => frame.method === 'turn/completed', from);
      await runTurn(target, threadId, 'two');
      await target.request('thread/compact/start', { threadId: UNKNOWN });
    },
  },
  {
    name: 'elicitations, injected items, settings',
    versions: ['0.169.0'],
    script,
    async play(target) {
      const threadId = await talk(target, 'one');
      await target.request('thread/increment_elicitation', { threadId });
      await target.request('thread/decrement_elicitation', { threadId });
      await target.request('thread/decrement_elicitation', { threadId });
      await target.request('thread/increment_elicitation', { threadId: UNKNOWN });
      const item = { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'x' }] };
      await target.request('thread/inject_items', { threadId, items: [item] });
      await target.request('thread/inject_items', { threadId, items: [] });
      await target.request('thread/inject_items', { threadId, items: [{ foo: 1 }] });
      await target.request('thread/settings/update', { threadId });
      await target.request('thread/settings/update', { threadId, effort: 'low' });
    },
  },
  {
    name: 'a revert',
    versions: ['0.169.0'],
    script,
    async play(target) {
      const threadId = await talk(target, 'one', 'two');
      const [last] = await turnIds(target, threadId);
      await target.request('thread/revert', { threadId, beforeTurnId: UNKNOWN });
      await target.request('thread/revert', { threadId, beforeTurnId: last });
      await target.waitFor('the revert', (frame) => frame.method === 'thread/reverted');
      await target.request('thread/turns/list', { threadId, itemsView: 'full' });
      await runTurn(target, threadId, 'three');
      await target.request('thread/turns/list', { threadId, itemsView: 'full' });
    },
  },
  {
    name: 'a revert of all there was, and of what came after it',
    versions: ['0.169.0'],
    script,
    async play(target) {
      const threadId = await talk(target, 'one');
      const revert = async (beforeTurnId: string | undefined): Promise<void> => {
        const from = target.frames.length;
        await target.request('thread/revert', { threadId, beforeTurnId });
        await target.waitFor('the revert', (frame) => frame.method === 'thread/reverted', from);
      };
      await revert((await turnIds(target, threadId))[0]);
      await target.request('thread/turns/list', { threadId });
      await runTurn(target, threadId, 'two');
      await revert((await turnIds(target, threadId))[0]);
      await target.request('thread/read', { threadId });
    },
  },
  {
    name: 'a revert of a turn that failed',
    versions: ['0.169.0'],
    script: {
      replies: [
        ...script.replies.map((reply) => ({ ...reply, times: 1 })),
        { error: { status: 400, message: 'no' } },
      ],
    },
    async play(target) {
      const threadId = await talk(target, 'one', 'two');
      const [last] = await turnIds(target, threadId);
      await target.request('thread/revert', { threadId, beforeTurnId: last });
      await target.waitFor('the revert', (frame) => frame.method === 'thread/reverted');
    },
  },
  {
    name: 'a revert of the turn that runs',
    versions: ['0.169.0'],
    script: {
      replies: [
        ...script.replies.map((reply) => ({ ...reply, times: 1 })),
        { startHold: 'for ever', text: 'No.' },
      ],
    },
    async play(target) {
      const threadId = await talk(target, 'one');
      const from = target.frames.length;
      const answer = await target.request('turn/start', { threadId, input: textInput('two') });
      const { turn } = answer.result as { turn: { id: string } };
      await target.waitFor('the turn', (frame) => frame.method === 'turn/started', from);
      await target.waitFor('its input', (frame) => frame.method === 'item/completed', from);
      await target.request('thread/revert', { threadId, beforeTurnId: turn.id });
      await target.waitFor('the revert', (frame) => frame.method === 'thread/reverted');
      await target.request('thread/turns/list', { threadId });
    },
  },
  {
    name: 'reverts that are refused',
    versions: ['0.169.0'],
    script,
    async play(target) {
      await handshake(target);
      const ephemeral = await startThread(target, { ephemeral: true });
      await target.request('thread/revert', { threadId: ephemeral, beforeTurnId: 'x' });
      await target.request('thread/revert', { threadId: UNKNOWN, beforeTurnId: 'x' });
      await target.request('thread/revert', { threadId: 'x', beforeTurnId: 'x' });
    },
  },
  {
    name: 'a deletion',
    versions: ['0.169.0'],
    script,
    async play(target) {
      const threadId = await talk(target, 'one');
      await target.request('thread/delete', { threadId });
      await target.request('thread/delete', { threadId });
      await target.request('thread/delete', { threadId: UNKNOWN });
      await target.request('thread/list', {});
    },
  },
  {
    name: 'a rollback',
    versions: ['0.118.0'],
    script,
    async play(target) {
      const threadId = await talk(target);
      await target.request('thread/rollback', { threadId: UNKNOWN, numTurns: 1 });
      await target.request('thread/rollback', { threadId, numTurns: 1 });
      await runTurn(target, threadId, 'one');
      await runTurn(target, threadId, 'two');
      await target.request('thread/rollback', { threadId, numTurns: 0 });
      await target.request('thread/rollback', { threadId, numTurns: 1 });
    },
  },
];

describe.each<Version>(['0.169.0', '0.118.0'])(
  'threads between turns, ours beside the real %s',
  (version) => {
    it.each(scenarios.filter(({ versions }) => versions.includes(version)))(
      'says the same in: $name',
      async (scenario) => {
        const ours = await transcript('ours', version, scenario);
        const real = await transcript('real', version, scenario);
        const left = unexplained(differences(ours, real), version);
        expect(left.filter((line) => !KNOWN.some((known) => known.line.test(line)))).toEqual([]);
      },
    );
  },
);

it('explains differences only by headings of docs/quirks.md', () => {
  const quirks = readFileSync(new URL('../../../docs/quirks.md', import.meta.url), 'utf8');
  expect(KNOWN.filter(({ quirk }) => !quirks.includes(`### ${quirk}\n`))).toEqual([]);
});
