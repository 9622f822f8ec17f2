import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { accountUrl } from '../../../src/adapters/account/account-request.js';
import { rateLimitsOfUsage } from '../../../src/adapters/account/rate-limit-payload.js';
import { createUsageClient, type UsageClientDeps } from '../../../src/adapters/account/usage-client.js';
import { type Backend, createBackend } from '../../../src/backend/index.js';

describe('where usage is asked', () => {
  test.each([
    ['https://chatgpt.com', 'https://chatgpt.com/backend-api/wham/usage'],
    ['https://chatgpt.com/backend-api/', 'https://chatgpt.com/backend-api/wham/usage'],
    ['https://chat.openai.com', 'https://chat.openai.com/backend-api/wham/usage'],
    ['http://127.0.0.1:1/backend-api', 'http://127.0.0.1:1/backend-api/wham/usage'],
    ['http://127.0.0.1:1//', 'http://127.0.0.1:1/api/codex/usage'],
  ])('%s → %s', (base, url) => {
    expect(accountUrl(base, 'usage')).toBe(url);
  });
});

describe('what usage says', () => {
  const window = (percent: number, seconds: number) => ({
    used_percent: percent,
    limit_window_seconds: seconds,
    reset_after_seconds: 5,
    reset_at: 99,
  });
  const payload = {
    plan_type: 'hc',
    account_id: 'w1',
    rate_limit: { allowed: true, primary_window: window(12, 61), secondary_window: window(34, 0) },
    credits: { has_credits: true, unlimited: false, balance: '4' },
    additional_rate_limits: [
      { limit_name: 'Spark', metered_feature: 'spark', rate_limit: { primary_window: window(1, 3600) } },
    ],
    rate_limit_reached_type: { type: 'rate_limit_reached' },
  };

  test('becomes one bucket a limit, each with the plan; minutes are rounded up', () => {
    const { rateLimits, rateLimitsByLimitId } = rateLimitsOfUsage(payload, undefined, null);
    expect(rateLimits).toMatchObject({
      limitId: 'codex',
      limitName: null,
      planType: 'enterprise',
      primary: { usedPercent: 12, windowDurationMins: 2, resetsAt: 99 },
      secondary: { usedPercent: 34, windowDurationMins: null, resetsAt: 99 },
      credits: { hasCredits: true, unlimited: false, balance: '4' },
      rateLimitReachedType: 'rate_limit_reached',
    });
    expect(Object.keys(rateLimitsByLimitId ?? {})).toEqual(['codex', 'spark']);
    expect(rateLimitsByLimitId?.spark).toMatchObject({
      limitId: 'spark',
      limitName: 'Spark',
      planType: 'enterprise',
      primary: { windowDurationMins: 60 },
      secondary: null,
      credits: null,
    });
  });

  test('allows ordinary usage only when it speaks of the account that asked', () => {
    expect(rateLimitsOfUsage(payload, undefined, 'w1').ordinaryUsageAllowed).toBe(true);
    expect(rateLimitsOfUsage(payload, undefined, 'w2').ordinaryUsageAllowed).toBe(null);
    expect(rateLimitsOfUsage(payload, { available_count: 2 }, 'w1').rateLimitResetCredits).toEqual({
      availableCount: 2,
      credits: [],
    });
  });

  test('is refused when it is something else', () => {
    expect(() => rateLimitsOfUsage({}, undefined, null)).toThrow('no snapshots returned');
  });
});

describe('asking for usage', () => {
  let backend: Backend;
  let recovered: number;

  beforeEach(async () => {
    backend = await createBackend().listen();
    recovered = 0;
  });
  afterEach(() => backend.close());

  const client = (more: Partial<UsageClientDeps>) =>
    createUsageClient({
      baseUrl: () => `${backend.url}/backend-api`,
      headers: () => Promise.resolve({ authorization: 'Bearer wrong' }),
      recovery: () => ({ next: () => Promise.resolve(false) }),
      accountId: () => null,
      userAgent: (originator) => `${originator}/1`,
      asksForResets: false,
      ...more,
    });

  test('carries the account, and renews refused credentials once', async () => {
    const { accessToken } = await backend.issueTokens({});
    const usage = client({
      headers: () =>
        Promise.resolve({
          authorization: `Bearer ${recovered === 0 ? 'stale' : accessToken}`,
          'chatgpt-account-id': 'w1',
        }),
      recovery: () => ({
        next: () => {
          recovered += 1;
          return Promise.resolve(true);
        },
      }),
    });
    expect(await usage.rateLimits('me')).toMatchObject({
      rateLimits: { limitId: 'codex', planType: 'plus' },
    });
    expect(recovered).toBe(1);
    const headers = backend.requests.at(-1)?.headers;
    expect(headers).toMatchObject({ 'user-agent': 'me/1', 'chatgpt-account-id': 'w1' });
  });

  test('says in full what was refused', async () => {
    await expect(client({}).rateLimits('me')).rejects.toThrow(
      new RegExp(
        `^GET ${backend.url}/backend-api/wham/usage failed: 401 Unauthorized; content-type=application/json; body=\\{`,
      ),
    );
  });

  test('says that nobody answered', async () => {
    const { url } = backend;
    await backend.close();
    await expect(client({ baseUrl: () => url }).rateLimits('me')).rejects.toThrow(
      `error sending request for url (${url}/api/codex/usage)`,
    );
  });
});
