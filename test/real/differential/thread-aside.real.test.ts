// What is asked beside a thread's turns: samples, plans, reviews of calls. Ours beside the real 0.169.0.
import { expect, it } from 'vitest';
import { answersFirst } from '../support/answers-first.js';
import { handshake, runTurn, startThread } from '../support/compare.js';
import { differences } from '../support/differences.js';
import { unexplained } from '../support/known-differences.js';
import type { Frame, Target } from '../support/target.js';

const UNKNOWN = '01900000-0000-7000-8000-000000000000';
const VERSION = '0.169.0';
/** Each side has a backend of its own, which numbers its responses. */
const OWN_RESPONSES = /\.responseId: ours "resp_/;
const usage = { input: 30, cached: 10, output: 20 };

const scenario = {
  name: 'aside',
  heard: /^no news$/,
  script: {
    replies: [
      { when: { text: 'wait' }, parts: [{ text: 'Yes.' }, { hold: 'never' }] },
      { when: { text: 'fail' }, http: { status: 400, body: 'no' } },
      { when: { text: 'call' }, call: { name: 'exec_command', arguments: { cmd: 'true' } }, usage },
      { text: 'Said.', usage, times: 'always' as const },
    ],
  },
  async play(target: Target): Promise<void> {
    await handshake(target);
    const threadId = await startThread(target);
    const ephemeral = await startThread(target, { ephemeral: true });
    const plan = (params: Frame): Promise<Frame> =>
      target.request('thread/prepareApprovedPlan', { threadId, markdown: '# Plan', ...params });
    for (const stranger of [UNKNOWN, 'garbage', ephemeral]) {
      await plan({ threadId: stranger });
      await target.request('thread/guardianReview', { threadId: stranger });
    }
    await plan({});
    for (const markdown of ['', ' \n', 'x'.repeat(1_048_577)]) await plan({ markdown });
    for (const attachmentPath of ['plan.md', '/plan.md']) await plan({ attachmentPath });
    await target.request('thread/prediction/request', { threadId, sourceTurnId: UNKNOWN });

    const denied = {
      id: 'x',
      status: 'denied',
      action: { type: 'command', source: 'shell', command: 'ls', cwd: '/' },
    };
    const events = [
      null,
      'text',
      7,
      {},
      { id: 7 },
      { id: 'x' },
      { id: 'x', status: 'no' },
      { id: 'x', status: 'denied' },
    ];
    for (const event of [...events, { ...denied, action: {} }, denied]) {
      await target.request('thread/approveGuardianDeniedAction', { threadId, event });
    }
    for (const stranger of [UNKNOWN, 'garbage']) {
      await target.request('thread/approveGuardianDeniedAction', { threadId: stranger, event: denied });
    }

    await runTurn(target, threadId, 'first');
    await target.request('thread/guardianReview', { threadId });
    const { frames } = target;
    const end = frames.findLast(({ method }) => method === 'turn/completed') as {
      params: { turn: { id: string } };
    };
    const expectedTurnId = end.params.turn.id;
    const sample = (params: Frame): Promise<Frame> =>
      target.request('thread/sample', { threadId, expectedTurnId, prompt: 'say it', ...params });
    for (const stranger of [UNKNOWN, 'garbage', ephemeral]) await sample({ threadId: stranger });
    for (const turnId of [UNKNOWN, 'garbage', '']) await sample({ expectedTurnId: turnId });
    for (const prompt of ['', ' ', 'ä'.repeat(2001), 'fail', 'call', 'say it']) await sample({ prompt });
    await sample({ effort: 'high' });
    await target.request('thread/sample/cancel', { requestId: 'unknown' });
    const ids = frames.map(({ id }) => (typeof id === 'number' ? id : 0));
    const requestId = Math.max(...ids) + 1;
    const stopped = sample({ prompt: 'wait' });
    await target.request('thread/sample/cancel', { requestId });
    await stopped;
  },
};

it('says the same of what is asked beside the turns of a thread', async () => {
  const ours = await answersFirst('ours', VERSION, scenario);
  const real = await answersFirst('real', VERSION, scenario);
  const left = unexplained(differences(ours, real), VERSION);
  expect(left.filter((line) => !OWN_RESPONSES.test(line))).toEqual([]);
});
