// `astc get-account-rate-limits`: what is left of the account's limits.

import type { RateLimitSnapshot } from '../../protocol/index.js';
import { defineCommand } from '../command.js';
import { withClient } from '../connect.js';
import { refuseDynamicTools } from '../dynamic-tools.js';
import { ExitCode } from '../exit-codes.js';
import { table } from '../output/text.js';

export const command = defineCommand({
  run: async (context) => {
    refuseDynamicTools(context);
    const { output, io, stopped } = context;
    return withClient(context, { experimentalApi: false, approvals: 'leave' }, async ({ client }) => {
      const answer = await client.call('account/rateLimits/read', undefined, { signal: stopped });
      const { rateLimits, rateLimitsByLimitId } = answer;
      const limits = Object.values(rateLimitsByLimitId ?? { '': rateLimits });
      const now = io.clock.now() / 1000;
      for (const line of table(limits.flatMap((limit) => rows(limit, now)))) output.line(line);
      if (rateLimits.planType !== null) output.note(`Plan: ${rateLimits.planType}`);
      return { code: ExitCode.ok, outcome: 'ok', result: { ...answer } };
    });
  },
});

type Window = NonNullable<RateLimitSnapshot['primary']>;

/** One row a window, and one for credits. `now` in seconds. */
function rows(limit: RateLimitSnapshot, now: number): string[][] {
  const name = limit.limitName ?? limit.limitId ?? 'limit';
  const { primary, secondary, credits } = limit;
  const windows = [primary, secondary].filter((window): window is Window => window != null);
  return [
    ...windows.map((window) => [
      name,
      span(window.windowDurationMins ?? null),
      `${window.usedPercent}% used`,
      window.resetsAt == null
        ? ''
        : `resets in ${span(Math.max(0, Math.ceil((window.resetsAt - now) / 60)))}`,
    ]),
    ...(windows.length === 0 ? [[name, '', 'no limit reported', '']] : []),
    ...(credits == null
      ? []
      : [
          [
            name,
            'credits',
            credits.unlimited ? 'unlimited' : (credits.balance ?? (credits.hasCredits ? 'some' : 'none')),
            '',
          ],
        ]),
  ];
}

/** `45 min`, `5 h`, `7 days`; the unit that says it best. */
function span(minutes: number | null): string {
  if (minutes === null) return '';
  if (minutes < 120) return `${minutes} min`;
  if (minutes < 48 * 60) return `${Math.round(minutes / 60)} h`;
  return `${Math.round(minutes / (24 * 60))} days`;
}
