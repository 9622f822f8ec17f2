// Rate limits as the response headers that codex reads.

import type { RateLimits, RateLimitWindow } from './script-answers.js';

/** The `x-codex-*` headers for these limits. */
export function rateLimitHeaders(limits: RateLimits): Readonly<Record<string, string>> {
  const limit = limits.limit ?? 'codex';
  const prefix = `x-${limit.replaceAll('_', '-')}`;
  return {
    'x-codex-active-limit': limit,
    ...(limits.limitName === undefined ? {} : { [`${prefix}-limit-name`]: limits.limitName }),
    ...windowHeaders(`${prefix}-primary`, limits.primary),
    ...windowHeaders(`${prefix}-secondary`, limits.secondary),
    ...creditHeaders(limits.credits),
  };
}

function windowHeaders(prefix: string, window: RateLimitWindow | undefined): Record<string, string> {
  if (window === undefined) return {};
  const headers: Record<string, string> = { [`${prefix}-used-percent`]: String(window.usedPercent) };
  if (window.windowMinutes !== undefined) headers[`${prefix}-window-minutes`] = String(window.windowMinutes);
  if (window.resetsAt !== undefined) headers[`${prefix}-reset-at`] = String(window.resetsAt);
  return headers;
}

function creditHeaders(credits: RateLimits['credits']): Record<string, string> {
  if (credits === undefined) return {};
  return {
    'x-codex-credits-has-credits': String(credits.hasCredits),
    'x-codex-credits-unlimited': String(credits.unlimited),
    ...(credits.balance === undefined ? {} : { 'x-codex-credits-balance': credits.balance }),
  };
}
