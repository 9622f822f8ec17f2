// What servers tell of an account beside its limits: ours beside the real 0.169.0, signed out, with a key, signed in,
// and where the account's backend fails.
import { expect, it } from 'vitest';
import type { Login } from '../../../src/backend/index.js';
import { withLoginTarget } from '../support/login-target.js';
import type { Frame, Side, Target } from '../support/target.js';

const usage = {
  tokens: {
    lifetime: 1234,
    peakDaily: 55,
    longestTurnSeconds: 66,
    currentStreakDays: 3,
    longestStreakDays: 9,
    daily: [{ date: '2026-01-01', tokens: 5 }],
  },
  messages: [
    { id: 'm1', type: 'headline', text: 'Hello', createdAt: '2026-01-01T00:00:00Z' },
    { id: 'm2', text: 'Bye', archivedAt: '2026-01-02T00:00:00Z' },
  ],
  resetCredits: 1,
} as const;

const logins: readonly Login[] = [
  { approve: true, usage },
  { approve: true },
  { approve: true, faults: { usage: 500 } },
  { approve: true, faults: { usage: 429 } },
];

async function askAll(target: Target): Promise<void> {
  await target.request('account/usage/read');
  await target.request('account/usage/read', { threadId: null });
  await target.request('account/workspaceMessages/read');
  await target.request('account/sendAddCreditsNudgeEmail', { creditType: 'credits' });
  await target.request('account/sendAddCreditsNudgeEmail', { creditType: 'usage_limit' });
  for (const idempotencyKey of ['one', 'one', 'two', ''])
    await target.request('account/rateLimitResetCredit/consume', { idempotencyKey, creditId: null });
  await target.request('account/securitySetup/read');
}

async function askBadly(target: Target): Promise<void> {
  await target.request('account/sendAddCreditsNudgeEmail', {});
  await target.request('account/sendAddCreditsNudgeEmail', { creditType: 'gold' });
  await target.request('account/rateLimitResetCredit/consume', {});
  await target.request('account/rateLimitResetCredit/consume', { idempotencyKey: 5 });
}

/** The answers of a server, and what its account's backend was asked. */
function play(side: Side): Promise<{ answers: string[]; asked: string[] }> {
  return withLoginTarget({ side, version: '0.169.0', logins }, async (target, backend) => {
    await askBadly(target);
    await askAll(target);
    await target.request('account/login/start', { type: 'apiKey', apiKey: 'sk' });
    await askAll(target);
    for (const _login of logins) {
      const from = target.frames.length;
      await target.request('account/login/start', { type: 'chatgptDeviceCode' });
      const isSignedIn = ({ method, params }: Frame): boolean =>
        method === 'account/updated' && (params as Frame).authMode === 'chatgpt';
      await target.waitFor('account/updated', isSignedIn, from);
      await askAll(target);
    }
    return {
      answers: target.frames
        .filter(
          ({ method, result }) => method === undefined && !JSON.stringify(result ?? {}).includes('loginId'),
        )
        .slice(1)
        .map((frame) => JSON.stringify(frame).replace(/127\.0\.0\.1:\d+/g, '127.0.0.1')),
      asked: backend.requests
        .filter(({ path }) => /profiles\/me|workspace-messages|nudge|consume/.test(path))
        .map(({ method, path, body }) => `${method} ${path} ${JSON.stringify(body)}`),
    };
  });
}

it('tells of an account what the real 0.169.0 tells, from the same questions to its backend', async () => {
  const ours = await play('ours');
  const real = await play('real');
  expect(ours.answers.map((text) => JSON.parse(text) as unknown)).toEqual(
    real.answers.map((text) => JSON.parse(text) as unknown),
  );
  expect(ours.asked).toEqual(real.asked);
  expect(ours.asked.length).toBeGreaterThan(0);
});
