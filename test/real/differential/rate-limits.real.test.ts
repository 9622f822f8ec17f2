// What clients hear of an account's limits, and when: after answers, after a refusal, after a compaction, and nothing
// of it when they ask themselves; ours beside the real servers.
import { describe, expect, it } from 'vitest';
import type { Reply } from '../../../src/backend/index.js';
import { runTurn, startThread } from '../support/compare.js';
import { withLoginTarget } from '../support/login-target.js';
import type { Frame, Side, Target, Version } from '../support/target.js';

const soon = 1_999_999_999;
const window = (usedPercent: number) => ({ usedPercent, windowMinutes: 300, resetsAt: soon });

const exhausted = { status: 429, type: 'usage_limit_reached', message: 'The usage limit has been reached' };
const replies: readonly Reply[] = [
  {
    text: 'one',
    rateLimits: { primary: window(42), credits: { hasCredits: true, unlimited: false, balance: '5' } },
  },
  { text: 'two', rateLimits: { limit: 'codex_other', limitName: 'Other', secondary: window(7) } },
  {
    error: { ...exhausted, extra: { plan_type: 'plus', resets_at: soon } },
    rateLimits: { primary: window(100) },
  },
  { text: 'a summary', rateLimits: { primary: window(43) } },
];

const isNews = ({ method }: Frame): boolean => method === 'account/rateLimits/updated';

/** What was told of limits by the end of each step. */
function play(side: Side, version: Version): Promise<Record<string, unknown[]>> {
  return withLoginTarget({ side, version, logins: [{ approve: true }], replies }, async (target) => {
    const told: Record<string, unknown[]> = {};
    const during = async (name: string, step: () => Promise<unknown>): Promise<void> => {
      const from = target.frames.length;
      await step();
      // Whatever else the step caused is told by now.
      await target.request('thread/loaded/list');
      told[name] = target.frames
        .slice(from)
        .filter(isNews)
        .map(({ params }) => params);
    };
    await during('a login', async () => {
      await target.request('account/login/start', { type: 'chatgptDeviceCode' });
      await target.waitFor('account/updated', ({ method }) => method === 'account/updated');
    });
    await during('a question', () => target.request('account/rateLimits/read'));
    const threadId = await startThread(target);
    await during('an answer', () => runTurn(target, threadId, 'one'));
    await during('an answer that names another limit', () => runTurn(target, threadId, 'two'));
    await during('a refusal', () => runTurn(target, threadId, 'three'));
    await during('a compaction', () => compact(target, threadId));
    return told;
  });
}

async function compact(target: Target, threadId: string): Promise<void> {
  const from = target.frames.length;
  await target.request('thread/compact/start', { threadId });
  await target.waitFor('turn/completed', ({ method }) => method === 'turn/completed', from);
}

describe.each(['0.169.0', '0.118.0'] as const)('limits are told as by the real %s', (version) => {
  it('after answers, refusals and compactions, and not for a question', async () => {
    const ours = await play('ours', version);
    expect(ours).toEqual(await play('real', version));
    expect(ours['a login']).toEqual([]);
    expect(ours['a question']).toEqual([]);
    for (const step of ['an answer', 'a refusal', 'a compaction']) expect(ours[step]).not.toEqual([]);
  });
});
