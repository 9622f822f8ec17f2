// The quickstart's methods, ours beside the real servers: the same frames in the same order, or a named difference.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { handshake, runTurn, type Scenario, startThread, transcript } from '../support/compare.js';
import { differences } from '../support/differences.js';
import { knownDifferences, staleQuirks, unexplained } from '../support/known-differences.js';
import { nothingLeft, playReal } from '../support/play-real.js';
import type { Version } from '../support/target.js';

const scenarios: Scenario[] = [
  {
    name: 'handshake and its refusals',
    script: { replies: [] },
    async play(target) {
      await target.request('thread/list', {});
      await target.request('no/such/method', {});
      await target.request('initialize', {});
      await target.request('initialize', { clientInfo: { name: 'a\nb', version: '1' } });
      await handshake(target, {});
      await target.request('initialize', { clientInfo: { name: 'again', version: '1' } });
      await target.request('thread/start', { mockExperimentalField: 'x' });
      await target.request('thread/start', {
        approvalPolicy: {
          granular: {
            sandbox_approval: true,
            rules: true,
            skill_approval: true,
            request_permissions: true,
            mcp_elicitations: true,
          },
        },
      });
      await target.request('thread/loaded/list');
      await target.request('thread/read', { threadId: 7 });
      target.sendRaw('not json');
      target.sendRaw('[]');
      target.send({ method: 'no/such/notification' });
      await target.request('account/read', {});
    },
  },
  {
    name: 'a text turn with reasoning, then a second one, then reads',
    script: {
      replies: [
        {
          reasoning: { summary: ['**Think** once.', '**Think** twice.'] },
          text: { chunks: ['Hello', ' there', '.'] },
          usage: { input: 100, cached: 40, output: 20, reasoning: 5 },
        },
        { text: 'Second answer.', usage: { input: 150, cached: 120, output: 4 } },
      ],
    },
    async play(target) {
      await handshake(target);
      const threadId = await startThread(target);
      await runTurn(target, threadId, 'Say hello');
      await runTurn(target, threadId, 'Again');
      await target.request('thread/read', { threadId, includeTurns: true });
      await target.request('thread/list', {});
      await target.request('thread/loaded/list', {});
      await target.request('thread/resume', { threadId });
    },
  },
  {
    name: 'thread life: name, fork, archive, unarchive, unsubscribe',
    script: { replies: [{ text: 'Fine.', times: 'always', usage: { input: 10, output: 2 } }] },
    async play(target) {
      await handshake(target);
      const threadId = await startThread(target);
      await runTurn(target, threadId, 'First');
      await target.request('thread/name/set', { threadId, name: '  My thread ' });
      await target.waitFor('thread/name/updated', (frame) => frame.method === 'thread/name/updated');
      await target.request('thread/name/set', { threadId, name: '   ' });
      await target.request('thread/fork', { threadId });
      await target.request('thread/archive', { threadId });
      await target.request('thread/archive', { threadId });
      await target.request('thread/resume', { threadId });
      await target.request('thread/unarchive', { threadId });
      await target.request('thread/unarchive', { threadId });
      await target.request('thread/resume', { threadId });
      await target.request('thread/unsubscribe', { threadId });
    },
  },
  {
    name: 'unknown and malformed thread ids',
    script: { replies: [] },
    async play(target) {
      await handshake(target);
      for (const threadId of ['01900000-0000-7000-8000-000000000000', 'garbage', '']) {
        const input = [{ type: 'text', text: 'x', text_elements: [] }];
        await target.request('thread/read', { threadId });
        await target.request('thread/resume', { threadId });
        await target.request('thread/fork', { threadId });
        await target.request('thread/archive', { threadId });
        await target.request('thread/unarchive', { threadId });
        await target.request('thread/name/set', { threadId, name: 'x' });
        await target.request('thread/unsubscribe', { threadId });
        await target.request('turn/start', { threadId, input });
        await target.request('turn/steer', { threadId, input, expectedTurnId: 't' });
      }
    },
  },
  ...(
    [
      ['HTTP 400', { error: { status: 400, message: 'bad thing' } }],
      ['HTTP 404', { error: { status: 404, message: 'no such model' } }],
      ['HTTP 429', { error: { status: 429, message: 'slow down' } }],
      ['HTTP 500', { error: { status: 500, message: 'oops' } }],
      ['a stream cut in the middle', { text: { chunks: ['Half', ' way'] }, cutAfter: { events: 4 } }],
    ] as const
  ).map(
    ([name, reply]): Scenario => ({
      name: `a turn that fails: ${name}`,
      script: {
        replies: [
          { ...reply, times: 'always', when: { text: 'fail' } },
          { when: { text: 'work' }, text: 'Works.', usage: { input: 10, output: 2 } },
        ],
      },
      async play(target) {
        await handshake(target);
        const threadId = await startThread(target);
        await runTurn(target, threadId, 'please fail');
        await runTurn(target, threadId, 'please work');
        await target.request('thread/read', { threadId });
      },
    }),
  ),
];

describe.each<Version>(['0.169.0', '0.118.0'])('ours beside the real %s', (version) => {
  it.each(scenarios)('says the same in: $name', async (scenario) => {
    const ours = transcript('ours', version, scenario);
    const left = await playReal(async () => {
      const real = await transcript('real', version, scenario);
      return unexplained(differences(await ours, real), version);
    }, nothingLeft);
    expect(left).toEqual([]);
  });
});

describe('the list of known differences', () => {
  it('names only headings of docs/quirks.md', () => {
    const quirks = readFileSync(new URL('../../../docs/quirks.md', import.meta.url), 'utf8');
    const unknown = knownDifferences.filter(({ quirk }) => !quirks.includes(`### ${quirk}\n`));
    expect(unknown.map(({ quirk }) => quirk)).toEqual([]);
  });

  it('holds nothing that is no difference any more', () => {
    expect(staleQuirks()).toEqual([]);
  });
});
